# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""What is measured of searches, one function a process: `python -m benchmarks.path_subjects NAME FILE`.

`file` is what `network_data` wrote. One thread does the work; what is built and compiled before does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.children import counted

if TYPE_CHECKING:
    import networkx as nx

    from graph.core import Core

PIVOTS = 256
SOURCES = {10_000: 30, 100_000: 1}
"""By people, where networkx would take too long with all of them."""

DRAWS = 3
ROW = "| {:,d} | {:.3f} | {:.0f} | {:.3f} | {:.0f} | {:.3f} | {:.1%} | {:.2f} | {:.0%} |"
"""Pivots, rank agreement and top 100 by linear scaling, the same by ours, reliability, intervals, who is uncertain."""

Values = NDArray[np.float64]
Positions = NDArray[np.int32]


@contextmanager
def prepared(file: Path) -> Iterator[Core]:
    """The core of a network, kernels ready, one thread."""
    from benchmarks.network_data import read
    from graph.core import build
    from graph.kernels import pool
    from graph.kernels.ready import call_all

    call_all()
    ties = read(file)
    with pool.using(1):
        yield build(len(ties.unit), ties.a, ties.b, np.ones(len(ties.a)), ties.unit)


def plain(file: Path) -> nx.Graph:
    """The network as networkx has it."""
    import networkx as nx

    from benchmarks.network_data import read

    ties = read(file)
    graph = nx.empty_graph(len(ties.unit))
    graph.add_edges_from(zip(ties.a.tolist(), ties.b.tolist(), strict=True))
    return graph


def everybody(core: Core) -> Positions:
    """All positions as sources."""
    return np.arange(len(core.order), dtype=np.int32)


def exact(file: Path) -> None:
    """Betweenness from everybody."""
    from graph.kernels.betweenness import counted as between

    with prepared(file) as core, counted():
        between(core.start, core.head, everybody(core))


def sampled(file: Path) -> None:
    """Betweenness from 256 pivots, with what intervals need."""
    from graph.kernels.betweenness import INNER, scaled

    with prepared(file) as core:
        pivots = core.place[np.random.default_rng(0).permutation(len(core.order))[:PIVOTS]]
        with counted():
            scaled(core.start, core.head, pivots, INNER)


def reliable(file: Path) -> None:
    """Betweenness from as many pivots as a run takes."""
    from graph.measures.pivots import estimate

    with prepared(file) as core:
        degree = np.diff(core.start)[core.place]
        with counted():
            found = estimate(core, degree, np.random.default_rng(0))
    print(found.pivots, "pivots, reliability", found.reliability)


def betweenness_by_networkx(file: Path) -> None:
    """Betweenness by networkx, from a few people."""
    import networkx as nx

    graph = plain(file)
    with counted():
        nx.betweenness_centrality(graph, k=SOURCES[len(graph)], seed=0)


def near(file: Path) -> None:
    """Harmonic closeness from everybody."""
    from graph.kernels.distances import nearness

    with prepared(file) as core, counted():
        nearness(core.start, core.head, everybody(core))


def near_by_networkx(file: Path) -> None:
    """Harmonic closeness by networkx, from a few people."""
    import networkx as nx

    graph = plain(file)
    with counted():
        nx.harmonic_centrality(graph, sources=range(SOURCES[len(graph)]))


def agreement(file: Path) -> None:
    """Samples of growing size beside the exact betweenness, a line of a table each: means of a few draws."""
    from graph.kernels.betweenness import counted as between

    with prepared(file) as core:
        values = (between(core.start, core.head, everybody(core)) / 2)[core.place]
        for pivots in (64, 128, 256, 512, 1024, 2048, 4096):
            rows = [_compared(core, values, pivots, np.random.default_rng(seed)) for seed in range(DRAWS)]
            print(ROW.format(pivots, *np.mean(rows, axis=0)))


def _compared(core: Core, exact: Values, pivots: int, lots: np.random.Generator) -> tuple[Any, ...]:
    """Of linear scaling rank agreement and top 100, of ours these and reliability, intervals, who is uncertain."""
    from graph.kernels.betweenness import LINEAR, scaled
    from graph.measures.betweenness import uncertain
    from graph.measures.pivots import estimate

    degree = np.diff(core.start)[core.place]
    found = estimate(core, degree, lots, first=pivots, most=pivots)
    linear = scaled(core.start, core.head, core.place[lots.permutation(len(degree))[:pivots]], LINEAR).sums[core.place]
    known = found.values > 0
    holds = (found.low <= exact * (1 + 1e-9)) & (exact * (1 - 1e-9) <= found.high)
    half_width = np.median((found.high - found.low)[known] / 2 / found.values[known])
    ranks = (*_ranks(linear / pivots * len(degree), exact, degree), *_ranks(found.values, exact, degree))
    return *ranks, found.reliability, holds.mean(), half_width, uncertain(found).mean()


def _ranks(values: Values, exact: Values, degree: NDArray[np.int64]) -> tuple[float, int]:
    """How well the residual's order agrees with the exact one (Spearman), and how many of its top 100 it keeps."""
    from scipy.stats import spearmanr

    from graph.measures.residual import residual

    ours, true = (residual(one, degree)[degree > 1] for one in (values, exact))
    kept = set(np.argsort(-ours)[:100]) & set(np.argsort(-true)[:100])
    return float(spearmanr(ours, true).statistic), len(kept)


SUBJECTS: dict[str, Callable[[Path], None]] = {
    subject.__name__: subject
    for subject in (
        exact, sampled, reliable, betweenness_by_networkx, near, near_by_networkx, agreement,
    )
}  # fmt: skip

if __name__ == "__main__":
    SUBJECTS[sys.argv[1]](Path(sys.argv[2]))
