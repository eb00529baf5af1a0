"""Krackhardt's kite and the shipped lawyers as plain graphs, and how to ask our kernels about them."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

KITE = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]
"""The names that Krackhardt (1990) gave the ten, in networkx's order."""


@pytest.fixture
def kite() -> nx.Graph:
    return nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(KITE)))


@pytest.fixture(scope="session")
def lazega(root: Path) -> nx.Graph:
    """The 71 lawyers; `relations` says how many of the three relations a pair has."""
    with (root / "bothways" / "data" / "lazega" / "interactions.csv").open(encoding="utf-8", newline="") as file:
        pairs = Counter(tuple(sorted((row["from"], row["to"]))) for row in csv.DictReader(file))
    graph = nx.Graph()
    graph.add_weighted_edges_from(((a, b, many) for (a, b), many in pairs.items()), weight="relations")
    return graph


def _ours(function: Callable[..., Any], graph: nx.Graph, *args: Any, **kwargs: Any) -> Any:
    found = function(graph.copy(), *args, backend="bothways", **kwargs)
    return list(found) if hasattr(found, "__next__") else found


@pytest.fixture(scope="session")
def ours() -> Callable[..., Any]:
    """`ours(nx.bridges, graph)`: what our kernels answer, iterators as lists. A copy keeps networkx's cache out."""
    return _ours
