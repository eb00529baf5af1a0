"""What every test may rely on: which tests run where, how Hypothesis searches, a few shared fixtures.

Some tests need what not every machine has (`NEEDS`). On a plain machine they are left out and the last lines say so;
with CI set only a newer Java may be missing, and the folder of real data that BOTHWAYS_REAL_DATA names.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SAID, STORE = "said", "store"
"""Properties of a test: a line for the end, the store that it was run on."""

settings.register_profile(
    "bothways",
    deadline=None,  # two shared cores: a slow moment is no defect
    derandomize=True,  # the same examples everywhere, so a red run can be repeated
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("bothways")


def _chromium() -> str | None:
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


@functools.cache
def _neo4j_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("neo4j_server", ROOT / "scripts" / "neo4j" / "server.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _neo4j_runs(version: str) -> bool:
    try:
        return bool(_neo4j_script().java(version)) and shutil.which("mvn") is not None
    except _neo4j_script().ServerError:
        return False


@functools.cache
def _small_disk() -> bool:
    """Whether a process may have a disk of its own here."""
    if shutil.which("unshare") is None:
        return False
    words = ("unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "small", "/tmp")
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


class Need(NamedTuple):
    """What tests of one marker need.

    Attributes:
        met: Whether this machine has it.
        line: What is said at the end where it has not.
        everywhere: A machine with CI set has to have it.
    """

    met: Callable[[], bool]
    line: str
    everywhere: bool = True


NEEDS = {
    "browser": Need(
        lambda: _chromium() is not None,
        "no Chromium on this machine: the browser tests are left out (Debian: apt-get install chromium)",
    ),
    "neo4j": Need(
        lambda: _neo4j_runs(_neo4j_script().long_term()),
        "no Java or no Maven on this machine: the tests on a Neo4j server are left out"
        " (Debian: default-jdk-headless maven)",
    ),
    "newer_java": Need(
        lambda: _neo4j_runs(_neo4j_script().NEWEST),
        f"no Java 21 or newer on this machine: nothing ran on Neo4j {_neo4j_script().NEWEST}",
        everywhere=False,
    ),
    "small_disk": Need(
        _small_disk, "no process may mount a disk of its own here: the tests on a full disk are left out"
    ),
    "real": Need(lambda: "BOTHWAYS_REAL_DATA" in os.environ, "", everywhere=False),
}
"""By marker."""


def _left_out(item: pytest.Item) -> bool:
    """Whether this machine lacks what the test needs and may lack it."""
    needs = [need for marker, need in NEEDS.items() if item.get_closest_marker(marker)]
    return any(not need.met() for need in needs if not (need.everywhere and "CI" in os.environ))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what cannot run here: deselected, so that a skipped test always means a defect. Orders the rest."""
    left_out = [item for item in items if _left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    _servers_first(items)


def _servers_first(items: list[pytest.Item]) -> None:
    """Puts what needs a Neo4j server in front: of two processes only the first has to start and warm one then.

    The contract comes before all, since it needs no kernels: meanwhile the other process compiles them for both. The
    tests that kill the server, after which it is cold again, come late, as in the order of their names.
    """
    on_a_server = [item for item in items if item.get_closest_marker("neo4j")]
    on_a_server.sort(key=lambda item: item.path.name != "test_store.py")
    items[:] = [*on_a_server, *(item for item in items if not item.get_closest_marker("neo4j"))]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the end what tests had to say, which stores keep the contract, and what was left out for want of what."""
    passed = terminalreporter.getreports("passed")
    lines = [text for name, text in _properties(passed) if name == SAID]
    broken = chain.from_iterable(map(terminalreporter.getreports, ("failed", "error")))
    failed = {text for name, text in _properties(broken) if name == STORE}
    kept = {text for name, text in _properties(passed) if name == STORE} - failed
    if kept:
        lines.append(f"the contract of a graph store is kept by: {', '.join(sorted(kept, key=str.lower))}")
    lines += [need.line for need in NEEDS.values() if not need.met() and not (need.everywhere and "CI" in os.environ)]
    for line in filter(None, lines):
        terminalreporter.write_line(line)


def _properties(reports: Iterable[pytest.TestReport]) -> Iterator[tuple[str, Any]]:
    for report in reports:
        yield from getattr(report, "user_properties", ())  # a file that cannot be imported has none


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Prints a line in the closing lines of the whole run, from whichever process."""
    return lambda text: record_property(SAID, text)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; its absence fails the test that asks."""
    found = _chromium()
    if found is None:
        pytest.fail("CI is set, so the browser tests must run: install Chromium (apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def neo4j_script() -> ModuleType:
    """`scripts/neo4j/server.py`, which is no package."""
    return _neo4j_script()


@contextmanager
def _neo4j(folder: Path, version: str) -> Iterator[Any]:
    """A server of this test process alone, stopped at the end; its absence fails the test that asks."""
    if not _neo4j_runs(version):
        pytest.fail("CI is set, so the tests on a Neo4j server must run: install Java 17 or later, and Maven")
    server = _neo4j_script().Server(folder, version=version)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of Neo4j's long-term line, or of the version that NEO4J_VERSION names."""
    version = os.environ.get("NEO4J_VERSION") or _neo4j_script().long_term()
    with _neo4j(tmp_path_factory.mktemp("neo4j"), version) as server:
        yield server


@pytest.fixture(scope="session")
def newest_neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of Neo4j's newest line."""
    with _neo4j(tmp_path_factory.mktemp("neo4j"), _neo4j_script().NEWEST) as server:
        yield server


@pytest.fixture
def neo4j_place(neo4j_server: Any) -> Any:
    """Where that server is, with nothing in its database."""
    return _emptied(neo4j_server)


@pytest.fixture
def newest_neo4j_place(newest_neo4j_server: Any) -> Any:
    """The same on the newest line."""
    return _emptied(newest_neo4j_server)


def _emptied(server: Any) -> Any:
    from graph.stores.bolt import Place, Server  # noqa: PLC0415 - only who asks pays

    place = Place(server.url, password=server.password)
    connection = Server(place, writing=True)
    connection.ask("MATCH (n) DETACH DELETE n")
    connection.close()
    return place


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data."""
    return Path(os.environ["BOTHWAYS_REAL_DATA"]).resolve()


@pytest.fixture(scope="session")
def demo_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a small made-up organisation, 300 people; read them, do not write there."""
    from bothways.demo.organisation import generate  # noqa: PLC0415 - only who asks pays

    folder = tmp_path_factory.mktemp("demo-tables")
    generate(folder, people=300, seed=1)
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a small text file beside the test and hands back its path."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(autouse=True)
def _untouched_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of whoever runs the tests do not reach them."""
    for name in list(os.environ):
        if name.startswith("BOTHWAYS_") and name != "BOTHWAYS_REAL_DATA":
            monkeypatch.delenv(name)
