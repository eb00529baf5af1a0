"""Tables in terminals of every width: what does not fit is left out and named, and nothing is cut."""

import io

import pytest
from rich.console import Console

from bothways.cli.tables import grid, real, text, whole

ROW = {"name": "Hesper Ironbank", "unit": "South Purchasing", "ties": 57, "between": 11_484.5, "brokerage": 1.23}
COLUMNS = (
    text("name", "name"),
    text("unit", "unit"),
    whole("ties", "ties"),
    real("between", "between"),
    real("brokerage", "brokerage"),
    whole("ties", "ties again"),
)


@pytest.mark.parametrize("width", range(16, 90))
def test_no_figure_and_no_word_is_cut(width: int) -> None:
    console = Console(width=width, file=io.StringIO())
    made = grid(COLUMNS, [ROW, ROW], width)
    console.print(made.table)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    for column in COLUMNS:
        if column.title not in made.left_out:
            cell = column.read(ROW)
            assert all(part in said for part in ([cell] if column.number else cell.split()))
            assert column.title in said


def test_what_does_not_fit_is_named_and_what_fits_is_kept() -> None:
    assert grid(COLUMNS, [ROW], 90).left_out == ()
    assert grid(COLUMNS, [ROW], 48).left_out == ("brokerage", "ties again")
    assert grid(COLUMNS, [ROW], 48).shown == ("name", "unit", "ties", "between")
    assert grid(COLUMNS, [ROW], 5).left_out == ("unit", "ties", "between", "brokerage", "ties again")
