"""What came of links that were chosen beside links that lots drew."""

from typing import Any

import pyarrow as pa
import pytest

from graph.facts import FEEDBACK
from graph.outcome import outcomes

NOBODY = pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.string())})


def links(*rows: tuple[str, str]) -> pa.Table:
    """Links by id and arm; link li is between ai and bi."""
    columns: dict[str, list[Any]] = {
        "link": [link for link, _ in rows],
        "a": [f"a{link}" for link, _ in rows],
        "b": [f"b{link}" for link, _ in rows],
        "arm": [arm for _, arm in rows],
        "state": ["proposed"] * len(rows),
    }
    return pa.table(columns)


def answers(**became: str) -> pa.Table:
    return pa.Table.from_pylist([{"link": link, "event": event} for link, event in became.items()], schema=FEEDBACK)


FIRST = links(*((f"c{i}", "chosen") for i in range(8)), *((f"l{i}", "lot") for i in range(4)))


def test_every_suggested_link_counts_once_answered_or_not() -> None:
    again = links(("c0", "chosen"), ("c9", "chosen"), ("l0", "lot"))
    said = answers(c0="accepted", c1="met", c2="done", c3="declined", l0="accepted")
    found = {row.arm: row for row in outcomes([again, FIRST], NOBODY, said) if row.measure == "taken_up"}
    assert (found["chosen"].links, found["lot"].links, found["difference"].links) == (8, 4, 12)
    assert found["chosen"].share == pytest.approx(3 / 8)  # c0, c1, c2 of c0 to c7: lots could not have drawn c9
    assert found["lot"].share == 0.25
    assert found["difference"].share == pytest.approx(3 / 8 - 1 / 4)
    assert found["difference"].low < 0 < found["difference"].high


def test_contact_is_told_of_links_of_earlier_runs_alone() -> None:
    now = links(("c0", "chosen"), ("l0", "lot"), ("c9", "chosen"))
    network = pa.table({"a": ["ac1", "ac0", "al1"], "b": ["bc1", "bc0", "bl1"]})
    found = {row.arm: row for row in outcomes([now, FIRST], network, answers()) if row.measure == "in_contact"}
    assert (found["chosen"].links, found["lot"].links) == (8, 4)  # c9 is suggested just now
    assert found["chosen"].share == pytest.approx(2 / 8)
    assert found["lot"].share == pytest.approx(1 / 4)
    assert {row.measure for row in outcomes([FIRST], network, answers())} == {"taken_up"}


def test_without_lots_there_is_nothing_to_compare() -> None:
    assert outcomes([links(("c0", "chosen"))], NOBODY, answers()) == ()
