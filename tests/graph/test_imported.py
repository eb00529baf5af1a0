"""Any plain graph becomes a network, or is refused with the cure."""

from pathlib import Path

import networkx as nx
import pytest

from graph.errors import InputError
from graph.network import TIE_SCALE, Network


def test_nodes_that_are_texts_become_the_people() -> None:
    network = Network.from_networkx(nx.Graph([("zoe", "ann"), ("ann", "ben")]))
    assert network.people == network.labels == ("ann", "ben", "zoe")
    assert (network.a.tolist(), network.b.tolist(), network.strength.tolist()) == ([0, 0], [1, 2], [1.0, 1.0])


def test_other_nodes_are_numbered_as_they_came_and_called_as_they_were() -> None:
    nodes = [("unit", 3), 7, "ann", frozenset({1}), None.__class__]
    graph = nx.path_graph(nodes)
    network = Network.from_networkx(graph)
    assert network.people == ("0", "1", "2", "3", "4")
    assert list(nx.core_number(network)) == nodes
    assert nx.utils.nodes_equal(network.to_networkx(), graph)
    assert nx.utils.edges_equal(network.to_networkx().edges, graph.edges)


def test_numbers_of_people_sort_as_they_count() -> None:
    network = Network.from_networkx(nx.path_graph(11))
    assert network.people == tuple(sorted(network.people)) == tuple(f"{i:02d}" for i in range(11))


def test_an_undirected_tie_flows_half_each_way() -> None:
    network = Network.from_networkx(nx.Graph([("a", "b", {"w": 3})]), weight="w")
    assert (network.onward.tolist(), network.back.tolist()) == ([3 * TIE_SCALE // 2], [3 * TIE_SCALE // 2])


def test_a_directed_tie_keeps_its_direction() -> None:
    graph = nx.DiGraph([("b", "a", {"w": 3}), ("b", "c", {"w": 1}), ("c", "b", {"w": 2})])
    network = Network.from_networkx(graph, weight="w")
    assert (network.onward / TIE_SCALE).tolist() == [0, 1]
    assert (network.back / TIE_SCALE).tolist() == [3, 2]
    assert network.strength.tolist() == [3.0, 3.0]


def test_parallel_ties_are_added_up() -> None:
    graph = nx.MultiGraph([("a", "b", {"w": 1}), ("a", "b", {"w": 2}), ("b", "c", {"w": 4})])
    assert Network.from_networkx(graph, weight="w").strength.tolist() == [3.0, 4.0]
    assert Network.from_networkx(graph).strength.tolist() == [1.0, 1.0]  # without a weight a tie is a tie


def test_a_weight_of_0_is_no_tie() -> None:
    network = Network.from_networkx(nx.Graph([("a", "b", {"w": 0}), ("b", "c", {"w": 1})]), weight="w")
    assert (network.people, network.a.tolist(), network.degrees.tolist()) == (("a", "b", "c"), [1], [0, 1, 1])


def test_an_empty_graph_is_an_empty_network() -> None:
    network = Network.from_networkx(nx.Graph(), unit="unit")
    assert (network.people, len(network.a), len(network.core.head)) == ((), 0, 0)
    assert nx.core_number(network) == {}


def test_people_without_ties_stay() -> None:
    assert Network.from_networkx(nx.empty_graph(["b", "a"])).degrees.tolist() == [0, 0]


def test_units_order_the_core_and_change_no_answer() -> None:
    graph = nx.krackhardt_kite_graph()
    nx.set_node_attributes(graph, {node: "ab"[node % 2] for node in range(9)}, "unit")
    network = Network.from_networkx(graph, unit="unit")
    assert network.units is not None
    assert network.units.tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, -1]
    assert network.units[network.core.order].tolist() == [-1, 0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert nx.constraint(network) == pytest.approx(nx.constraint(graph))


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (None, "1 tie has no number under 'w'; set it on every edge"),
        ("3", "1 tie has no number under 'w'"),
        (-1, "1 tie is weaker than nothing; correct the amounts below 0"),
        (float("nan"), "1 tie weighs NaN or infinitely much; give every tie a finite weight"),
        (float("inf"), "1 tie weighs NaN or infinitely much"),
        (10**400, "1 tie weighs NaN or infinitely much"),
        (1e-9, "1 tie weighs less than 0.000001; multiply all weights by one number"),
        (1e9, "1 strength is NaN, infinite or above 4,398,046; give every tie a finite strength"),
    ],
)
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_a_weight_that_cannot_be_a_flow_is_refused_with_the_cure(
    kind: type[nx.Graph], weight: object, said: str
) -> None:
    graph = kind([("a", "b", {"w": weight}), ("b", "c", {"w": 1})])
    with pytest.raises(InputError) as refused:
        Network.from_networkx(graph, weight="w")
    assert said in str(refused.value)


def test_a_tie_to_oneself_is_refused_with_the_cure() -> None:
    graph = nx.Graph([("a", "a"), ("a", "b")])
    with pytest.raises(InputError, match="1 node has a tie to itself; leave these out") as refused:
        Network.from_networkx(graph)
    exec(str(refused.value).split(": ")[1], {"graph": graph, "nx": nx})  # the cure works as it stands
    assert Network.from_networkx(graph).people == ("a", "b")


def test_a_unit_that_nobody_has_is_a_slip() -> None:
    with pytest.raises(InputError, match=r"no node has the attribute 'team'; nx\.set_node_attributes"):
        Network.from_networkx(nx.path_graph(2), unit="team")


def test_the_person_table_comes_from_the_nodes_and_goes_back_to_them() -> None:
    """Who sits where: ann and ben in Lyon, zoe nowhere that is known."""
    graph = nx.Graph([("zoe", "ann"), ("ann", "ben")])
    nx.set_node_attributes(graph, {"ann": "Lyon", "ben": "Lyon"}, "place")
    nx.set_node_attributes(graph, {"ann": 3, "ben": 1, "zoe": 2}, "level")
    network = Network.from_networkx(graph, attributes=["place", "level"])
    assert network.attributes is not None
    assert network.attributes.to_pydict() == {"place": ["Lyon", "Lyon", None], "level": [3, 1, 2]}
    back = network.to_networkx()
    assert dict(back.nodes["ann"]) == {"place": "Lyon", "level": 3}
    assert dict(back.nodes["zoe"]) == {"level": 2}
    assert nx.numeric_assortativity_coefficient(network, "level") == nx.numeric_assortativity_coefficient(
        graph, "level"
    )


def test_nodes_that_are_no_texts_keep_their_attributes() -> None:
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, {0: "x", 1: "y", 2: "x"}, "side")
    network = Network.from_networkx(graph, attributes=["side"])
    assert nx.attribute_assortativity_coefficient(network, "side") == -1  # every tie joins an x and a y


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "no node has the attribute 'team'"),
        ({0: 1, 1: "one"}, "of several kinds"),
        ({0: object()}, "no table holds"),
        ({0: "\ud800"}, "no table holds"),
    ],
)
def test_an_attribute_that_makes_no_column_is_refused_with_the_cure(values: dict[int, object], said: str) -> None:
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, values, "team")
    with pytest.raises(InputError, match=said) as refused:
        Network.from_networkx(graph, attributes=["team"])
    assert refused.value.cure


def test_a_node_that_utf_8_cannot_write_is_refused_with_the_cure() -> None:
    with pytest.raises(InputError, match="a key cannot be written as UTF-8; read the file"):
        Network.from_networkx(nx.Graph([("a", "\udcff")]))


def test_what_comes_back_goes_in_again_unchanged() -> None:
    first = Network.from_networkx(nx.les_miserables_graph(), weight="weight")
    again = Network.from_networkx(first.to_networkx(), weight="strength")
    assert first.people == again.people
    assert all((getattr(first, name) == getattr(again, name)).all() for name in ("a", "b", "onward", "back"))


def test_nodes_that_are_no_texts_are_not_lost_in_a_file(tmp_path: Path) -> None:
    graph = nx.path_graph(3)
    with pytest.raises(InputError, match="cannot be saved; take in the graph with texts for nodes"):
        Network.from_networkx(graph).save(tmp_path / "net")
    Network.from_networkx(nx.relabel_nodes(graph, str)).save(tmp_path / "net")
    assert nx.core_number(Network.open(tmp_path / "net")) == {"0": 1, "1": 1, "2": 1}


def test_a_network_need_not_be_taken_in_again() -> None:
    with pytest.raises(InputError, match="a graph of ours already; use it as it is"):
        Network.from_networkx(Network.from_networkx(nx.path_graph(3)))


def test_all_nodes_of_a_network_may_be_named_one_by_one() -> None:
    network = Network.from_networkx(nx.path_graph(4))
    assert nx.constraint(network, nodes=list(network)) == nx.constraint(network)


def test_one_tiny_tie_is_one_tie() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=1e-9)
    with pytest.raises(InputError, match="1 tie weighs less than"):
        Network.from_networkx(graph, weight="weight")


def test_a_folder_may_be_a_text(tmp_path: Path) -> None:
    place = str(tmp_path / "net")
    Network.from_networkx(nx.relabel_nodes(nx.path_graph(3), str)).save(place)
    assert list(Network.open(place)) == ["0", "1", "2"]


@pytest.mark.parametrize("given", [[1, 2], None, {1: [2]}, "pairs", nx.Graph], ids=repr)
def test_what_is_no_graph_is_refused_with_the_cure(given: object) -> None:
    with pytest.raises(InputError, match=r"this is no networkx graph: .*; make one of it first: nx\.Graph\(pairs\)"):
        Network.from_networkx(given)


@pytest.mark.parametrize(("ties", "said"), [(0, "2 nodes and 0 ties"), (1, "2 nodes and 1 tie")])
def test_one_is_not_called_many(ties: int, said: str) -> None:
    graph = nx.empty_graph(2)
    graph.add_edges_from([(0, 1)][:ties])
    assert repr(Network.from_networkx(graph)) == f"<Network of {said}>"
    assert repr(Network.from_networkx(nx.empty_graph(1))) == "<Network of 1 node and 0 ties>"
