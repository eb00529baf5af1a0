"""What stands beside a pair: a run of three links over two gaps, by hand."""

from typing import Any

import pyarrow as pa
import pytest

from graph.suggest.rivals import Rivals, RunnerUp, rivals, runner_up

LINKS = [("ann", "ben", 1), ("cara", "dan", 2), ("ann", "fay", 3)]
CANDIDATES = [
    ("ann", "ben", 0.5, "A | B"),
    ("ann", "fay", 0.4, "A | C"),
    ("ann", "gus", 0.3, "A | B"),
    ("cara", "dan", 0.45, "A | B"),
    ("eve", "gus", 0.2, "A | B"),
    ("eve", "hal", 0.9, "A | B"),
    ("ivy", "jon", 0.1, None),
]


@pytest.fixture
def tables() -> dict[str, pa.Table]:
    links = [dict(zip(("a", "b", "rank"), row, strict=True)) for row in LINKS]
    candidates = [dict(zip(("a", "b", "w", "cell"), row, strict=True)) for row in CANDIDATES]
    full = pa.table(
        {"person": ["ann", "hal"], "room": [True, False], "cap": [False, True]}
    )  # two links; whoever has one has room for another
    return {"links": pa.Table.from_pylist(links), "candidates": pa.Table.from_pylist(candidates), "full": full}


def candidate(tables: dict[str, pa.Table], a: str, b: str) -> dict[str, Any]:
    return next(row for row in tables["candidates"].to_pylist() if (row["a"], row["b"]) == (a, b))


def test_room_that_others_take_and_what_is_worth_more_are_named(tables: dict[str, pa.Table]) -> None:
    found = rivals(tables, candidate(tables, "ann", "gus"))
    assert found == Rivals(room_a=(1, 3), room_b=(), cap_a=False, cap_b=False, over=(1, 2), least=0.45, worth=0.3)
    room, gap, rest = found.sentences(("B", "A"))
    assert room == "B's room goes to links 1 and 3 of this run."
    assert gap == "Over the same gap stand links 1 and 2, worth 0.45 or more: this pair is worth less."
    assert rest.startswith("Within everybody's room")


def test_whose_room_is_not_taken_is_not_said_to_have_none(tables: dict[str, pa.Table]) -> None:
    """Cara has one link, and room for another: that is not why she and Gus were not chosen."""
    rows = [*tables["candidates"].to_pylist(), {"a": "cara", "b": "gus", "w": 0.1, "cell": "A | B"}]
    tables["candidates"] = pa.Table.from_pylist(rows)
    assert rivals(tables, candidate(tables, "cara", "gus")).room_a == ()


def test_a_pair_worth_more_than_the_chosen_ones_comes_too_late(tables: dict[str, pa.Table]) -> None:
    capped, gap, _ = rivals(tables, candidate(tables, "eve", "hal")).sentences(("A", "B"))
    assert capped == "The links that the people of B's unit may get together are used up."
    assert gap.endswith("worth 0.45 or more: one more there would add less than elsewhere.")


def test_without_a_gap_and_with_room_only_the_rest_is_said(tables: dict[str, pa.Table]) -> None:
    assert len(list(rivals(tables, candidate(tables, "ivy", "jon")).sentences(("A", "B")))) == 1


def test_the_next_best_and_what_stands_in_its_way(tables: dict[str, pa.Table]) -> None:
    first = candidate(tables, "ann", "ben")

    def said() -> str:
        return str(runner_up(tables, first))

    assert runner_up(tables, first) == RunnerUp("eve", "hal", 0.9, room=(), own=0.5)
    assert said() == "Next over this gap would be eve and hal, worth 0.9: one more there would add less than elsewhere."
    tables["candidates"] = tables["candidates"].filter(pa.array([row[1] != "hal" for row in CANDIDATES]))
    assert said() == "Next over this gap would be ann and gus, worth 0.3: room of theirs goes to links 1 and 3."
    tables["candidates"] = tables["candidates"].filter(
        pa.array([row[0] != "ann" or row[1] != "gus" for row in CANDIDATES if row[1] != "hal"])
    )
    assert said() == "Next over this gap would be eve and gus, worth 0.2: this link is worth 0.5."


def test_a_gap_that_nobody_else_could_open(tables: dict[str, pa.Table]) -> None:
    assert str(runner_up(tables, candidate(tables, "ann", "fay"))) == "No other pair could open this gap."
    assert runner_up(tables, None) is None


def test_where_a_link_opens_no_gap_its_people_s_next_best_comes_next(tables: dict[str, pa.Table]) -> None:
    own = candidate(tables, "ivy", "jon")
    tables["links"] = pa.Table.from_pylist([*tables["links"].to_pylist(), {"a": "ivy", "b": "jon", "rank": 4}])
    assert str(runner_up(tables, own)) == "Neither of the two has another candidate."
    rows = [*tables["candidates"].to_pylist(), {"a": "ann", "b": "jon", "w": 0.05, "cell": "A | D"}]
    tables["candidates"] = pa.Table.from_pylist(rows)
    said = "Next for one of the two would be ann and jon, worth 0.05: room of theirs goes to links 1 and 3."
    assert str(runner_up(tables, own)) == said
