"""A disk that is really full: a small one in memory, seen by nobody but the processes of one test."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.small_disk

ABORTED = 128 + 6
"""What a shell says of a process that SIGABRT ended."""

_COMMON = """
import json, sys
from pathlib import Path
from graph.errors import StoreError
from graph.stores.embedded import EmbeddedStore
from graph.stores.samples import people, ties

folder, filler, keys = Path("store"), Path("filler"), [f"{number:04}" for number in range(1000)]

def opened(**how):
    return EmbeddedStore(folder, memory=1 << 27, **how)
"""

_LOAD = """
import pyarrow as pa
from graph.stores.base import Scope
from graph.stores.generations import Generations

def fill(leave):
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(file.tell() - leave)

def write(store, what):
    if what == "new people":
        store.write_nodes("Person", people(*(f"new {key}" for key in keys), name="new"), batch="2")
    elif what == "changed people":
        store.write_nodes("Person", people(*keys, name="new"), batch="2")
    elif what == "no people":
        store.write_nodes("Person", people(), batch="2")
        store.tidy(Scope("Person"), "2")
    elif what == "ties":
        columns = {"a": keys[:-1], "b": keys[1:], "run": ["r"] * 999, "strength": [1.0] * 999}
        store.write_rels("TIE", pa.table(columns | {"onward": [1] * 999, "back": [1] * 999}), batch="2")

def load(what, when, leave):
    if when == "opening":
        fill(leave)
    with opened() as store:
        if what == "everything":
            store.start_over()
        store.ensure_schema()
        if when == "writing":
            fill(leave)
        write(store, what)
        if when == "closing":
            fill(leave)
        if when == "publishing":
            Generations.publish = lambda self, path, publish=Generations.publish: (fill(leave), publish(self, path))

with opened() as store:
    store.ensure_schema()
    store.write_nodes("Person", people(*keys, name="old"), batch="1")
try:
    load(*sys.argv[1:3], int(sys.argv[3]))
except StoreError as error:
    print(error, flush=True)
"""

_LOOK = """
def published():
    with opened(read_only=True) as store:
        rows = store.read_nodes("Person", ["name"])
        return [rows.num_rows, sorted(set(rows["name"].to_pylist())), store.read_ties().num_rows]

stood = published()
filler.unlink()
with opened() as store:
    store.start_over()
    store.write_nodes("Person", people("a", name="anew"), batch="3")
print(json.dumps([stood, published(), sorted(path.suffix for path in folder.iterdir())]))
"""


class Outcome(NamedTuple):
    """How loading on a full disk ended, and what another process found after it.

    Attributes:
        code: Of the process that loaded.
        said: Its error, and what the engine said when it ended the process.
        stood: Number of people, their names, number of ties.
        mended: The same after making room and starting over.
        files: Endings of what stands in the folder then.
    """

    code: int
    said: str
    stood: tuple[int, list[str], int]
    mended: tuple[int, list[str], int]
    files: list[str]


def load(folder: Path, what: str, when: str, leave: int = 0) -> Outcome:
    """Loads where a disk of 8 MB fills up at some moment but for `leave` bytes."""
    steps = (
        'mount -t tmpfs -o size=8m small "$0" && cd "$0" && "$1" -c "$2" "$4" "$5" "$6" 2>&1; echo "$?"; "$1" -c "$3"'
    )
    scripts = [sys.executable, _COMMON + _LOAD, _COMMON + _LOOK]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", steps, str(folder), *scripts]
    done = subprocess.run(
        [*command, what, when, str(leave)], stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    *said, code, found = done.stdout.splitlines()
    return Outcome(int(code), " ".join(said), *json.loads(found))


MOMENTS = [
    ("new people", "opening"),
    ("new people", "writing"),
    ("changed people", "writing"),
    ("no people", "writing"),
    ("ties", "writing"),
    ("new people", "closing"),
    ("changed people", "closing"),
    ("new people", "publishing"),
    ("everything", "opening"),
]


@pytest.mark.parametrize(("what", "when"), MOMENTS, ids=map(" ".join, MOMENTS))
def test_a_full_disk_leaves_what_was_published_and_says_what_to_do(tmp_path: Path, what: str, when: str) -> None:
    outcome = load(tmp_path, what, when)
    assert outcome.said.endswith("; make room on the disk, then do it again")
    assert outcome.code == 0
    assert outcome.stood == [1000, ["old"], 0]
    assert outcome.mended == [1, ["anew"], 0]
    assert outcome.files == ["", "", ".ladybug"]  # the lock, the pointer and one database


@pytest.mark.parametrize("pages", [2, 3])
def test_a_disk_that_fills_in_a_checkpoint_harms_nobody_even_if_the_engine_ends_the_process(
    tmp_path: Path, pages: int
) -> None:
    """At one page of a checkpoint Ladybug 0.22 cannot but end its process, saying why in its own words."""
    outcome = load(tmp_path, "new people", "closing", leave=4096 * pages)
    if outcome.code == ABORTED:
        assert "No space left on device" in outcome.said
    elif outcome.said:
        assert outcome.said.endswith("; make room on the disk, then do it again")
    else:
        assert outcome.stood == [2000, ["new", "old"], 0]  # it was just enough
    if outcome.said:
        assert outcome.stood == [1000, ["old"], 0]
    assert outcome.mended == [1, ["anew"], 0]
