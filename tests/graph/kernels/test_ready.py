"""Compiling from nothing, in processes of their own with a cache folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph import compiled
from graph.errors import BrokenError
from graph.kernels.ready import PARTS, WORDS

Python = Callable[..., str]

KERNELS = """
from importlib import import_module
from pkgutil import iter_modules
import graph.kernels as home
for found in iter_modules(home.__path__):
    for name, thing in vars(import_module(f"graph.kernels.{found.name}")).items():
        if hasattr(thing, "py_func"):
            print(f"{thing.__module__.rpartition('.')[2]}.{name}")
"""
"""Prints every kernel as the files of the cache begin."""

SAID = [f"{WORDS}; {done} of {len(PARTS)} parts done" for done in range(len(PARTS))]

READY = "from graph.kernels.ready import ready; ready(print)"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def python(cache: Path) -> Python:
    """Runs code in a new process whose user has that cache; what it prints."""

    def call(code: str, home: Path = cache) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        environment |= {"XDG_CACHE_HOME": str(home), "TMPDIR": str(home.parent)}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    return call


@pytest.fixture(scope="module")
def first_words(python: Python) -> str:
    """What is said where nothing is compiled yet."""
    return python(READY)


def _kept(cache: Path) -> dict[str, int]:
    """Every file of compiled code, with the moment it was written."""
    return {str(path): path.stat().st_mtime_ns for path in cache.rglob("*.nb[ic]")}


def test_the_first_process_says_that_it_compiles_and_the_second_has_nothing_to_say(
    first_words: str, python: Python
) -> None:
    assert first_words.splitlines() == SAID
    assert python(READY) == ""


def test_every_kernel_is_compiled_by_then(first_words: str, python: Python, cache: Path) -> None:
    kept = {Path(file).name.partition("-")[0] for file in _kept(cache)}
    assert kept == set(python(KERNELS).split()) != set()


def test_damaged_machine_code_is_compiled_anew_with_a_word(first_words: str, python: Python, cache: Path) -> None:
    file = next(path for path in sorted(cache.rglob("*.nbc")) if path.name.startswith("attributes."))
    file.write_bytes(bytes(100))
    assert python(READY).splitlines() == SAID
    assert python(READY) == ""


def test_a_run_compiles_nothing_more(first_words: str, python: Python, cache: Path, tmp_path: Path) -> None:
    before = _kept(cache)
    words = ["-C", str(tmp_path / "demo"), "demo", "--real", "lazega", "--no-serve"]
    python(f"from bothways.cli.app import call; raise SystemExit(call({words}))")
    assert _kept(cache) == before != {}


ASKED = """
import networkx as nx
from graph.backend import ANSWERED_BY
from graph.network import Network
nx.config.warnings_to_ignore.add("cache")
plain = nx.krackhardt_kite_graph()
nx.set_edge_attributes(plain, 2.5, "w")
one = {"is_isolate": (3,), "local_constraint": (3, 4), "node_connected_component": (3,)}
for graph, how in ((Network.from_networkx(plain, weight="w"), {}), (plain, {"backend": "bothways"})):
    for name in ANSWERED_BY:
        found = (getattr(nx, name, None) or getattr(nx.community, name))(graph, *one.get(name, ()), **how)
        list(found) if hasattr(found, "__next__") else found
    for name in ("constraint", "effective_size", "local_constraint"):
        getattr(nx, name)(graph, *one.get(name, ()), weight="w" if how else "strength", **how)
"""
"""Every function of networkx that we answer, on a network and on a plain graph, with weights and without."""


def test_no_call_of_networkx_compiles_anything_more(first_words: str, python: Python, cache: Path) -> None:
    before = _kept(cache)
    python(ASKED)
    assert _kept(cache) == before != {}


def test_the_folder_is_named_after_the_sources(first_words: str, python: Python, cache: Path) -> None:
    digest = python("from graph.kernels import digest; print(digest())")
    assert [path.name for path in (cache / "bothways").iterdir()] == [f"numba-{digest}"]


def test_where_the_cache_cannot_be_written_a_private_folder_serves_and_goes(python: Python, tmp_path: Path) -> None:
    barred = tmp_path / "barred"
    barred.write_text("a file where a folder should be", encoding="utf-8")
    said = python("from graph.kernels import CACHE; print(CACHE, CACHE.is_dir(), oct(CACHE.stat().st_mode))", barred)
    place, there, mode = said.split()
    assert Path(place).parent == tmp_path
    assert (there, mode) == ("True", "0o40700")
    assert not Path(place).exists()


def test_a_named_folder_that_cannot_be_written_is_refused_before_anything_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    barred = tmp_path / "barred"
    barred.write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(barred))
    with pytest.raises(BrokenError, match="unset NUMBA_CACHE_DIR"):
        compiled.kept()


def test_whoever_compiles_with_numba_beside_us_keeps_their_own_cache(python: Python) -> None:
    assert python("import numba, graph.kernels.csr; print(numba.config.CACHE_DIR)") == ""
