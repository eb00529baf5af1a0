# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""The report on bridges, one look at it a process: `python -m benchmarks.bridge_subjects NAME FILE`.

The report is everything that is said of people and ties without betweenness and communities, from the plain ties on:
the core is built, constraint, effective size, efficiency, clustering, contacts in common, participation, ties between
units, core numbers, cut points with whom they hold, bridges. `file` is what `network_data` wrote.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.children import counted
from benchmarks.peer_graph import Graph, read
from benchmarks.questions import BY_UNIT, SCRAMBLED

if TYPE_CHECKING:
    from graph.network import Network

TIMES = 9
SOME = 64
"""Pivots where only threads are compared."""

Report = dict[str, NDArray[np.generic]]


def report(network: Network, codes: NDArray[np.int32]) -> Report:
    """The report by name, in the network's order."""
    from graph.boundaries import Boundary
    from graph.measures import gaps
    from graph.measures.cohesion import cohesion
    from graph.measures.holes import holes
    from graph.measures.participation import participation

    unit = Boundary("unit", tuple(f"{code:04d}" for code in range(codes.max(initial=-1) + 1)), codes)
    held = cohesion(network, codes >= 0)
    return {
        **vars(holes(network)),
        **vars(held),
        "participation": participation(network, unit),
        "ties between units": gaps.tie_counts(network, unit),
    }


def cheap(file: Path) -> None:
    """One report after another on one thread, each from the ties on; the median counts."""
    from graph.kernels import pool

    graph = _prepared(file, SCRAMBLED)
    with pool.using(1):
        _say(median(_cpu(lambda: report(_network(graph), graph.unit)) for _ in range(TIMES)))


def once(file: Path) -> None:
    """One report on one thread, and the memory that takes; kernels are compiled already."""
    from graph.kernels import pool
    from graph.kernels.ready import call_all

    call_all()
    graph = read(file, SCRAMBLED)
    network = _network(graph)
    with pool.using(1), counted():
        report(network, graph.unit)


def decoded(file: Path) -> None:
    """Reading the same ties from Parquet, on one thread; the least of several counts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    kept = file.with_suffix(".parquet")
    if not kept.exists():
        network = _network(read(file, SCRAMBLED))
        columns = {name: getattr(network, name).astype(np.int64) for name in ("a", "b", "onward", "back")}
        pq.write_table(pa.table(columns), kept, compression="zstd")
    _say(min(_cpu(lambda: pq.read_table(kept, use_threads=False)) for _ in range(TIMES)))


def compiled(_: Path) -> None:
    """All kernels from nothing, or from the cache where this is not the first process; numba's start counts."""
    with counted():
        from graph.kernels.ready import call_all

        call_all()


def threads(file: Path) -> None:
    """Wall seconds with one thread and with two, a line of a table each; the least of several."""
    from graph.kernels import betweenness, triangles

    graph = _prepared(file, SCRAMBLED)
    core = _network(graph).core
    pivots = np.random.default_rng(0).permutation(graph.people)[:SOME].astype(np.int32)
    works: dict[str, Callable[[], object]] = {
        "constraint, effective size, clustering, common contacts": lambda: triangles.ego(
            core.start, core.head, core.tie, core.weight
        ),
        f"betweenness from {SOME} people": lambda: betweenness.scaled(core.start, core.head, pivots, betweenness.INNER),
        "the whole report, core built": lambda: report(_network(graph), graph.unit),
    }
    for name, work in works.items():
        one, two = (_wall(work, count) for count in (1, 2))
        print(f"| {name} | {one:.3f} | {two:.3f} | {one / two:.2f} |")


def same(file: Path) -> None:
    """Whether the report is the same whatever it is made on, a line of a table each."""
    from graph.kernels import pool

    graph, ordered = _prepared(file, SCRAMBLED), read(file, BY_UNIT)
    with pool.using(1):
        known = report(_network(graph), graph.unit)
        renamed = _in_the_order_of_the_file(ordered, report(_network(ordered), ordered.unit))
    with pool.using(2):
        _same("two threads", report(_network(graph), graph.unit), known)
        _same("ties in another order", report(_shuffled(graph), graph.unit), known)
    _same("people under other keys", renamed, known)


def _in_the_order_of_the_file(graph: Graph, found: Report) -> Report:
    put = {graph.people: graph.by_node, len(graph.a): graph.by_tie}
    return {name: put[len(values)](values) if len(values) in put else values for name, values in found.items()}


def _shuffled(graph: Graph) -> Network:
    """The network from a table whose rows come in any order and whose ends are swapped."""
    import pyarrow as pa

    from graph.network import TIES
    from graph.network import Network as Made

    ties = _network(graph).to_ties()
    rows = pa.array(np.random.default_rng(1).permutation(ties.num_rows))
    turned = ties.select(["b", "a", "back", "onward"]).rename_columns(TIES.names).cast(TIES)
    return Made.from_ties(_network(graph).people, turned.take(rows), units=graph.unit)


def _same(what: str, found: Report, known: Report) -> None:
    """Prints the largest distance as a share of the value where that is above 1, and whether all bits are the same."""
    bits = all(found[name].tobytes() == known[name].tobytes() for name in known)
    far = max(_distance(found[name].astype(float), known[name].astype(float)) for name in known)
    print(f"| {what} | {'yes' if bits else 'no'} | {far:.0e} |")


def _distance(found: NDArray[np.float64], known: NDArray[np.float64]) -> float:
    far = np.abs(found - known) / np.maximum(1, np.abs(known))
    return float(np.where(np.isnan(found) & np.isnan(known), 0, far).max(initial=0))


def _prepared(file: Path, order: str) -> Graph:
    """The network, kernels ready, everything called once on it."""
    from graph.kernels.ready import call_all

    call_all()
    graph = read(file, order)
    report(_network(graph), graph.unit)
    return graph


def _network(graph: Graph) -> Network:
    from benchmarks.peer_subjects import network_of

    return network_of(graph)


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _wall(work: Callable[[], object], count: int) -> float:
    from graph.kernels import pool

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    with pool.using(count):
        work()
        return min(once() for _ in range(5))


def _say(seconds: float) -> None:
    from benchmarks.children import COUNTED

    print(COUNTED, seconds)


SUBJECTS: dict[str, Callable[[Path], None]] = {
    subject.__name__: subject for subject in (cheap, once, decoded, compiled, threads, same)
}

if __name__ == "__main__":
    SUBJECTS[sys.argv[1]](Path(sys.argv[2]))
