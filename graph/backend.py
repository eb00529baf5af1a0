"""networkx's door to our kernels: plain networkx calls on a `Network` are answered by `graph.answers`.

networkx loads this module while it is itself only half there, and every program that imports networkx pays for it:
nothing of networkx, numpy or numba may stand at its top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

NAME = "bothways"

ANSWERED_BY = {
    "adamic_adar_index": "pairs",
    "articulation_points": "cohesion",
    "average_clustering": "clusters",
    "betweenness_centrality": "paths",
    "bridges": "cohesion",
    "clustering": "clusters",
    "connected_components": "cohesion",
    "constraint": "holes",
    "core_number": "cohesion",
    "degree_centrality": "degrees",
    "effective_size": "holes",
    "harmonic_centrality": "paths",
    "has_bridges": "cohesion",
    "is_biconnected": "cohesion",
    "is_connected": "cohesion",
    "is_isolate": "degrees",
    "isolates": "degrees",
    "jaccard_coefficient": "pairs",
    "leiden_communities": "communities",
    "local_bridges": "clusters",
    "local_constraint": "holes",
    "node_connected_component": "cohesion",
    "number_connected_components": "cohesion",
    "number_of_isolates": "degrees",
    "preferential_attachment": "pairs",
    "resource_allocation_index": "pairs",
    "transitivity": "clusters",
    "triangles": "clusters",
}
"""Every function of networkx that we answer, by the module of `graph.answers` that does."""

DIFFERENCES = {
    "effective_size": "With weights: Burt's definition node by node, for all nodes at once too. networkx 3.6 and "
    "3.7 divide by the wrong maximum there (its pull request 8906); with `nodes=list(G)` they agree with this.",
}
"""Where our answer is another than networkx's, for the docstring that networkx shows."""


class Interface:
    """What networkx asks of a backend: the functions of `ANSWERED_BY`, and these four."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The function of that name, its module loaded when it is first asked for."""
        if name not in ANSWERED_BY:
            raise AttributeError(f"no function of networkx that {NAME} answers: {name}")
        found: Callable[..., Any] = getattr(import_module(f"graph.answers.{ANSWERED_BY[name]}"), name)
        return found

    def can_run(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """True, or why networkx has to answer this call itself."""
        from graph.answers import limits  # noqa: PLC0415 - networkx is there by now

        return limits.reason_against(name, args, kwargs) or True

    def should_run(self, name: str, *_: Any) -> bool | str:
        """True, or why a plain graph had better not be converted for this call."""
        from graph.answers import limits  # noqa: PLC0415 - see above

        return limits.reason_to_leave(name) or True

    def convert_from_nx(self, graph: Any, *, edge_attrs: Mapping[Any, Any] | None = None, **_: Any) -> Any:
        """A plain graph as our kernels read it, with the numbers on its edges that the call names.

        Raises:
            NotImplementedError: Our kernels cannot read it; networkx answers instead where it may.
        """
        from graph.converted import convert  # noqa: PLC0415 - see above

        return convert(graph, edge_attrs or {})

    def convert_to_nx(self, result: Any, **_: Any) -> Any:
        """A graph of ours as a plain one; anything else as it is."""
        return result.to_networkx() if getattr(result, "__networkx_backend__", None) == NAME else result


interface = Interface()


def info() -> dict[str, Any]:
    """What networkx shows of us in its docstrings, and which functions it may send us."""
    return {
        "backend_name": NAME,
        "package": NAME,
        "short_summary": "Compiled kernels over the ties of an organisation, without conversion.",
        "functions": {name: {"additional_docs": DIFFERENCES.get(name, "")} for name in ANSWERED_BY},
    }
