"""Takes the README's two pictures from a demo workspace: python docs/images/make.py WORKSPACE.

The terminal picture is what `bothways show gaps` prints, the page is what Chromium shows.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from time import sleep

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
BOTHWAYS = str(Path(sys.executable).parent / "bothways")
WIDTH = 118
PORT = 8599


def terminal(workspace: Path) -> None:
    """What a terminal of 118 columns shows, as SVG."""
    console = Console(record=True, width=WIDTH, file=Path(os.devnull).open("w"))  # noqa: SIM115 - lives as long as we do
    console.print(Text.from_ansi("$ bothways show gaps --limit 12\n" + _typed(workspace)))
    picture = console.export_svg(title="bothways show gaps")
    # No font is fetched from anywhere: readers' own monospace does.
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL).replace("Fira Code", "monospace")
    (HERE / "show-gaps.svg").write_text(picture, encoding="utf-8")


def _typed(workspace: Path) -> str:
    """Runs the command in a pseudo-terminal, since it draws colours only there."""
    ours, theirs = pty.openpty()
    command = ["bothways", "show", "gaps", "--limit", "12"]  # on the PATH, so that no path of ours is printed
    with subprocess.Popen(command, cwd=workspace, stdout=theirs, env=_environment()) as process:  # noqa: S603
        os.close(theirs)
        shown = b""
        with suppress(OSError):
            while part := os.read(ours, 65_536):
                shown += part
        process.wait()
    return shown.decode().replace("\r\n", "\n")


def _environment() -> dict[str, str]:
    """Ours, with the command on the PATH."""
    return {**os.environ, "COLUMNS": str(WIDTH), "PATH": f"{Path(BOTHWAYS).parent}{os.pathsep}{os.environ['PATH']}"}


def page(workspace: Path) -> None:
    """The first screen of the overview, as PNG."""
    command = [BOTHWAYS, "-C", str(workspace), "dashboard", "--port", str(PORT), "--no-open"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait()
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"])
            view = browser.new_page(viewport={"width": 1280, "height": 1000})
            view.goto(f"http://127.0.0.1:{PORT}")
            view.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            sleep(4)  # the chart draws itself in
            view.screenshot(path=HERE / "overview.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _ in range(120):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health"):
            return
        sleep(0.5)


if __name__ == "__main__":
    terminal(Path(sys.argv[1]))
    page(Path(sys.argv[1]))
