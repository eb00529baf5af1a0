"""The graph stores side by side: loading, reading and doing nothing, on the same graph in the same run.

A server of its own is started for each load, so that none finds a warm or full one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import Cost, best, cost
from benchmarks.report import Goal, Line

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "scripts" / "neo4j" / "server.py"
HEAP = "2g"
PEOPLE = 100_000


@dataclass(frozen=True)
class Bench:
    """Where things are while stores are measured.

    Attributes:
        data: The graph, from `graph_data`.
        place: A folder for stores and servers.
        rust: Folder of the driver with its fast packing; None where it is not there.
    """

    data: Path
    place: Path
    rust: Path | None

    def subject(self, name: str, place: str, *, times: int = 1, **environment: str) -> Cost:
        """The cost of one of `store_subjects`."""
        print(f"measuring {name} {place} ...", file=sys.stderr, flush=True)
        command = ("python", "-m", "benchmarks.store_subjects", name, str(self.place / place), str(self.data))
        return best(command, self.place / "log", times=times, environment=environment)

    @contextmanager
    def server(self, place: str) -> Iterator[None]:
        """A new server while it is needed."""
        self._serve(place, "start", "--heap", HEAP, "--page-cache", "512m", "--jvm=-XX:+UseSerialGC")
        try:
            yield
        finally:
            self._serve(place, "stop", "--purge")

    def _serve(self, place: str, *words: str) -> None:
        command = [sys.executable, str(SERVER), "--dir", str(self.place / place), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def lines(bench: Bench) -> list[Line]:
    """Everything about stores; the server's part needs Java and Maven."""
    cost(("python", "-m", "benchmarks.graph_data", str(bench.data), str(PEOPLE)), bench.place / "log")
    served = [*_server(bench)] if possible() else []
    return [*_embedded(bench), *served]


def possible() -> bool:
    """Whether this machine can run a server."""
    return all(map(shutil.which, ("java", "mvn")))


def _embedded(bench: Bench) -> Iterator[Line]:
    """The embedded store beside Ladybug alone."""
    place = "embedded"
    loaded = bench.subject("load", place)
    yield Line("embedded store: first load", loaded, "COPY", bench.subject("copy", "copy"), Goal(cpu=20, peak=700))
    opened, bare = (bench.subject(name, place, times=5) for name in ("reopen", "reopen_bare"))
    yield Line("embedded store: reopening", opened, "Ladybug alone", bare, Goal(cpu=0.2))
    read, plain = (bench.subject(name, place, times=3) for name in ("read", "read_bare"))
    yield Line("embedded store: 2M ties into Arrow, sorted", read, "the same query, unsorted", plain, Goal(cpu=2.5))
    yield from _again(bench, "ledger", "embedded store")


def _server(bench: Bench) -> Iterator[Line]:
    """The store on a Neo4j server beside its bare driver."""
    with bench.server("bare"):
        bare = bench.subject("send", "bare")
        rows = bench.subject("read_rows", "bare")
    with bench.server("neo4j"):
        loaded = bench.subject("load", "neo4j")
        read = bench.subject("read", "neo4j", times=2)
        fast = bench.subject("read", "neo4j", times=3, PYTHONPATH=str(bench.rust)) if bench.rust else None
    yield Line(f"Neo4j store, server heap {HEAP}: first load", loaded, "bare loop", bare, Goal(ratio=1.5, peak=500))
    yield Line("Neo4j store: 2M ties into Arrow", read, "bare loop, row by row", rows, Goal())
    if fast:
        yield Line("the same with neo4j-rust-ext", fast, "bare loop, row by row", rows, Goal(cpu=6))
    with bench.server("ledger-neo4j"):
        yield from _again(bench, "ledger-neo4j", "Neo4j store")


def _again(bench: Bench, place: str, name: str) -> Iterator[Line]:
    """Nothing new, after a first load through the ledger."""
    first = bench.subject("rebuild", place)
    yield Line(f"{name}: nothing new", bench.subject("again", place), "rebuild", first, Goal(ratio=0.1))
    yield Line(f"{name}: nothing new, all compared", bench.subject("again_whole", place), "rebuild", first, Goal())
