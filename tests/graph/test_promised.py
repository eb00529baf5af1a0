"""Whether links were taken up as often as their plausibility said."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.facts import FEEDBACK
from graph.promised import promised


def links(chances: dict[str, float]) -> pa.Table:
    return pa.table({"link": pa.array(chances, pa.string()), "plausibility": list(chances.values())})


def answers(became: dict[str, str]) -> pa.Table:
    rows: list[dict[str, Any]] = [{"link": link, "event": event} for link, event in became.items()]
    return pa.Table.from_pylist(rows, schema=FEEDBACK)


def test_what_was_first_promised_beside_what_came() -> None:
    first = links({f"l{i}": 0.2 for i in range(12)})
    later = links({"l0": 0.9, "new": 0.9})  # suggested again: what was promised first counts
    said = answers({**{f"l{i}": "accepted" for i in range(3)}, **{f"l{i}": "declined" for i in range(3, 11)}})
    found = promised([later, first], said)
    assert found is not None
    assert (found.answers, found.table) == (11, None)  # l11 and the new one were not answered
    assert found.expected == pytest.approx(0.2)
    assert found.came == pytest.approx(3 / 11)
    # Wilson 1927, by statsmodels: proportion_confint(3, 11, method="wilson").
    assert (found.low, found.high) == (pytest.approx(0.0975, abs=1e-3), pytest.approx(0.5656, abs=1e-3))
    assert found.verdict.startswith("as often as was expected")


@pytest.mark.parametrize(("state", "verdict"), [("met", "more often"), ("declined", "less often")])
def test_what_lies_outside_the_interval_is_said(state: str, verdict: str) -> None:
    found = promised([links({f"l{i}": 0.5 for i in range(20)})], answers({f"l{i}": state for i in range(20)}))
    assert found is not None
    assert found.verdict.startswith(verdict)


def test_few_answers_say_nothing() -> None:
    assert promised([links({f"l{i}": 0.5 for i in range(9)})], answers({f"l{i}": "done" for i in range(9)})) is None
    assert promised([], answers({})) is None


def test_with_many_answers_there_is_a_table_by_plausibility() -> None:
    draw = np.random.default_rng(4)
    chances = {f"l{i}": float(chance) for i, chance in enumerate(draw.uniform(0.1, 0.9, 400))}
    said = {link: "accepted" if draw.random() < chance else "declined" for link, chance in chances.items()}
    found = promised([links(chances)], answers(said))
    assert found is not None
    assert found.table is not None
    assert len(found.table.bins) == 10
    assert found.table.good
