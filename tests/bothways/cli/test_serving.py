"""The dashboard as a process: up on loopback unless told otherwise, down with Ctrl-C, and nobody is left behind."""

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


def _address(process: subprocess.Popen[str]) -> str:
    """Where it says that it is, as soon as it answers there."""
    assert process.stdout is not None
    text = ""
    while not text.endswith("}\n"):
        text += process.stdout.readline()
    address: str = json.loads(text)["address"]
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
        assert answer.status == 200
    return address


def _refuses(host: str, port: str) -> bool:
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_told_to_end(space: Path, page: Path, sign: signal.Signals) -> None:
    with _served(space, page, "--json") as process:
        address = _address(process)
        assert address.startswith("http://127.0.0.1:")
        process.send_signal(sign)
        rest, complaint = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
        assert complaint.strip() == "The dashboard has ended."
    assert _refuses("127.0.0.1", address.rpartition(":")[2])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere loopback is one address")
def test_another_address_is_the_only_one_that_answers(space: Path, page: Path) -> None:
    """127.0.0.2 is this machine's as well, and nobody else's; nothing is to be feared of it, so nothing is said."""
    with _served(space, page, "--json", "--address", "127.0.0.2") as process:
        address = _address(process)
        assert address.startswith("http://127.0.0.2:")
        assert _refuses("127.0.0.1", address.rpartition(":")[2])
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[1].strip() == "The dashboard has ended."


@pytest.mark.parametrize(
    ("address", "is_private", "url"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:8501"),
        ("127.0.0.2", True, "http://127.0.0.2:8501"),
        ("0.0.0.0", False, "http://127.0.0.1:8501"),
        ("192.0.2.7", False, "http://192.0.2.7:8501"),
    ],
)
def test_only_loopback_is_private_and_every_door_has_a_way_in(address: str, is_private: bool, url: str) -> None:
    """192.0.2.0/24 is for examples (RFC 5737)."""
    door = serving.Door(address, 8501)
    assert (door.is_private, door.url) == (is_private, url)


def test_who_listens_to_others_is_told_that_there_is_no_login(
    call: Call, space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "own", lambda address: address)
    monkeypatch.setattr(serving, "_is_free", lambda address, port: True)
    monkeypatch.setattr(serving, "find_spec", lambda _: None)  # ends it before it listens
    _, _, complaint = call("-C", space, "dashboard", "--address", "192.0.2.7")
    assert "no login yet: whoever reaches 192.0.2.7:8501 sees the pages" in complaint
    _, _, complaint = call("-C", space, "dashboard", "--address", "127.0.0.2")
    assert "login" not in complaint


@pytest.mark.parametrize("address", ["192.0.2.7", "::1", "no such host", "a..b"])
def test_an_address_of_somebody_else_is_wrong_usage(call: Call, space: Path, address: str) -> None:
    code, said, complaint = call("-C", space, "dashboard", "--address", address)
    assert (code, said) == (2, "")
    assert f"no IPv4 address '{address}'" in complaint
    assert "--address" in complaint


def test_streamlit_is_told_where_it_is_so_that_it_asks_nobody() -> None:
    """On an address for everybody it asks a server on the internet otherwise (`streamlit.net_util`)."""
    assert "--browser.serverAddress=127.0.0.1" in serving.command(serving.Door("0.0.0.0", 8501))


def test_a_dashboard_that_does_not_come_up_shows_its_log(space: Path, tmp_path: Path) -> None:
    with _served(space, tmp_path / "no-such-page.py") as process:
        said, complaint = process.communicate(timeout=60)
        assert (process.returncode, said) == (1, "")
        assert "the dashboard did not come up" in complaint
        assert "no-such-page.py" in complaint


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_is_free", lambda _, port: port == serving.FIRST_PORT + 3)
    assert serving.free_port() == serving.FIRST_PORT + 3
    monkeypatch.setattr(serving, "_is_free", lambda *_: False)
    with pytest.raises(BrokenError, match="no free port"):
        serving.free_port()


def test_a_port_that_is_taken_is_wrong_usage(call: Call, space: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said, complaint = call("-C", space, "dashboard", "--port", taken.getsockname()[1])
    assert (code, said) == (2, "")
    assert "is taken" in complaint


def test_without_a_run_the_page_is_served_and_says_what_to_type(tmp_path: Path, page: Path) -> None:
    with _served(tmp_path / "nothing", page, "--json") as process:
        _address(process)
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert f"There is no run in {tmp_path / 'nothing'} yet" in complaint
    assert process.returncode == 0


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
