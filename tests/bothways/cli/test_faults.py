"""Whatever happens to a store: the command says what to do, and after `rebuild` an export through it is as before."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.stores.bolt import Place

Call = Callable[..., tuple[int, str, str]]
Exported = Callable[..., dict[str, bytes]]


def database(store: Path) -> Path:
    return store / (store / "current").read_text().strip()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the database is cut": lambda store: os.truncate(database(store), 10_000),
    "the database is gone": lambda store: database(store).unlink(),
    "the pointer names nothing": lambda store: (store / "current").write_text("nothing"),
    "a strange log lies beside it": lambda store: Path(f"{database(store)}.wal").write_bytes(b"no log" * 1000),
    "the store is gone": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_embedded_store_says_to_rebuild_and_then_exports_as_before(
    call: Call, moved: Path, exported: Exported, damage: Callable[[Path], object]
) -> None:
    plain = exported(moved, "before", "--from-store")
    damage(moved / "store")
    code, _, err = call("-C", moved, "export", "--to", moved.parent / "out", "--from-store")
    assert code == 1
    assert err.splitlines()[-1].strip() == "`bothways rebuild` makes the store again from the ledger and the runs"
    assert call("-C", moved, "rebuild")[0] == 0
    assert exported(moved, "after", "--from-store") == plain


def killed(folder: Path, *words: str) -> None:
    """`bothways rebuild` in a process that is killed while it writes contacts."""
    command = [sys.executable, "-m", "bothways", "-C", str(folder), "rebuild", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("writing contacts" in line for line in process.stderr)
        process.send_signal(signal.SIGKILL)


def test_a_rebuild_of_the_embedded_store_that_was_killed_left_it_as_it_was(
    call: Call, moved: Path, exported: Exported
) -> None:
    plain = exported(moved, "before", "--from-store")
    killed(moved)
    assert exported(moved, "still", "--from-store") == plain
    assert call("-C", moved, "rebuild")[0] == 0
    assert exported(moved, "after", "--from-store") == plain


@pytest.fixture
def on_the_server(moved: Path, neo4j_place: Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace with the server as its store, which is still empty."""
    monkeypatch.setenv("BOTHWAYS_STORE", "neo4j")
    monkeypatch.setenv("BOTHWAYS_NEO4J__URI", neo4j_place.uri)
    monkeypatch.setenv("BOTHWAYS_NEO4J__PASSWORD", neo4j_place.password)
    return moved


@pytest.mark.neo4j
def test_a_rebuild_on_the_server_that_was_killed_is_told_from_a_whole_one_and_mended_by_another(
    call: Call, on_the_server: Path, exported: Exported
) -> None:
    plain = exported(on_the_server, "before")
    assert call("-C", on_the_server, "rebuild")[0] == 0
    killed(on_the_server)
    code, _, err = call("-C", on_the_server, "export", "--to", on_the_server.parent / "out", "--from-store")
    assert code == 1
    assert "left before all of it was written" in err
    assert "bothways rebuild" in err
    assert call("-C", on_the_server, "rebuild")[0] == 0
    assert exported(on_the_server, "after", "--from-store") == plain


TROUBLES = {
    "PASSWORD": ("wrong", "set BOTHWAYS_NEO4J__PASSWORD, or neo4j.password_file to a file that holds it"),
    "DATABASE": ("elsewhere", "correct neo4j.database, or create it there"),
    "URI": ("bolt://127.0.0.1:1", "start it, or correct neo4j.uri; `bothways doctor` asks again"),
}


@pytest.mark.neo4j
def test_a_server_that_cannot_be_used_says_why_and_what_is_there_stays(
    call: Call, on_the_server: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = exported(on_the_server, "before")
    assert call("-C", on_the_server, "rebuild")[0] == 0
    for setting, (value, cure) in TROUBLES.items():
        with monkeypatch.context() as patched:
            patched.setenv(f"BOTHWAYS_NEO4J__{setting}", value)
            for words in (("rebuild",), ("export", "--to", "out", "--from-store")):
                code, out, _ = call("-C", on_the_server, *words, "--json")
                assert code == 1
                assert json.loads(out)["error"]["cure"] == cure
    assert exported(on_the_server, "still", "--from-store") == plain


_FULL = """
mount -t tmpfs -o size=12m small "$0" && cp -r "$1" "$0/space" && cd "$0/space" || exit 9
dd if=/dev/zero of="$0/filler" bs=4096 2>/dev/null
"$2" -m bothways rebuild; echo "$?"
"$2" -m bothways export --to "$3/still" --from-store >/dev/null; echo "$?"
rm "$0/filler"
"$2" -m bothways rebuild >/dev/null; echo "$?"
"$2" -m bothways export --to "$3/after" --from-store >/dev/null; echo "$?"
"""


@pytest.mark.small_disk
def test_a_rebuild_on_a_full_disk_says_to_make_room_and_then_exports_as_before(
    moved: Path, exported: Exported, tmp_path: Path
) -> None:
    plain = exported(moved, "before", "--from-store")
    (tmp_path / "disk").mkdir()
    words = [tmp_path / "disk", moved, sys.executable, tmp_path]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _FULL, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.stdout.split() == ["1", "0", "0", "0"], done.stderr
    assert "       make room on the disk, then do it again" in done.stderr.splitlines()
    for name in ("still", "after"):
        assert {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} == plain
