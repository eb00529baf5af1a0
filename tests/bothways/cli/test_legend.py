"""The lines under a table: they explain the columns that the table shows, and no others."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli import legend
from bothways.cli.about_units import FINDINGS

Call = Callable[..., tuple[int, str, str]]


def test_titles_without_a_meaning_and_titles_twice_add_no_line() -> None:
    assert legend.of(("name", "from", "from")) == ()
    assert legend.of(("plausible", "name", "plausible")) == (f"plausible: {legend.MEANINGS['plausible']}.",)


@pytest.mark.parametrize("width", [40, 60, 80, 140, 200])
@pytest.mark.parametrize("topic", ["people", "bridges", "gaps", "units", "links", "skills"])
def test_what_a_terminal_is_too_narrow_for_is_not_explained(
    call: Call, space: Path, monkeypatch: pytest.MonkeyPatch, topic: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    said = call("-C", space, "show", topic)[1]
    (table, *_), explained = said.split("\n─"), re.findall(r"^([A-Za-z -]+): ", said, re.M)
    narrow = {title for line in re.findall(r"^Too narrow for: (.*)\.$", said, re.M) for title in line.split(", ")}
    assert set(explained) & set(legend.MEANINGS) <= set(legend.MEANINGS) - narrow
    assert all(title.split()[0] in table for title in set(explained) & set(legend.MEANINGS))


def test_of_many_findings_those_of_the_rows_shown_are_explained(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "gaps", "-n", "1")[1]  # the widest gap of small_run is a silo
    assert [word for word in FINDINGS if f"\n{word}: " in said] == ["silo"]
    assert re.search(r"^\d+ pairs hidden: ", said, re.M)  # of all rows: hidden ones stand last
