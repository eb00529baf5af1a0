"""Every kind of error has its exit code and says its cure; nothing escapes as a traceback but a defect."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli import status
from bothways.cli.access import WRITE_CURE
from bothways.cli.exit_codes import MEANINGS, ExitCode, code_of
from graph import errors

Call = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.SettingsError, 2),
        (errors.InputError, 3),
        (errors.GuardError, 4),
        (errors.TooLittleError, 5),
        (errors.BrokenError, 1),
        (errors.LedgerError, 1),
        (errors.StoreError, 1),
        (errors.BothwaysError, 1),
    ],
)
def test_the_tree_of_errors_maps_to_the_promised_codes(kind: type[errors.BothwaysError], code: int) -> None:
    assert code_of(kind("it happened")) == code


def test_every_class_of_the_tree_is_mapped_above() -> None:
    def below(kind: type) -> set[type]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    named = {errors.UsageError, errors.SettingsError, errors.InputError, errors.GuardError, errors.TooLittleError}
    named |= {errors.BrokenError, errors.LedgerError, errors.StoreError, errors.BothwaysError}
    assert {kind for kind in below(errors.BothwaysError) if kind.__module__ == "graph.errors"} == named


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(ExitCode)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `bothways status` fail with an error."""

    def arrange(error: BaseException) -> None:
        def fails(*_: object) -> None:
            raise error

        monkeypatch.setattr(status, "_found", fails)

    return arrange


def test_an_error_says_where_what_and_the_cure_on_stderr(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(errors.InputError("the column person is missing", where="people.csv", cure="give --map"))
    code, said, complaint = call("status")
    assert (code, said) == (3, "")
    assert complaint == "error: people.csv: the column person is missing\n       give --map\n"


def test_with_json_the_error_is_the_one_document(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(errors.GuardError("stopped", where="here", cure="look"))
    code, said, _ = call("status", "--json")
    assert code == 4
    assert json.loads(said) == {"error": {"message": "stopped", "where": "here", "cure": "look", "exit_code": 4}}


def test_the_file_system_s_complaint_is_a_sentence(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(PermissionError(13, "Permission denied", "ledger/x"))
    assert call("status") == (1, "", f"error: ledger/x: Permission denied\n       {WRITE_CURE}\n")


def test_a_missing_package_points_to_the_doctor(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(ModuleNotFoundError("No module named 'duckdb'", name="duckdb"))
    code, _, complaint = call("status")
    assert code == 1
    assert "duckdb is not installed" in complaint
    assert "bothways doctor" in complaint


def test_a_defect_shows_its_traceback_and_says_what_it_is(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(ZeroDivisionError("division by zero"))
    code, said, complaint = call("status")
    assert (code, said) == (1, "")
    assert "Traceback" in complaint
    assert "a defect of Bothways (ZeroDivisionError)" in complaint


def test_ctrl_c_is_a_plain_word(call: Call, failing: Callable[[BaseException], None]) -> None:
    failing(KeyboardInterrupt())
    assert call("status") == (130, "", "Stopped. What was committed before stands.\n")


def test_impossible_settings_are_wrong_usage(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bothways.toml").write_text("seeed = 1\n", encoding="utf-8")
    code, _, complaint = call("-C", tmp_path, "config", "show")
    assert code == 2
    assert "unknown setting seeed" in complaint
    assert "did you mean seed?" in complaint
