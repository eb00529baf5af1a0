"""Graphs for the tests of kernels: textbook ones, and random ones that Hypothesis asks for by size and seed."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from graph.core import Core, build


def _core_of(graph: nx.Graph, units: np.ndarray | None = None) -> Core:
    """Nodes are 0 to n - 1; `weight` is 1 where an edge has none."""
    ties = [(*sorted(pair), data.get("weight", 1.0)) for *pair, data in graph.edges(data=True)]
    a, b = (np.array([tie[i] for tie in ties], dtype=np.int32) for i in (0, 1))
    return build(len(graph), a, b, np.array([tie[2] for tie in ties], dtype=np.float64), units)


def _random_graph(people: int, share: float, seed: int) -> nx.Graph:
    """Each pair is tied with probability `share`; strengths from a hundredth to a hundred; some people stand alone."""
    graph = nx.gnp_random_graph(people, share, seed=seed)
    dice = np.random.default_rng(seed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(10 ** dice.uniform(-2, 2))
    return graph


def _random_units(people: int, seed: int) -> np.ndarray:
    """A group of four for everybody, or -1."""
    return np.random.default_rng([seed, 1]).integers(-1, 4, people).astype(np.int32)


@pytest.fixture(scope="session")
def core_of() -> Callable[..., Core]:
    """`core_of(graph, units=None)`."""
    return _core_of


@pytest.fixture(scope="session")
def random_graph() -> Callable[..., nx.Graph]:
    """`random_graph(people, share, seed)`."""
    return _random_graph


@pytest.fixture(scope="session")
def random_units() -> Callable[..., np.ndarray]:
    """`random_units(people, seed)`."""
    return _random_units


@pytest.fixture(scope="session")
def blocks() -> tuple[nx.Graph, np.ndarray]:
    """400 people in eight units, about 5,000 ties, most of them inside: enough work for every thread."""
    inside = np.full((8, 8), 0.02) + np.diag(np.full(8, 0.33))
    graph = nx.stochastic_block_model([50] * 8, inside, seed=3)
    dice = np.random.default_rng(3)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(dice.pareto(1.5) + 0.1)
    return graph, np.repeat(np.arange(8, dtype=np.int32), 50)


TEXTBOOK = {
    "kite": nx.krackhardt_kite_graph,
    "karate": nx.karate_club_graph,
    "florentine": lambda: nx.convert_node_labels_to_integers(nx.florentine_families_graph()),
    "les miserables": lambda: nx.convert_node_labels_to_integers(nx.les_miserables_graph()),
    "women": lambda: nx.convert_node_labels_to_integers(nx.davis_southern_women_graph()),
}


@pytest.fixture(scope="session", params=TEXTBOOK, ids=str)
def textbook(request: pytest.FixtureRequest) -> nx.Graph:
    """A graph of the textbooks with the strengths that networkx ships, nodes numbered."""
    graph: nx.Graph = TEXTBOOK[request.param]()
    return graph
