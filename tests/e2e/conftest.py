"""A real server and a real Chromium. Every request that leaves the machine is stopped and fails the test."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader", "--use-angle=swiftshader",
]  # fmt: skip
PATIENCE = 90.0
"""Seconds for a server to answer on a busy machine."""

expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """One page of a browser that looks at one server."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Page:
        """Opens a page of the app and waits until its script has ended."""
        self.page.goto(f"{self.address}/{path}")
        expect(self.page.locator("h1")).to_be_visible()
        self.settle()
        return self.page

    def settle(self) -> None:
        """Waits until nothing runs; an error on the page fails the test with its text."""
        expect(self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()
        self.page.evaluate("document.fonts.ready.then(() => true)")  # another font has other widths
        boxes = self.page.locator('[data-testid="stException"]').all_inner_texts()
        assert boxes == [], boxes


@pytest.fixture(scope="session")
def make_run(root: Path) -> Callable[[], ModuleType]:
    """A fresh copy of the module that makes the small organisation up."""

    def loaded() -> ModuleType:
        path = root / "tests" / "dashboard" / "small_run.py"
        spec = importlib.util.spec_from_file_location("small_run_for_browsers", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def small_server(
    make_run: Callable[[], ModuleType], root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server that shows the small organisation."""
    folder = tmp_path_factory.mktemp("small")
    make_run().write_run(folder / "runs")
    with serving(root, folder, tmp_path_factory.mktemp("log")) as address:
        yield address


@pytest.fixture
def serve(root: Path, tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Starts a server of its own for one workspace."""
    started = []

    def start(folder: Path) -> str:
        started.append(serving(root, folder, tmp_path))
        return started[-1].__enter__()

    yield start
    for server in started:
        server.__exit__(None, None, None)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Visit]]:
    """A browser window of its own that is not let out of this machine."""
    visits: list[Visit] = []

    def begin(address: str, width: int = 1360) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 1000}, accept_downloads=True)
        begun = Visit(context.new_page(), address)
        begun.page.set_default_timeout(30_000)

        def gate(route: Route) -> None:
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                begun.outside.append(route.request.url)
                route.abort()

        context.route("**/*", gate)
        visits.append(begun)
        return begun

    yield begin
    for begun in visits:
        begun.page.context.close()
        assert begun.outside == []


@contextmanager
def serving(root: Path, folder: Path, logs: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", str(root / "dashboard" / "app.py"), f"--server.port={port}",
        "--server.address=127.0.0.1", "--", str(folder),
    ]  # fmt: skip
    log = logs / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=logs, env=os.environ, stdout=out, stderr=out)
        try:
            wait_for(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the server did not come up:\n{log.read_text(errors='replace')[-2000:]}")
