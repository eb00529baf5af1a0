"""The command on a Neo4j server: moving there and back changes nothing, and what is wrong comes with its cure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.stores.bolt import Place

Call = Callable[..., tuple[int, str, str]]
Exported = Callable[..., dict[str, bytes]]

pytestmark = pytest.mark.neo4j
PASSWORD = "BOTHWAYS_NEO4J__PASSWORD"


@pytest.fixture(autouse=True)
def _server(neo4j_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name the server; its store is still empty."""
    monkeypatch.setenv("BOTHWAYS_NEO4J__URI", neo4j_place.uri)
    monkeypatch.setenv(PASSWORD, neo4j_place.password)


def test_moving_to_the_server_and_back_leaves_the_export_as_it_was(
    call: Call, moved: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = exported(moved, "plain")
    embedded = exported(moved, "embedded", "--from-store")
    assert embedded == plain
    assert call("-C", moved, "rebuild", "--store", "neo4j")[0] == 0
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    shutil.rmtree(moved / "store")
    assert exported(moved, "server", "--from-store") == plain
    assert not (moved / "store").exists()
    monkeypatch.delenv("BOTHWAYS_STORE")
    assert call("-C", moved, "rebuild")[0] == 0
    assert exported(moved, "back", "--from-store") == plain


def test_what_is_shown_through_the_server_is_what_is_shown_through_the_folder(
    call: Call, moved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(*words: str) -> dict[tuple[str, ...], tuple[int, str, str]]:
        asked = [(topic, "-n", "0", *form) for topic in ("people", "links") for form in ((), ("--json",))]
        return {one: call("-C", moved, "show", *one, *words) for one in asked}

    plain, embedded = shown(), shown("--from-store")
    assert call("-C", moved, "rebuild", "--store", "neo4j")[0] == 0
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    assert shown("--from-store") == embedded == plain
    for code, said, _ in plain.values():
        assert code == 0
        assert said.count("\n") >= 11  # the lawyers get 11 links


def test_another_workspace_does_not_take_over_a_server_unless_told_so(
    call: Call, moved: Path, exported: Exported, tables: Callable[..., list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("-C", moved, "rebuild", "--store", "neo4j")[0] == 0
    plain = exported(moved, "plain")
    other = moved.parent / "other"
    assert call("-C", other, "ingest", *tables(people="person,unit\nx,X\ny,Y\n"))[0] == 0
    code, _, err = call("-C", other, "rebuild", "--store", "neo4j")
    assert code == 4
    assert "another workspace's graph" in err
    assert "--allow-shrink" in err
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    assert exported(moved, "still", "--from-store") == plain
    assert call("-C", other, "rebuild", "--allow-shrink")[0] == 0


def test_status_says_that_the_store_is_on_a_server(call: Call, moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    assert "kept on a Neo4j server" in call("-C", moved, "status")[1]


def test_run_keeps_the_store_of_the_settings_up_to_date(
    call: Call, moved: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    assert call("-C", moved, "run", "--links", "7")[0] == 0
    assert exported(moved, "server", "--from-store") == exported(moved, "plain")


def test_an_export_from_a_store_without_the_run_says_how_to_make_it(
    call: Call, moved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    code, _, err = call("-C", moved, "export", "--to", moved.parent / "out", "--from-store")
    assert code == 1
    assert "there is no graph store" in err
    assert "bothways rebuild" in err


def test_doctor_says_whether_the_server_answers(call: Call, moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    code, out, _ = call("-C", moved, "doctor")
    assert code == 0
    assert "Neo4j/5.26" in out or "Neo4j/2026" in out
    monkeypatch.setenv("BOTHWAYS_NEO4J__URI", "bolt://127.0.0.1:1")
    code, out, _ = call("-C", moved, "doctor")
    assert code == 1
    assert "no Neo4j server answers" in out


def test_the_password_may_stand_in_a_file_of_its_own(
    call: Call, moved: Path, neo4j_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD)
    code, _, err = call("-C", moved, "rebuild", "--store", "neo4j")
    assert code == 2
    assert PASSWORD in err
    (moved / "secret").write_text("\ufeff" + neo4j_place.password + "\n", encoding="utf-8")  # as Notepad writes it
    monkeypatch.setenv("BOTHWAYS_NEO4J__PASSWORD_FILE", "secret")
    assert call("-C", moved, "rebuild", "--store", "neo4j")[0] == 0


@pytest.mark.parametrize("address", ["localhost", "http://localhost:7474", "bolt://localhost:abc", "bolt://", ""])
def test_an_address_that_nobody_can_call_is_a_wrong_setting(
    call: Call, moved: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTHWAYS_NEO4J__URI", address)
    for verb in ("rebuild", "status"):
        code, _, err = call("-C", moved, verb)
        assert code == 2
        assert "neo4j.uri" in err
        assert "bolt://host:7687" in err
    code, out, _ = call("-C", moved, "doctor")
    assert code == 1
    assert "bolt://host:7687" in out


def test_a_run_is_kept_where_the_server_is_away(call: Call, moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    monkeypatch.setenv("BOTHWAYS_NEO4J__URI", "bolt://127.0.0.1:1")
    code, _, err = call("-C", moved, "run", "--links", "5")
    assert code == 1
    kept = (moved / "runs" / "latest").read_text(encoding="utf-8").strip()
    assert f"The run {kept} is kept; `bothways rebuild`" in err


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_password_file_says_so(call: Call, moved: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD)
    monkeypatch.setenv("BOTHWAYS_NEO4J__PASSWORD_FILE", "secret")
    (moved / "secret").write_text(text, encoding="utf-8")
    code, _, err = call("-C", moved, "rebuild", "--store", "neo4j")
    assert code == 2
    assert "is empty" in err


def test_a_password_in_the_settings_file_is_refused(call: Call, moved: Path) -> None:
    with (moved / "bothways.toml").open("a", encoding="utf-8") as file:
        file.write('\n[neo4j]\npassword = "s"\n')
    code, _, err = call("-C", moved, "status")
    assert code == 2
    assert PASSWORD in err


def test_no_secret_is_ever_shown(call: Call, moved: Path, neo4j_place: Place) -> None:
    for words in (("config", "show"), ("config", "show", "--json")):
        code, out, err = call("-C", moved, *words)
        assert code == 0
        assert neo4j_place.password not in out + err
