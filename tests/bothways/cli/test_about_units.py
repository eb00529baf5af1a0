"""What the terminal says about groups, where a group's name alone would read like a number."""

from collections.abc import Callable
from pathlib import Path

Call = Callable[..., tuple[int, str, str]]


def test_a_level_is_called_one(call: Call, lawyers: Path) -> None:
    said = call("-C", lawyers, "show", "units", "--boundary", "level")[1]
    assert said.startswith("2 levels. Level ")  # partners and associates, Lazega 2001
    assert " keeps most to itself" in said.splitlines()[0]


def test_a_unit_is_called_by_its_name(call: Call, lawyers: Path) -> None:
    assert "Level" not in call("-C", lawyers, "show", "units")[1]
