"""What our answers do not cover. networkx asks before each call, and answers itself where there is a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from inspect import signature
from typing import Any

from graph.backend import interface

ONLY: Mapping[str, Mapping[str, object]] = {
    "average_clustering": {"weight": None},
    "betweenness_centrality": {"weight": None, "endpoints": False},
    "clustering": {"weight": None},
    "harmonic_centrality": {"distance": None},
    "leiden_communities": {"max_level": None},
    "local_bridges": {"weight": None},
}
"""Arguments that are understood with one value only."""

SOME_NODES = ("nodes", "nbunch", "sources")
"""Arguments that name several nodes."""

ONE_NODE = frozenset({"clustering", "harmonic_centrality", "triangles"})
"""These take one node in place of several."""

OF_NOBODY = frozenset({"leiden_communities"})
"""These answer for an empty graph too: networkx has no answer of its own there, and no nodes are no communities."""

CHEAP = frozenset(
    {
        "connected_components",
        "degree_centrality",
        "is_connected",
        "is_isolate",
        "isolates",
        "local_constraint",
        "node_connected_component",
        "number_connected_components",
        "number_of_isolates",
        "preferential_attachment",
    }
)
"""networkx is done with these before a plain graph is converted."""


def reason_against(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Why networkx has to answer a call itself; "" where we can.

    Nothing may be used up here: an iterator among the arguments is left as it is.
    """
    try:
        bound = signature(getattr(interface, name)).bind(*args, **kwargs)
    except TypeError as error:
        return str(error)
    bound.apply_defaults()
    return _of_graph(name, bound.arguments["G"]) or _of_arguments(name, bound.arguments)


def reason_to_leave(name: str) -> str:
    """Why a plain graph had better stay with networkx; "" where converting pays."""
    return "to convert a plain graph takes longer than to answer" if name in CHEAP else ""


def _of_graph(name: str, graph: Any) -> str:
    if graph.is_directed():
        return "the graph is directed"
    if graph.is_multigraph():
        return "the graph has parallel edges"
    return (
        ""
        if graph.number_of_nodes() or name in OF_NOBODY
        else "the graph is empty, and functions differ in what they say of that"
    )


def _of_arguments(name: str, given: Mapping[str, Any]) -> str:
    for argument, value in ONLY.get(name, {}).items():
        if given[argument] is not value:
            return f"{argument} other than {value}"
    if callable(given.get("weight")):
        return "weight is a function"
    if any(given[node] not in given["G"] for node in ("u", "v", "n", "root") if given.get(node) is not None):
        return "a node that is not in the graph"
    named = (given.get(argument) for argument in SOME_NODES)
    return next((why for nodes in named if (why := _of_nodes(given["G"], nodes, one=name in ONE_NODE))), "")


def _of_nodes(graph: Any, nodes: Any, *, one: bool) -> str:
    if nodes is None or (one and nodes in graph):
        return ""
    known = isinstance(nodes, Collection) and all(node in graph for node in nodes)
    return "" if known else "nodes that are not in the graph, or that can be read only once"
