"""The dashboard as a process of its own: start it, on loopback unless told otherwise, say where it is, end it cleanly.

Nothing of `dashboard` is imported here; its script is found by name, and Streamlit runs it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Address
from pathlib import Path
from typing import IO, Any

from bothways.cli.desk import Desk
from graph.errors import BrokenError, UsageError

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where somebody asks for it
FIRST_PORT = 8501
PORTS_TRIED = 100
PATIENCE = 60.0
"""Seconds until a dashboard that does not answer counts as broken."""
GRACE = 5.0
"""Seconds that it has to end after Ctrl-C."""
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, an orderly stop, a closed terminal."""


@dataclass(frozen=True)
class Door:
    """Where the dashboard listens.

    Attributes:
        address: One of this machine's addresses, or `EVERYWHERE`.
        port: Its port there.
    """

    address: str
    port: int

    @property
    def host(self) -> str:
        """The address under which this machine reaches it itself."""
        return LOOPBACK if self.address == EVERYWHERE else self.address

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{self.host}:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether nobody but this machine reaches it."""
        return IPv4Address(self.address).is_loopback


@dataclass(frozen=True)
class Wish:
    """How the dashboard is wanted.

    Attributes:
        port: The port to use; None takes the next free one from 8501 on.
        address: The address of this machine to listen on.
        browser: Open a browser where there is a screen.
        hints: Commands to name beside the address.
        known: What the JSON document says besides the address.
    """

    port: int | None = None
    address: str = LOOPBACK
    browser: bool = True
    hints: tuple[str, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)


def serve(desk: Desk, wish: Wish) -> None:
    """Serves the pages of the desk's workspace until Ctrl-C.

    Raises:
        UsageError: The address is not of this machine, or the port is taken.
        BrokenError: The dashboard did not come up; holds the end of its log.
    """
    door = _found(wish)
    if not door.is_private:
        desk.note(f"There is no login yet: whoever reaches {door.address}:{door.port} sees the pages, names included.")
    with (
        tempfile.TemporaryFile() as log,
        _interruptible(),
        _running(desk.workspace.folder, door, log) as process,
        suppress(KeyboardInterrupt),  # the usual end, whenever it comes
    ):
        _wait_until_up(process, door, log)
        desk.document({**wish.known, "address": door.url})
        desk.tell("", f"The dashboard is at {door.url} (Ctrl-C ends it).")
        if wish.hints:
            desk.next(*wish.hints)
        sys.stdout.flush()
        if wish.browser and _has_screen():
            webbrowser.open(door.url)
        _wait_until_stopped(process, log)
    desk.note("The dashboard has ended.")


def _found(wish: Wish) -> Door:
    """A free door such as is wished for."""
    address = own(wish.address)
    if wish.port is None:
        return Door(address, free_port(address))
    if not _is_free(address, wish.port):
        cure = f"leave --port out, or try {free_port(address)}"
        raise UsageError(f"port {wish.port} is taken", where="--port", cure=cure)
    return Door(address, wish.port)


def own(address: str) -> str:
    """An address of this machine in numbers, whether it was given in numbers or as a name.

    Raises:
        UsageError: This machine has no such address.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((address or "no address", 0))  # to a socket "" means all
            numbers: str = probe.getsockname()[0]
    except (OSError, UnicodeError) as error:
        cure = f"leave --address out, or give {EVERYWHERE} for all that it has"
        raise UsageError(f"this machine has no IPv4 address {address!r}", where="--address", cure=cure) from error
    return numbers


def free_port(address: str = LOOPBACK) -> int:
    """The first port from 8501 on that nobody listens on.

    Raises:
        BrokenError: All of them are taken.
    """
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(address, port):
            return port
    raise BrokenError("no free port on this machine", cure="give one with --port")


def _is_free(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def script() -> Path:
    """The dashboard's script.

    Raises:
        BrokenError: It is not installed.
    """
    found = find_spec("dashboard")
    for folder in found.submodule_search_locations or () if found else ():
        if (path := Path(folder) / "app.py").exists():
            return path
    raise BrokenError(
        "the dashboard is not installed", cure="install bothways again; `bothways doctor` says what is missing"
    )


def command(door: Door) -> list[str]:
    """What starts Streamlit; without `browser.serverAddress` it would ask a server on the internet where we are."""
    return [
        sys.executable, "-m", "streamlit", "run", str(script()),
        "--server.headless=true", f"--server.port={door.port}", f"--server.address={door.address}",
        f"--browser.serverAddress={door.host}", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false",
    ]  # fmt: skip


@contextmanager
def _running(folder: Path, door: Door, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The dashboard's process, in a session of its own so that Ctrl-C reaches it only through us."""
    environment = os.environ | {"BOTHWAYS_WORKSPACE": str(folder.resolve())}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
        command(door), stdout=log, stderr=log, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(sign)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def _interruptible() -> Iterator[None]:
    """Lets all of `ENDS` end the dashboard as Ctrl-C does, and Ctrl-C even where the shell had it ignored."""
    before = {sign: signal.signal(sign, signal.default_int_handler) for sign in ENDS}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _wait_until_up(process: subprocess.Popen[bytes], door: Door, log: IO[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(f"{door.url}/_stcore/health"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise BrokenError(
                f"the dashboard did not come up:\n{_tail(log)}", cure="`bothways doctor` says what is missing"
            )
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310 - always our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_stopped(process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    """Waits for Ctrl-C; a dashboard that ends by itself is broken."""
    process.wait()
    raise BrokenError(f"the dashboard ended by itself:\n{_tail(log)}")


def _tail(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode(errors="replace")[-2000:].strip()


def _has_screen() -> bool:
    """Whether a browser would open in a window; a text browser would take over the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
