"""What every test may rely on: which tests run where, how Hypothesis searches, a few shared fixtures.

`real` tests need the folder of real data that BOTHWAYS_REAL_DATA names. `browser` tests need Chromium; on a plain
machine they are left out and the report says so, with CI set a missing Chromium is a failure. `neo4j` tests need Java
and Maven, with which they start a server of their own; without them it is the same.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = "no Chromium on this machine: the browser tests are left out (Debian: apt-get install chromium)"
NEO4J_NEEDS = ("java", "mvn")
NO_NEO4J = (
    "no Java or no Maven on this machine: the tests on a Neo4j server are left out (Debian: default-jdk-headless maven)"
)

SAID = "said"

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


def _neo4j_possible() -> bool:
    return all(map(shutil.which, NEO4J_NEEDS))


def _left_out(item: pytest.Item) -> bool:
    """Whether this machine lacks what the test needs (with CI set only real data may be lacking)."""
    if item.get_closest_marker("real"):
        return "BOTHWAYS_REAL_DATA" not in os.environ
    if "CI" in os.environ:
        return False
    if item.get_closest_marker("neo4j"):
        return not _neo4j_possible()
    return bool(item.get_closest_marker("browser")) and _chromium() is None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what cannot run here: deselected, so that a skipped test always means a defect."""
    left_out = [item for item in items if _left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the end what tests had to say, and what was left out for want of a browser or a server."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == SAID:
                terminalreporter.write_line(text)
    if _chromium() is None and "CI" not in os.environ:
        terminalreporter.write_line(NO_CHROMIUM)
    if not _neo4j_possible() and "CI" not in os.environ:
        terminalreporter.write_line(NO_NEO4J)


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
def neo4j_script(root: Path) -> ModuleType:
    """`scripts/neo4j/server.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("neo4j_server", root / "scripts" / "neo4j" / "server.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def neo4j_server(neo4j_script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Neo4j server of this test process alone, stopped at the end; its absence fails the test that asks."""
    if not _neo4j_possible():
        pytest.fail("CI is set, so the tests on a Neo4j server must run: install Java 17 or later, and Maven")
    server = neo4j_script.Server(tmp_path_factory.mktemp("neo4j"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def neo4j_place(neo4j_server: Any) -> Any:
    """Where that server is, with nothing in its database."""
    from graph.stores.bolt import Place, Server  # noqa: PLC0415 - only who asks pays

    place = Place(neo4j_server.url, password=neo4j_server.password)
    connection = Server(place, writing=True)
    connection.ask("MATCH (n) DETACH DELETE n")
    connection.close()
    return place


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parents[1]


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
