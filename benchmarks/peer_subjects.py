# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""What other libraries of graphs, and ours, say of one network, and in what time: one library a process.

`python -m benchmarks.peer_subjects LIBRARY FILE ORDER OURS` asks every question that the library has an answer for, on
one thread, and prints a JSON line each: seconds, and how far the values are from those in the file OURS, which the
library "ours" writes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peer_graph import Graph, Values, read
from benchmarks.questions import (
    ALL_FOUR,
    AS_NETWORKX,
    BETWEENNESS,
    BRIDGES,
    BUILT,
    BY_TIE,
    CLUSTERING,
    CONSTRAINT,
    CORES,
    CUT_POINTS,
    LIBRARIES,
    OURS,
    OVERLAP,
    PIVOTS,
    SAMPLED,
    SCRAMBLED,
    SIZE,
    SOME,
)  # fmt: skip

if TYPE_CHECKING:
    from graph.network import Network

PEERS = Path(__file__).parents[1] / ".bench" / "peers"
SMALL = 20_000
"""People up to which networkx is asked at all, and the others for exact betweenness."""
TIMES, PATIENCE = 5, 20.0
"""Warm calls of which the median counts; a first call above so many seconds counts itself."""

Question = Callable[[], Values]


def ours(graph: Graph) -> dict[str, Question]:
    """Bothways: arrays from the measures, and networkx's own calls on the network."""
    import networkx as nx

    from graph.kernels import betweenness as between
    from graph.kernels.ready import call_all

    call_all()
    network = network_of(graph)
    core = network.core
    pivots = np.random.default_rng(0).permutation(graph.people)[:PIVOTS].astype(np.int32)
    questions: dict[str, Question] = {
        CONSTRAINT: lambda: _four(network)[0],
        SIZE: lambda: np.where(graph.node < SOME, _four(network)[1], np.nan),
        CLUSTERING: lambda: _four(network)[2],
        OVERLAP: lambda: _four(network)[3],
        ALL_FOUR: lambda: _four(network)[0],
        BUILT: lambda: _four(network_of(graph))[0],
        AS_NETWORKX: lambda: _four_by_networkx(network),
        CORES: lambda: _floats(nx.core_number(network)),
        CUT_POINTS: lambda: graph.flags(map(int, nx.articulation_points(network))),
        BRIDGES: lambda: graph.tie_flags((int(p), int(q)) for p, q in nx.bridges(network)),
        SAMPLED: lambda: between.scaled(core.start, core.head, core.place[pivots], between.INNER).sums[core.place],
    }
    if graph.people <= SMALL:
        everybody = np.arange(graph.people, dtype=np.int32)
        questions[BETWEENNESS] = lambda: between.counted(core.start, core.head, everybody)[core.place] / 2
    return questions


def network_of(graph: Graph) -> Network:
    """A network without anything made beforehand; its keys are the numbers as texts of one length."""
    from graph.network import Network

    return Network(keys(graph.people), graph.a, graph.b, graph.onward, graph.back, graph.unit)


def keys(people: int) -> tuple[str, ...]:
    """Texts that sort as their numbers do; made once, reading them is no part of any question."""
    if people not in _KEYS:
        width = len(str(people))
        _KEYS[people] = tuple(f"{number:0{width}d}" for number in range(people))
    return _KEYS[people]


_KEYS: dict[int, tuple[str, ...]] = {}


def _four(network: Network) -> tuple[Values, Values, Values, Values]:
    """Constraint, effective size and clustering by person, overlap by tie: one pass."""
    from graph.measures.holes import holes

    found = holes(network)
    return found.constraint, found.effective_size, found.clustering, found.overlap


def _jaccard(common: Values, graph: Graph, degree: Values) -> Values:
    found: Values = common / (degree[graph.a] + degree[graph.b] - common)
    return found


def _four_by_networkx(network: Network) -> Values:
    """The same four as networkx hands them back: three dicts, and a triple for every tie."""
    import networkx as nx

    constraint = nx.constraint(network, weight="strength")
    sizes, clustering = nx.effective_size(network, weight="strength"), nx.clustering(network)
    overlap = list(nx.jaccard_coefficient(network, zip(*_ends(network), strict=True)))
    if not len(constraint) == len(sizes) == len(clustering) or len(overlap) != len(network.a):
        raise ValueError("not an answer for everybody")
    return _floats(constraint)


def _ends(network: Network) -> tuple[list[str], list[str]]:
    """Both ends of every tie by key."""
    names = np.array(network.people)
    return names[network.a].tolist(), names[network.b].tolist()


def networkx(graph: Graph) -> dict[str, Question]:
    """networkx on a plain graph."""
    import networkx as nx

    if graph.people > SMALL:
        return {}
    made = nx.empty_graph(graph.people)
    made.add_weighted_edges_from(zip(graph.a.tolist(), graph.b.tolist(), graph.weight.tolist(), strict=True))
    ties, some = list(zip(graph.a.tolist(), graph.b.tolist(), strict=True)), np.flatnonzero(graph.node < SOME).tolist()

    def sizes() -> Values:
        found = np.full(graph.people, np.nan)
        found[some] = _floats(nx.effective_size(made, nodes=some, weight="weight"))  # without nodes it is wrong
        return found

    return {
        CONSTRAINT: lambda: _floats(nx.constraint(made, weight="weight")),
        SIZE: sizes,
        CLUSTERING: lambda: _floats(nx.clustering(made)),
        OVERLAP: lambda: np.array([value for *_, value in nx.jaccard_coefficient(made, ties)]),
        CORES: lambda: _floats(nx.core_number(made)),
        CUT_POINTS: lambda: graph.flags(nx.articulation_points(made)),
        BRIDGES: lambda: graph.tie_flags(nx.bridges(made)),
    }


def _floats(values: Mapping[Any, float]) -> Values:
    return np.fromiter(values.values(), np.float64)


def igraph(graph: Graph) -> dict[str, Question]:
    """igraph."""
    import igraph as ig

    ties = np.stack((graph.a, graph.b), axis=1).tolist()
    made = ig.Graph(n=graph.people, edges=ties)
    made.es["weight"] = graph.weight.tolist()
    questions: dict[str, Question] = {
        CONSTRAINT: lambda: np.array(made.constraint(weights="weight")),
        CLUSTERING: lambda: np.array(made.transitivity_local_undirected(mode="zero")),
        OVERLAP: lambda: np.array(made.similarity_jaccard(pairs=ties, loops=False)),
        CORES: lambda: np.array(made.coreness()),
        CUT_POINTS: lambda: graph.flags(made.articulation_points()),
        BRIDGES: lambda: graph.tie_flags([made.es[tie].tuple for tie in made.bridges()]),
    }
    return questions | ({BETWEENNESS: lambda: np.array(made.betweenness())} if graph.people <= SMALL else {})


def networkit(graph: Graph) -> dict[str, Question]:
    """NetworKit, held to one thread."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    made = nk.Graph(graph.people)
    for a, b in zip(graph.a.tolist(), graph.b.tolist(), strict=True):
        made.addEdge(a, b)
    made.sortEdges()

    def scores(algorithm: Any) -> Values:
        return np.array(algorithm.run().scores())

    questions: dict[str, Question] = {
        CLUSTERING: lambda: scores(nk.centrality.LocalClusteringCoefficient(made, turbo=True)),
        CORES: lambda: scores(nk.centrality.CoreDecomposition(made)),
        SAMPLED: lambda: scores(nk.centrality.EstimateBetweenness(made, PIVOTS)),
    }
    return questions | (
        {BETWEENNESS: lambda: scores(nk.centrality.Betweenness(made)) / 2} if graph.people <= SMALL else {}
    )


def rustworkx(graph: Graph) -> dict[str, Question]:
    """rustworkx, held to one thread."""
    import rustworkx as rx

    made = rx.PyGraph(multigraph=False)
    made.add_nodes_from(range(graph.people))
    made.add_edges_from_no_data(list(zip(graph.a.tolist(), graph.b.tolist(), strict=True)))
    never = 10 * graph.people

    def betweenness() -> Values:
        found = rx.betweenness_centrality(made, normalized=False, parallel_threshold=never)
        return _floats(dict(sorted(found.items())))

    questions: dict[str, Question] = {
        CORES: lambda: _floats(dict(sorted(rx.core_number(made).items()))),
        CUT_POINTS: lambda: graph.flags(rx.articulation_points(made)),
        BRIDGES: lambda: graph.tie_flags(rx.bridges(made)),
    }
    return questions | ({BETWEENNESS: betweenness} if graph.people <= SMALL else {})


def scikit_network(graph: Graph) -> dict[str, Question]:
    """scikit-network: clustering of the whole, and cores."""
    import scipy.sparse as sp
    from sknetwork.topology import get_core_decomposition

    ends = np.append(graph.a, graph.b), np.append(graph.b, graph.a)
    made = sp.csr_matrix((np.ones(2 * len(graph.a)), ends), shape=(graph.people, graph.people))
    return {CORES: lambda: np.asarray(get_core_decomposition(made))}


def graphblas(graph: Graph) -> dict[str, Question]:
    """python-graphblas: contacts in common as a masked product, held to one thread."""
    import graphblas as gb

    gb.ss.config["nthreads"] = 1
    ends = np.append(graph.a, graph.b), np.append(graph.b, graph.a)
    made = gb.Matrix.from_coo(*ends, 1, nrows=graph.people, ncols=graph.people)
    degree = np.bincount(ends[0], minlength=graph.people)

    def common() -> Any:
        product = gb.Matrix(int, graph.people, graph.people)
        product(made.S) << gb.semiring.plus_pair(made @ made)
        return product

    def clustering() -> Values:
        twice = common().reduce_rowwise().new().to_dense(fill_value=0)
        pairs = degree * (degree - 1)
        found: Values = np.divide(twice, pairs, out=np.zeros(graph.people), where=pairs > 0)
        return found

    def overlap() -> Values:
        rows, columns, values = common().to_coo()
        upper, shared = rows < columns, np.zeros(len(graph.a))
        shared[graph.tie_at(rows[upper], columns[upper])] = values[upper]
        return _jaccard(shared, graph, degree)

    return {CLUSTERING: clustering, OVERLAP: overlap}


ASKED = dict(
    zip(LIBRARIES, (ours, networkx, igraph, networkit, rustworkx, scikit_network, graphblas), strict=True),
)


def timed(question: Question) -> tuple[float, Values]:
    """Median CPU seconds of warm calls, and the values of the first call, which counts only where it took long."""
    taken, values = _once(question)
    if taken > PATIENCE:
        return taken, values
    return median(_once(question)[0] for _ in range(TIMES)), values


def _once(question: Question) -> tuple[float, Values]:
    start = time.process_time()
    values = question()
    return time.process_time() - start, values


def agreement(values: Values, known: Values, *, drawn: bool) -> str:
    """How far values are from ours, as a share of ours where that is above 1; of what is drawn, how ranks agree."""
    if drawn:
        from scipy.stats import spearmanr

        return f"ranks {spearmanr(values, known).statistic:.3f}"
    distance = np.abs(values - known) / np.maximum(1, np.abs(known))
    return f"{np.where(np.isnan(values) & np.isnan(known), 0, distance).max():.0e}"


def main(library: str, file: str, order: str, kept: str) -> None:
    """Asks one library everything; betweenness, which depends little on the order, once."""
    from graph.kernels import pool

    sys.path.append(str(PEERS))  # behind everything: of what both have, ours is used
    graph = read(Path(file), order)
    found: dict[str, Values] = {}
    known = {} if library == OURS else np.load(kept)
    with pool.using(1):
        for name, question in ASKED[library](graph).items():
            if name in (BETWEENNESS, SAMPLED) and order != SCRAMBLED:
                continue
            seconds, values = timed(question)
            found[name] = (graph.by_tie if name in BY_TIE else graph.by_node)(values)
            far = agreement(found[name], known[name], drawn=name == SAMPLED) if name in known else ""
            print(json.dumps({"question": name, "seconds": seconds, "agreement": far}), flush=True)
    if library == OURS and order == SCRAMBLED:
        np.savez(kept, allow_pickle=False, **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
