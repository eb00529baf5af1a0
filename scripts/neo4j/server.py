#!/usr/bin/env python3
"""A real Neo4j Community server on a free loopback port, for tests and for trying things: no Docker, no root.

    server.py [--dir DIR] [--version 5.26.30] start | stop [--purge] | status | url

Needs Maven, and Java 17 or newer, for Neo4j 2026 Java 21 or newer: the first that fits of NEO4J_JAVA_HOME, JAVA_HOME,
PATH and /usr/lib/jvm. Maven copies the server's jars (about 125 MB) once into the user's cache folder; later starts
need no network. DIR holds data, log, port and `password` (random, for its owner only) of this one server.
Heap and page cache: --heap 512m --page-cache 128m. Nothing but the standard library is used.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
NEWEST = "2026.08.1"
"""The newest line that the tests run on, beside the long-term one that the pom names."""

JAVAS = Path("/usr/lib/jvm")
STARTING = 240.0
"""Seconds until a start is given up; recovery after a kill can take minutes."""

STOPPING = 60.0
"""Seconds until a server that does not stop is killed."""

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the time to start; slow for loads of millions of rows, see --jvm."""

OPENED = ("java.nio", "java.io", "sun.nio.ch")
"""Packages of java.base that the server reaches into."""


class ServerError(Exception):
    """Something about the server that its user has to know."""


def long_term() -> str:
    """The version of the long-term line, which is the usual one: that of the pom."""
    return ET.parse(POM).findtext("properties/neo4j.version", "")  # noqa: S314 - our own file


def java(version: str) -> str:
    """The first Java that a server of this version runs on.

    Raises:
        ServerError: There is none.
    """
    needed = 17 if version.startswith("5.") else 21
    found = {home: _major(home) for home in dict.fromkeys(_homes())}
    fitting = [home for home, major in found.items() if major >= needed]
    if not fitting:
        here = ", ".join(f"{major} ({home})" for home, major in found.items() if major) or "none"
        raise ServerError(f"Neo4j {version} needs Java {needed} or newer, here is {here}; {INSTALL}")
    return str(fitting[0] / "bin" / "java")


INSTALL = "Debian: apt-get install default-jdk-headless maven, or set NEO4J_JAVA_HOME"


def _homes() -> Iterator[Path]:
    """Where a Java may be, the wanted one first."""
    for name in ("NEO4J_JAVA_HOME", "JAVA_HOME"):
        if told := os.environ.get(name):
            yield Path(told).resolve()
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve().parents[1]
    yield from sorted(path.resolve() for path in JAVAS.glob("*") if (path / "bin" / "java").exists())


@functools.cache
def _major(home: Path) -> int:
    """The version of a Java as it says itself, 0 where there is none."""
    try:
        said = subprocess.run([home / "bin" / "java", "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    number = re.search(r'version "(\d+)', said)
    return int(number[1]) if number else 0


def jars(version: str) -> Path:
    """The folder of the jars of a version; filled when it is not there.

    Raises:
        ServerError: Maven is missing or could not get them.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bothways"
    folder = cache / f"neo4j-{version}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        print(f"getting Neo4j {version}, about 125 MB, once", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as place:
            _copy_jars(version, Path(place) / "jars")
            try:
                (Path(place) / "jars").rename(folder)
            except OSError:
                if not folder.exists():  # else another start was quicker
                    raise
    return folder


def _copy_jars(version: str, target: Path) -> None:
    if shutil.which("mvn") is None:
        raise ServerError(f"Maven is missing; {INSTALL}")
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={target}"]
    command = ["mvn", "-B", "-q", "-f", str(POM), f"-Dneo4j.version={version}", *goal]
    for attempt in (1, 2, 3):
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0:
            return
        time.sleep(5 * attempt)
    raise ServerError(f"Maven could not get Neo4j {version}, see above")


class Server:
    """One server and its folder.

    Args:
        folder: Data, log, port and password.
        version: Of Neo4j; else that of NEO4J_VERSION, else the long-term one.
        heap: Most memory for objects, as Java writes it.
        page_cache: Memory for the store's pages.
        jvm: Options of the Java machine.
        settings: Further lines of neo4j.conf.
    """

    def __init__(
        self,
        folder: Path,
        *,
        version: str | None = None,
        heap: str = "512m",
        page_cache: str = "128m",
        jvm: tuple[str, ...] = QUICK,
        settings: tuple[str, ...] = (),
    ) -> None:
        self.folder, self.heap, self.page_cache, self.jvm, self.settings = folder, heap, page_cache, jvm, settings
        self.version = version or os.environ.get("NEO4J_VERSION") or long_term()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"bolt://127.0.0.1:{(self.folder / 'port').read_text()}"

    @property
    def password(self) -> str:
        """Of the user `neo4j`."""
        return (self.folder / "password").read_text()

    @property
    def pid(self) -> int | None:
        """Its process, None when it does not run: a file with a number is no proof, numbers are used again."""
        try:
            number = int((self.folder / "pid").read_text())
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return number if f"--home-dir={self.folder}".encode() in words else None

    def start(self) -> str:
        """Starts it, if it does not run, and waits until it answers."""
        if self.pid is None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._configure()
            self._first_password()
            self._launch()
        return self.url

    def _configure(self) -> None:
        port = self.folder / "port"
        if not port.exists():
            port.write_text(str(_free_port()))
        quiet = "netty_server_shutdown_quiet_period"  # else a stop takes ten seconds
        quiet += "=0" if self.version.startswith("5.") else "_duration=0s"
        lines = [
            f"server.bolt.listen_address=127.0.0.1:{port.read_text()}",
            "server.http.enabled=false",
            "server.https.enabled=false",
            "dbms.usage_report.enabled=false",
            f"server.memory.pagecache.size={self.page_cache}",
            "db.tx_log.preallocate=false",  # else every empty server takes 512 MB of disk
            "db.tx_log.rotation.retention_policy=keep_none",
            f"internal.dbms.bolt.{quiet}",
            *self.settings,
        ]
        (self.folder / "conf").mkdir(exist_ok=True)
        (self.folder / "conf" / "neo4j.conf").write_text("\n".join(lines) + "\n")

    def _first_password(self) -> None:
        kept = self.folder / "password"
        if kept.exists():
            return
        word = secrets.token_hex(16)
        tool = ["-XX:TieredStopAtLevel=1", "-cp", f"{jars(self.version)}/*", "org.neo4j.cli.AdminTool"]
        where = os.environ | {"NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(self.folder / "conf")}
        command = [java(self.version), *tool, "dbms", "set-initial-password", word]
        done = subprocess.run(command, env=where, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerError(f"no first password could be set: {done.stderr.strip()}")
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, word.encode())
        os.close(handle)

    def _launch(self) -> None:
        main = "org.neo4j.server." + ("CommunityEntryPoint" if self.version.startswith("5.") else "Neo4jCommunity")
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED]
        machine = [*self.jvm, f"-Xmx{self.heap}", "-Dfile.encoding=UTF-8", "-Dlog4j2.disable.jmx=true", *opened]
        homes = [f"--home-dir={self.folder}", f"--config-dir={self.folder / 'conf'}", "--console-mode"]
        command = [java(self.version), *machine, "-cp", f"{jars(self.version)}/*", main, *homes]
        with (self.folder / "console.log").open("wb") as log:
            self._child = subprocess.Popen(  # it outlives us, and a Ctrl-C for us is none for it
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        (self.folder / "pid").write_text(str(self._child.pid))
        self._wait(self._child)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Until the log says so: knocking at the door would be answered late."""
        deadline = time.monotonic() + STARTING
        while " Started." not in (self.folder / "console.log").read_text(errors="replace"):
            if process.poll() is not None:
                (self.folder / "port").unlink(missing_ok=True)  # maybe it was taken
                tail = (self.folder / "console.log").read_text(errors="replace")[-2000:]
                raise ServerError(f"it did not start:\n{tail}")
            if time.monotonic() > deadline:
                self.stop()
                raise ServerError(f"it was not up after {STARTING:.0f} s, see {self.folder / 'console.log'}")
            time.sleep(0.1)

    def stop(self, *, how: signal.Signals = signal.SIGTERM) -> None:
        """Stops it, if it runs, and waits until it is gone."""
        number, deadline = self.pid, time.monotonic() + STOPPING
        if number is not None:
            os.kill(number, how)
        while number is not None and self.pid is not None:
            if time.monotonic() > deadline:
                os.kill(number, signal.SIGKILL)
            time.sleep(0.05)
        if self._child is not None:
            self._child.wait()  # also one that ended by itself
        (self.folder / "pid").unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """The command; 3 when `status` finds none."""
    parser = argparse.ArgumentParser(description="A Neo4j server on loopback.")
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()) / f"bothways-neo4j-{os.getuid()}")
    parser.add_argument("--version", help=f"of Neo4j, for instance {NEWEST}")
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--page-cache", default="128m")
    parser.add_argument("--jvm", help="options of the Java machine instead of the quick-start ones")
    parser.add_argument("--purge", action="store_true", help="stop: remove the folder too")
    parser.add_argument("what", choices=("start", "stop", "status", "url"))
    given = parser.parse_args()
    jvm = QUICK if given.jvm is None else tuple(given.jvm.split())
    memory = {"heap": given.heap, "page_cache": given.page_cache}
    server = Server(given.dir.resolve(), version=given.version, jvm=jvm, **memory)
    try:
        return _do(server, given)
    except ServerError as error:
        print(f"neo4j: {error}", file=sys.stderr)
        return 1


def _do(server: Server, given: argparse.Namespace) -> int:
    if given.what == "start":
        print(server.start())
    elif given.what == "stop":
        server.stop()
        if given.purge:
            shutil.rmtree(server.folder, ignore_errors=True)
    elif server.pid is None:
        print("not running", file=sys.stderr)
        return 3
    else:
        print(server.url if given.what == "url" else f"running, process {server.pid}, {server.url}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
