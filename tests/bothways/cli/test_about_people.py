"""What the terminal says about people: which pairs of groups hang on whom, what is left open of them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli.about_people import _bridging_columns, _people_columns

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]


def test_the_pairs_that_hang_on_one_person_are_named(call: Call, tables: Tables, tmp_path: Path) -> None:
    # Three units of eight in which everybody writes to everybody; every line from C to A and B starts at c0.
    keys = [f"{unit}{i}" for unit in "abc" for i in range(8)]
    people = "person,unit\n" + "".join(f"{key},{key[0].upper()}\n" for key in keys)
    inside = [(x, y) for x in keys for y in keys if x < y and x[0] == y[0]]
    across = [(f"a{i}", f"b{j}") for i in range(8) for j in range(8)]
    across += [("c0", key) for key in (*(f"a{i}" for i in range(4)), *(f"b{i}" for i in range(4)))]
    mails = "from,to,at\n" + "".join(f"{x},{y},2026-01-05\n{y},{x},2026-01-06\n" for x, y in inside + across)
    call("-C", tmp_path / "space", "ingest", *tables(people=people, mails=mails))
    call("-C", tmp_path / "space", "run")
    said = call("-C", tmp_path / "space", "show", "bridges")[1]
    (row,) = re.findall(r"^c0 +2 +(.*?)  +\d", said.split("If this person left", 1)[1], re.M)
    assert row == "A – C and B – C"
    rows = [json.loads(line) for line in call("-C", tmp_path / "space", "show", "bridges", "--json")[1].splitlines()]
    assert [row["pairs_lost"] for row in rows if row["pairs_lost"]] == [2]


def test_without_a_pair_that_may_be_named_there_is_no_column_for_it(call: Call, space: Path) -> None:
    # nobody in small_run carries all ties of a pair that is shown
    said = call("-C", space, "show", "bridges")[1].split("left, what hangs on them", 1)[1]
    assert "pairs left without a tie  people cut off" in said


@pytest.mark.parametrize(
    ("uncertain", "residual", "said"), [(False, 2.5, "2.50"), (True, 2.5, "–"), (False, None, "–")]
)
def test_a_residual_that_the_sample_leaves_open_is_not_told(uncertain: bool, residual: float | None, said: str) -> None:
    row = {"uncertain": uncertain, "betweenness_residual": residual}
    for columns in (_people_columns({}), _bridging_columns({})):
        (column,) = (column for column in columns if column.title == "beyond contacts")
        assert column.read(row) == said
