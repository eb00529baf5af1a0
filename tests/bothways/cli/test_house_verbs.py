"""init, config show, doctor, export: the verbs that look after a workspace."""

import json
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from bothways.cli import doctor
from bothways.cli.init import commented
from bothways.settings import SECRETS, keys, load

Call = Callable[..., tuple[int, str, str]]


def test_init_writes_every_setting_commented_out(call: Call, tmp_path: Path) -> None:
    assert call("-C", tmp_path / "new", "init")[0] == 0
    text = (tmp_path / "new" / "bothways.toml").read_text(encoding="utf-8")
    assert set(load(tmp_path / "new").origins.values()) == {"default"}
    for key in set(keys()) - set(SECRETS):
        assert f"# {key.rpartition('.')[2]} = " in text or key.startswith("demo")


def test_each_line_of_the_file_is_a_setting_that_could_be_made(tmp_path: Path) -> None:
    lines = [
        line.removeprefix("# ") if " = " in line and line.split()[2] == "=" else line
        for line in commented().splitlines()
    ]
    (tmp_path / "bothways.toml").write_text("\n".join(lines), encoding="utf-8")
    made = load(tmp_path)
    given = [key for key, origin in made.origins.items() if origin != "default"]
    assert given == [key for key in keys() if not key.startswith("demo") and key not in SECRETS]
    assert tomllib.loads("\n".join(lines))["seed"] == 0


def test_init_never_touches_a_file_that_is_there(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bothways.toml").write_text("seed = 3\n", encoding="utf-8")
    assert call("-C", tmp_path, "init")[0] == 4
    assert (tmp_path / "bothways.toml").read_text(encoding="utf-8") == "seed = 3\n"


def test_config_show_says_where_each_value_comes_from(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bothways.toml").write_text("seed = 3\n", encoding="utf-8")
    monkeypatch.setenv("BOTHWAYS_LINKS", "7")
    shown = json.loads(call("-C", tmp_path, "config", "show", "--json")[1])["settings"]
    places = {row["setting"]: (row["value"], row["from"]) for row in shown}
    assert places["seed"] == (3, str(tmp_path / "bothways.toml"))
    assert places["links"] == (7, "BOTHWAYS_LINKS")
    assert places["give_up"] == (0.05, "default")
    assert call("-C", tmp_path, "config", "show")[1].startswith(f"2 of {len(shown)} settings are given")


def test_the_doctor_is_content_with_a_full_installation(call: Call, tmp_path: Path) -> None:
    code, said, _ = call("-C", tmp_path, "doctor")
    assert code == 0
    assert said.startswith("Everything that Bothways needs is here.")
    assert "csv, jsonl, parquet" in said


def test_the_doctor_names_what_is_missing_and_the_cure(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "duckdb":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(doctor, "version", version)
    code, said, _ = call("-C", tmp_path, "doctor", "--json")
    document = json.loads(said)
    assert code == 1
    assert document["missing"] == 1
    assert {"what": "duckdb", "found": "not installed", "state": "missing", "cure": "pip install duckdb"} in document[
        "checks"
    ]


def test_the_doctor_says_where_the_compiled_engine_is_kept_or_that_it_cannot_be(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    barred = tmp_path / "barred"
    barred.write_text("a file where a folder should be", encoding="utf-8")
    found = {}
    for variable, place in (("XDG_CACHE_HOME", tmp_path), ("XDG_CACHE_HOME", barred), ("NUMBA_CACHE_DIR", barred)):
        monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
        monkeypatch.setenv(variable, str(place))
        checks = json.loads(call("-C", tmp_path, "doctor", "--json")[1])["checks"]
        (found[variable, place],) = (check for check in checks if check["what"] == "compiled engine")
    assert [check["state"] for check in found.values()] == ["ok", "optional", "missing"]
    assert found["XDG_CACHE_HOME", tmp_path]["found"] == f"kept in {tmp_path / 'bothways'}"
    assert "NUMBA_CACHE_DIR" in found["XDG_CACHE_HOME", barred]["cure"]


def test_the_doctor_reports_settings_that_cannot_be_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bothways.toml").write_text("sed = 3\n", encoding="utf-8")
    code, said, _ = call("-C", tmp_path, "doctor")
    assert code == 1
    assert "did you mean seed?" in said


def test_export_says_what_it_wrote_and_what_it_left_out(call: Call, space: Path, tmp_path: Path) -> None:
    code, said, _ = call("-C", space, "export", "--to", tmp_path / "out", "--as", "csv, jsonl")
    assert code == 0
    assert said.startswith("Wrote 31 files to ")
    assert "28 new, 0 kept, 0 withdrawn" in said
    assert f"  bothways -C {space} ingest {tmp_path / 'out' / 'question_sheet.csv'}" in said
    said = call("-C", space, "export", "--to", tmp_path / "groups", "--profile", "aggregate")[1]
    assert "they are about single people and nothing else" in said


def test_the_secret_of_the_pseudonyms_stays_in_the_workspace(call: Call, space: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert call("-C", space, "export", "--to", tmp_path / "out", "--profile", "pseudonymous")[0] == 0
    key = space / ".pseudonym.key"
    assert key.stat().st_mode & 0o777 == 0o600
    content = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert key.read_bytes().strip() not in content
    key.chmod(0o640)
    code, _, complaint = call("-C", space, "export", "--to", tmp_path / "out", "--profile", "pseudonymous")
    assert code == 4
    assert "chmod 600" in complaint


def test_export_guards_a_folder_that_is_not_its_own(call: Call, space: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    code, said, _ = call("-C", space, "export", "--to", tmp_path)
    assert (code, said) == (4, "")


@pytest.mark.parametrize("words", [("--as", "xlsy"), ("--profile", "secret"), ()])
def test_wrong_words_for_an_export_are_wrong_usage(
    call: Call, space: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    to = ("--to", tmp_path / "out") if words else ()
    assert call("-C", space, "export", *to, *words)[0] == 2
    assert not (tmp_path / "out").exists()


def test_the_question_sheet_can_be_given_back_as_it_is_filled_in(call: Call, space: Path, tmp_path: Path) -> None:
    said = call("-C", space, "export", "--to", tmp_path / "out")[1]
    assert "what stays empty is skipped" in said
    sheet = tmp_path / "out" / "question_sheet.csv"
    code, _, complaint = call("-C", space, "ingest", sheet)
    assert code == 3
    assert "nobody has answered yet" in complaint
    head, first, *others = sheet.read_text(encoding="utf-8-sig").splitlines()
    sheet.write_text("\n".join([head, first.removesuffix(",") + "Sailing,4", *others]), encoding="utf-8")
    code, said, _ = call("-C", space, "ingest", sheet)
    assert code == 0
    assert f"{sheet}: {len(others)} rows unanswered and skipped." in said


def test_the_file_says_which_flow_a_channel_has_that_is_not_named() -> None:
    before = commented().split("# flows = ")[0].splitlines()[-1]
    assert before.endswith("not named: mail and chat forward, advice backward, all else both")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name =\n", "not a TOML file"),
        (b'name = "xx"\n', "purpose: field required"),
        (b'name = "xx"\npurpose = "\xe9"\n', "not a TOML file"),
        (b'name = "xx"\npurpose = "p"\nwho = "w"\nsuccess = "s"\nneeds = ["cohrt"]\n', "did you mean cohort?"),
    ],
)
def test_doctor_tells_of_every_own_preset_whatever_is_wrong_with_it(
    call: Call, tmp_path: Path, content: bytes, said: str
) -> None:
    call("-C", tmp_path, "init")
    (tmp_path / "own.toml").write_bytes(content)
    (tmp_path / "other.toml").write_text('[tool]\nname = "x"\n', encoding="utf-8")
    code, told, _ = call("-C", tmp_path, "doctor", "--json")
    assert code == 1
    rows = json.loads(told)["checks"]
    (row,) = (row for row in rows if row["what"] == "preset own.toml")
    assert said in row["found"]
    assert "preset other.toml" not in {row["what"] for row in rows}
