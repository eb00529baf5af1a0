"""The door: what networkx loads, what it sends us, what it keeps, and that nothing of ours changes behind a back."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graph.backend import ANSWERED_BY, interface
from graph.network import Network

LOADED = """
import json, sys, warnings
warnings.simplefilter("error")
import networkx as nx
print(json.dumps([sorted(sys.modules), nx.constraint.__doc__, list(nx.config.backends)]))
"""


@pytest.fixture
def town() -> Network:
    """Two triangles, and one tie between them."""
    graph = nx.barbell_graph(3, 0)
    nx.set_edge_attributes(graph, {(2, 3): 4.0}, "mails")
    nx.set_edge_attributes(graph, {edge: 1.0 for edge in graph.edges if edge != (2, 3)}, "mails")
    return Network.from_networkx(nx.relabel_nodes(graph, dict(enumerate("abcdef"))), weight="mails")


@pytest.fixture
def calls(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The lines in which networkx says whom it called."""
    caplog.set_level(logging.DEBUG, "networkx.utils.backends")
    return lambda: [record.getMessage() for record in caplog.records]


def test_networkx_loads_the_door_and_nothing_behind_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    modules, text, backends = json.loads(done.stdout)
    assert [name for name in modules if name.split(".")[0] == "graph"] == ["graph", "graph.backend"]
    assert not {"numba", "numpy", "scipy", "pyarrow"} & set(modules)
    assert "bothways : Compiled kernels" in text
    assert "bothways" in backends


def test_a_call_on_a_network_is_answered_without_conversion(town: Network, calls: Callable[[], list[str]]) -> None:
    # d hangs on c by 4 of 6, on e and f by 1 each, and these two know each other: (4/6)^2 + 2 (1/6 + 1/6 * 1/2)^2.
    assert nx.constraint(town, weight="strength")["d"] == pytest.approx(16 / 36 + 2 / 16)
    assert not any("Converting" in line for line in calls())
    assert calls()[-1].startswith("Using backend 'bothways' for call to 'constraint'")


def test_what_we_have_no_kernel_for_runs_on_a_plain_copy(town: Network, calls: Callable[[], list[str]]) -> None:
    assert nx.pagerank(town) == pytest.approx(nx.pagerank(town.to_networkx()))
    assert any(line.startswith("Converting input graphs from 'bothways' backend to 'networkx'") for line in calls())


def test_helpers_of_networkx_that_are_sent_to_nobody_read_a_network(town: Network) -> None:
    assert (nx.density(town), nx.is_directed(town), town.number_of_edges()) == (7 / 15, False, 7)


@pytest.mark.parametrize(
    "reach_in",
    [lambda graph: list(nx.common_neighbors(graph, "a", "b")), lambda graph: nx.neighbors(graph, "a"), nx.degree],
)
def test_what_networkx_reads_without_asking_backends_names_the_plain_copy(town: Network, reach_in: Any) -> None:
    with pytest.raises(AttributeError, match="to_networkx"):
        reach_in(town)


def test_the_package_gives_its_network_by_name_and_nothing_else_by_any() -> None:
    import graph  # noqa: PLC0415 - as an analyst would

    assert graph.Network is Network
    with pytest.raises(AttributeError, match="no attribute 'Netwrok'"):
        graph.Netwrok  # noqa: B018


def test_networkx_writes_into_no_network(town: Network) -> None:
    with pytest.raises(NotImplementedError, match="will mutate an input"):
        nx.set_edge_attributes(town, 2.0, "strength")


def test_a_weight_that_a_network_does_not_have_counts_as_one(town: Network) -> None:
    """As in networkx, where an edge without the attribute weighs 1."""
    assert nx.constraint(town, weight="weight") == nx.constraint(town)


@pytest.mark.parametrize("name", ANSWERED_BY)
def test_networkx_s_docstring_names_us_beside_every_function(name: str) -> None:
    function = getattr(nx, name, None) or getattr(nx.community, name)
    assert "bothways" in function.__doc__


INFINITE, NO_NUMBER = float("inf"), float("nan")

UNANSWERED = {
    "a directed graph": (nx.constraint, nx.DiGraph([(0, 1), (1, 2)]), {}),
    "parallel edges": (nx.number_connected_components, nx.MultiGraph([(0, 1), (0, 1)]), {}),
    "an empty graph": (nx.core_number, nx.Graph(), {}),
    "a tie to oneself": (nx.triangles, nx.Graph([(0, 0), (0, 1)]), {}),
    "a weight of 0": (nx.constraint, nx.Graph([(0, 1, {"w": 0}), (1, 2, {"w": 1})]), {"weight": "w"}),
    "a weight below 0": (nx.constraint, nx.Graph([(0, 1, {"w": -1}), (1, 2, {"w": 3})]), {"weight": "w"}),
    "an infinite weight": (nx.constraint, nx.Graph([(0, 1, {"w": INFINITE}), (1, 2)]), {"nodes": [0], "weight": "w"}),
    "a weight of NaN": (nx.constraint, nx.Graph([(0, 1, {"w": NO_NUMBER}), (1, 2)]), {"nodes": [0], "weight": "w"}),
    "a weight of another kind": (nx.constraint, nx.Graph([(0, 1, {"w": Decimal(3)})]), {"nodes": [0], "weight": "w"}),
    "weights by a function": (nx.local_bridges, nx.path_graph(3), {"weight": lambda *_: 2}),
    "spans by weight": (nx.local_bridges, nx.path_graph(3), {"weight": "w"}),
    "weighted clustering": (nx.clustering, nx.complete_graph(3), {"weight": "w"}),
    "nodes to be read once": (nx.constraint, nx.path_graph(3), {"nodes": iter([0, 1])}),
}


@pytest.fixture(params=UNANSWERED)
def unanswered(request: pytest.FixtureRequest) -> tuple[Callable[..., Any], nx.Graph, dict[str, Any]]:
    function, graph, how = UNANSWERED[request.param]
    return function, graph.copy(), how


def test_what_we_cannot_answer_is_never_answered_by_us(unanswered: Any) -> None:
    function, graph, how = unanswered
    with pytest.raises(NotImplementedError, match="'bothways' backend"):
        function(graph, **how, backend="bothways")


def test_a_graph_that_we_cannot_read_is_refused_with_the_cure() -> None:
    with pytest.raises(NotImplementedError) as refused:
        nx.triangles(nx.Graph([(0, 0), (0, 1)]), backend="bothways")
    assert "1 node has a tie to itself; leave these out" in str(refused.value.__cause__)


def test_what_we_cannot_answer_networkx_answers_where_it_may_choose(unanswered: Any) -> None:
    function, graph, how = unanswered
    how = {name: [0, 1] if name == "nodes" else value for name, value in how.items()}
    expected = function(graph, **how)
    with nx.config(backend_priority=["bothways"], cache_converted_graphs=False):
        found = function(graph, **how)
    listed = [list(values) if hasattr(values, "__next__") else values for values in (found, expected)]
    assert str(listed[0]) == str(listed[1])  # nan is not equal to itself


def test_nodes_are_not_used_up_by_asking_whether_we_can(town: Network) -> None:
    assert set(nx.constraint(town, iter("ab"))) == {"a", "b"}


def test_unknown_nodes_meet_networkx_s_own_answer(town: Network) -> None:
    assert nx.clustering(town, ["a", "nobody"]) == {"a": 1}
    with pytest.raises(KeyError):
        nx.constraint(town, ["nobody"])
    with pytest.raises(nx.NodeNotFound):
        nx.jaccard_coefficient(town, [("a", "nobody")])


def test_a_plain_graph_is_left_to_networkx_for_what_is_quick_anyway() -> None:
    assert interface.should_run("degree_centrality", (), {}) is not True
    assert interface.should_run("constraint", (), {}) is True


def test_nobody_can_write_into_a_network_or_its_core(town: Network) -> None:
    arrays = [town.a, town.b, town.onward, town.back, town.strength, town.degrees]
    arrays += [town.core.start, town.core.head, town.core.weight, town.adjacency.data, town.adjacency.indices]
    assert [values.flags.writeable for values in arrays] == [False] * len(arrays)


def test_whoever_changes_a_plain_graph_changes_no_network(town: Network) -> None:
    before, plain = nx.constraint(town), town.to_networkx()
    again = Network.from_networkx(plain)
    plain.remove_node("c")
    plain.remove_edge("d", "e")
    assert nx.constraint(town) == before
    assert nx.constraint(again) == pytest.approx(before)
    assert town.to_networkx().number_of_nodes() == 6


def test_a_graph_changed_after_a_call_is_read_anew() -> None:
    graph = nx.path_graph(3)
    assert nx.core_number(graph, backend="bothways") == {0: 1, 1: 1, 2: 1}
    graph.add_edge(0, 2)
    assert nx.core_number(graph, backend="bothways") == {0: 2, 1: 2, 2: 2}


def test_a_whole_graph_comes_back_through_the_door() -> None:
    graph = nx.Graph([("a", 1, {"w": 2.5})])
    there = interface.convert_from_nx(graph, edge_attrs={"w": 1})
    assert nx.utils.graphs_equal(interface.convert_to_nx(there), graph)
    assert interface.convert_to_nx(7) == 7


def test_networkx_s_log_names_nobody(town: Network, calls: Callable[[], list[str]]) -> None:
    nx.core_number(town)
    assert "G=<Network of 6 nodes and 7 ties>" in calls()[-1]


def test_answers_are_plain_numbers(town: Network) -> None:
    values = [nx.constraint(town)["a"], nx.core_number(town)["a"], next(nx.adamic_adar_index(town))[2]]
    assert [type(value) for value in values] == [float, int, float]
    assert not any(isinstance(value, np.generic) for value in (nx.transitivity(town), nx.is_biconnected(town)))
