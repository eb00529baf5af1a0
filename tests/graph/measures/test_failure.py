from itertools import pairwise

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import skills
from graph.facts import SKILLS
from graph.measures.bridging import bridging
from graph.measures.cohesion import cohesion
from graph.measures.failure import NOBODY, failure
from graph.measures.gaps import judge


def by_taking_each_away(graph, counted) -> list[int]:
    """Who is cut off without each person, found by looking again at what is left."""
    lost = []
    for person in sorted(graph):
        rest = nx.node_connected_component(graph, person) - {person}
        parts = [sum(counted[q] for q in part) for part in nx.connected_components(graph.subgraph(rest))]
        lost.append(sum(parts) - max(parts, default=0))
    return lost


def everybody(network) -> np.ndarray:
    return np.ones(len(network.people), dtype=bool)


def lost(network, ties, people) -> dict[str, int]:
    made = network(people, ties)
    found = cohesion(made, everybody(made)).separated
    return {key: count for key, count in zip(made.people, found.tolist(), strict=True) if count}


def test_a_chain_by_hand(network) -> None:
    assert lost(network, [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")], "abcde") == {"b": 1, "c": 2, "d": 1}


def test_a_star_loses_all_but_one_and_a_ring_nobody(network) -> None:
    assert lost(network, [("m", point) for point in "abcd"], "abcdm") == {"m": 3}
    assert lost(network, [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")], "abcd") == {}


def test_every_component_is_judged_by_itself_and_the_lonely_lose_nobody(network) -> None:
    assert lost(network, [("a", "b"), ("b", "c"), ("x", "y"), ("y", "z")], "abcqxyz") == {"b": 1, "y": 1}


def test_the_kite_of_krackhardt(network) -> None:
    # Krackhardt 1990: Heather (7) alone ties Ike (8) and Jane (9) to the others, Ike alone Jane.
    kite = nx.krackhardt_kite_graph()
    assert lost(network, [(str(i), str(j)) for i, j in kite.edges], map(str, kite)) == {"7": 2, "8": 1}


def test_the_families_of_florence(network) -> None:
    # Padgett and Ansell 1993: without the Medici the Acciaiuoli stand alone, and so do the Salviati with the Pazzi.
    families = nx.florentine_families_graph()
    assert lost(network, list(families.edges), families) == {"Medici": 3, "Albizzi": 1, "Guadagni": 1, "Salviati": 1}


def test_unresolved_accounts_hold_people_together_and_count_for_none(network) -> None:
    # x (an account) ties c and y (another) to the rest; without b only c is a person who is cut off.
    made = network("abcxyz", [("a", "b"), ("b", "x"), ("x", "c"), ("x", "y"), ("a", "z"), ("z", "b")])
    known = np.array([True, True, True, False, False, True])
    assert cohesion(made, known).separated.tolist() == [0, 1, 0, 1, 0, 0]


@given(st.integers(1, 16), st.integers(0, 30), st.integers(0, 10**6))
def test_random_networks_agree_with_taking_each_person_away(network, n, m, seed) -> None:
    graph = nx.gnm_random_graph(n, m, seed=seed)
    counted = np.random.default_rng(seed).random(n) < 0.8
    keys = [f"p{i:02d}" for i in range(n)]
    made = network(keys, [(keys[i], keys[j]) for i, j in graph.edges])
    assert cohesion(made, counted).separated.tolist() == by_taking_each_away(graph, counted)


@pytest.mark.parametrize("name", ["krackhardt", "lazega", "workfrance"])
def test_real_sets_agree_with_taking_each_person_away(shipped, name) -> None:
    network, _ = shipped(name)
    found = cohesion(network, everybody(network)).separated
    assert found.tolist() == by_taking_each_away(
        nx.convert_node_labels_to_integers(network.to_networkx()), everybody(network)
    )


def test_a_long_chain_needs_no_recursion(network) -> None:
    keys = [f"p{i:05d}" for i in range(20_000)]
    found = cohesion(network(keys, pairwise(keys)), np.ones(20_000, dtype=bool)).separated
    assert found[9_999] == 9_999  # 9,999 on one side, 10,000 on the other
    assert found.sum() == 2 * sum(range(10_000))


def known_skills(people, *held):
    facts = [
        {"person": person, "skill": skill, "kind": "offer", "strength": strength, "evidence": "declared"}
        for person, skill, strength in held
    ]
    return skills.read(people, pa.Table.from_pylist(facts, schema=SKILLS))


@pytest.fixture
def losing(blocks, people):
    """What is lost between units of 9: 30 ties of A and C, 30 of B and C, as many of A and B as the test says."""

    def found(ties, *held):
        network, units = blocks({("A", "C"): 30, ("B", "C"): 30} | ties, dict.fromkeys("ABC", 9))
        gaps = judge(network, units)
        roster = people({key: {"units": [key[0]]} for key in network.people})
        made = failure(cohesion(network, roster.known), gaps, bridging(network, gaps), known_skills(roster, *held))
        return network.people, made

    return found


def test_both_ends_of_the_only_tie_of_a_pair_are_single_points(losing) -> None:
    # Three groups: E = D_i D_j / 2m; degree sums 31, 31 and 60, so E_AB = 31 * 31 / 122 = 7.9.
    keys, found = losing({("A", "B"): 1})
    assert [key for key, pairs in zip(keys, found.pairs, strict=True) if pairs] == ["A-00", "B-00"]


def test_with_two_ties_of_four_people_nobody_is_one(losing) -> None:
    assert not losing({("A", "B"): 2})[1].pairs.any()


def test_a_pair_that_hardly_a_tie_is_expected_of_makes_nobody_one(blocks, people) -> None:
    # Degree sums 4, 4 and 6: E_AB = 16 / 14 = 1.1.
    network, units = blocks({("A", "C"): 3, ("B", "C"): 3, ("A", "B"): 1}, dict.fromkeys("ABC", 9))
    gaps, roster = judge(network, units), people({key: {} for key in network.people})
    assert gaps.expected[0] == pytest.approx(16 / 14)
    assert not failure(cohesion(network, roster.known), gaps, bridging(network, gaps), known_skills(roster)).pairs.any()


def test_a_skill_hangs_on_the_one_who_holds_it_well(losing) -> None:
    held = [
        ("A-01", "knots", 3),
        ("B-02", "knots", 2.5),
        ("A-01", "sails", 5),
        ("C-03", "sails", 4),
        ("C-03", "oars", 2),
    ]
    keys, found = losing({}, *held)
    assert found.last_holder.tolist() == [keys.index("A-01"), NOBODY, NOBODY]  # knots, oars, sails
