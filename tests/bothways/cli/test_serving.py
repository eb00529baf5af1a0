"""The dashboard as a process: it comes up on loopback, ends with Ctrl-C, and leaves nobody behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bothways.cli import serving
from graph.errors import BrokenError

Call = Callable[..., tuple[int, str, str]]

PAGE = "import os\nimport streamlit as st\nst.write(os.environ['BOTHWAYS_WORKSPACE'])\n"
"""Stands for the dashboard: this is about the process, the pages have tests of their own."""


@contextmanager
def _served(space: Path, page: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    code = (
        "import sys; from pathlib import Path; from bothways.cli import main, serving\n"
        f"serving.script = lambda: Path({str(page)!r})\n"
        "main()"
    )
    command = [sys.executable, "-c", code, "-C", str(space), "dashboard", "--no-open", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.py"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_told_to_end(space: Path, page: Path, sign: signal.Signals) -> None:
    with _served(space, page, "--json") as process:
        assert process.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            text += process.stdout.readline()
        address = json.loads(text)["address"]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            assert answer.status == 200
        process.send_signal(sign)
        rest, complaint = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
        assert complaint.strip() == "The dashboard has ended."
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=1)


def test_a_dashboard_that_does_not_come_up_shows_its_log(space: Path, tmp_path: Path) -> None:
    with _served(space, tmp_path / "no-such-page.py") as process:
        said, complaint = process.communicate(timeout=60)
        assert (process.returncode, said) == (1, "")
        assert "the dashboard did not come up" in complaint
        assert "no-such-page.py" in complaint


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_is_free", lambda port: port == serving.FIRST_PORT + 3)
    assert serving.free_port() == serving.FIRST_PORT + 3
    monkeypatch.setattr(serving, "_is_free", lambda port: False)
    with pytest.raises(BrokenError, match="no free port"):
        serving.free_port()


def test_a_port_that_is_taken_is_wrong_usage(call: Call, space: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said, complaint = call("-C", space, "dashboard", "--port", taken.getsockname()[1])
    assert (code, said) == (2, "")
    assert "is taken" in complaint


def test_without_a_run_nothing_is_served(call: Call, tmp_path: Path) -> None:
    code, _, complaint = call("-C", tmp_path, "dashboard")
    assert code == 2
    assert "bothways run" in complaint


def test_the_script_is_found_without_importing_the_dashboard() -> None:
    code = "import sys; from bothways.cli.serving import script; print(script(), 'dashboard' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    path, imported = done.stdout.split()
    assert imported == "False"
    assert Path(path).name == "app.py"


def test_a_missing_dashboard_points_to_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda _: None)
    with pytest.raises(BrokenError, match="bothways doctor"):
        serving.script()


@pytest.mark.parametrize(
    ("display", "platform", "opens"), [("", "linux", False), (":0", "linux", True), ("", "darwin", True)]
)
def test_a_browser_opens_only_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, display: str, platform: str, opens: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "environ", {"DISPLAY": display})
    assert serving._has_screen() is opens
