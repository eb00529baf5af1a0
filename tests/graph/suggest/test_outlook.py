"""What the graph would be with more ties: against the measures of a run, by hand, and order."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures.bubble import bubble
from graph.measures.reach import reach
from graph.measures.voice import by_level, voice
from graph.suggest.case import Case
from graph.suggest.changes import changes, what_if
from graph.suggest.choice import lay_out
from graph.suggest.giveup import search
from graph.suggest.outlook import FAR, LEADERS, LINK_STRENGTH, outlook

MakeCase = Callable[..., Case]
MakeTown = Callable[..., dict[str, Any]]
NOBODY = np.zeros(0, np.int64)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_without_more_ties_it_is_what_the_run_measures(make_case: MakeCase, make_town: MakeTown, seed: int) -> None:
    case = make_case(**make_town(seed))
    found = outlook(case).measure(NOBODY, NOBODY)
    unit, level = case.boundaries["unit"], case.boundaries["level"]
    assert found["leader_reach"] == pytest.approx(np.median(reach(case.network, case.people, unit, level).people))
    front_line = by_level(voice(case.network, case.people, case.answered), case.people)[0]
    assert found["voice"] == pytest.approx(front_line.median)
    mixed, contact = bubble(case.network, unit, case.skills.offers), case.network.adjacency.sum(axis=1)
    assert 0 <= found["bubble_index"] <= np.nanmax(mixed.unit)
    assert contact.sum() > 0


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_ties_that_are_added_count_as_those_that_were_there(
    make_case: MakeCase, make_town: MakeTown, seed: int
) -> None:
    rows = make_town(seed)
    more = [(f"p{i:03d}", f"p{79 - i:03d}") for i in range(12)]
    before, after = make_case(**rows), make_case(**{**rows, "ties": [*rows["ties"], *more]})
    place = {key: i for i, key in enumerate(before.people.keys)}
    a, b = np.array([[place[x], place[y]] for x, y in more]).T
    added, there = outlook(before).measure(a, b), outlook(after).measure(NOBODY, NOBODY)
    for name in ("leader_reach", "voice"):  # the others look at gaps and strengths, which differ
        assert added[name] == pytest.approx(there[name])


def test_introductions_across_a_gap_by_networkx(make_case: MakeCase, split: dict[str, Any]) -> None:
    case = make_case(**split)
    graph, unit = nx.Graph(split["ties"]), {key: row["unit"] for key, row in split["rows"].items()}
    for more in ([], [("A0", "B0")], [("A0", "B0"), ("A1", "B7")]):
        graph.add_edges_from(more)
        steps = []
        for own, other in ("AB", "BA"):
            near = nx.multi_source_dijkstra_path_length(graph, {p for p in unit if unit[p] == other}, weight=None)
            steps += [min(FAR, near.get(p, FAR)) for p in unit if unit[p] == own]
        place = {key: i for i, key in enumerate(case.people.keys)}
        a, b = (np.array([place[pair[i]] for pair in more], dtype=np.int64) for i in (0, 1))
        assert outlook(case).measure(a, b)["introductions_needed"] == pytest.approx(np.mean(steps) - 1)


def test_contact_among_clones_by_hand(make_case: MakeCase) -> None:
    # Ann and Ben: one unit, one skill; Cara elsewhere. Contact 2 of clones and 2 across, each tie seen from two ends.
    rows = {"ann": {"unit": "A"}, "ben": {"unit": "A"}, "cara": {"unit": "B"}}
    skills = [("ann", "go", "offer", 4), ("ben", "go", "offer", 4), ("cara", "zen", "offer", 4)]
    today = outlook(make_case(rows, [("ann", "ben"), ("ann", "cara")], skills))
    assert today.measure(NOBODY, NOBODY)["bubble_index"] == pytest.approx(2 / 4)
    more = today.measure(np.array([1]), np.array([2]))
    assert more["bubble_index"] == pytest.approx(2 / (4 + 2 * LINK_STRENGTH))


def test_a_tie_that_is_there_changes_nothing(make_case: MakeCase, make_town: MakeTown) -> None:
    case = make_case(**make_town(3))
    today, network = outlook(case), case.network
    assert today.measure(network.b[:9], network.a[:9]) == today.measure(NOBODY, NOBODY)


def test_what_cannot_be_told_is_not_there(make_case: MakeCase) -> None:
    assert outlook(make_case({"ann": {}, "bob": {}}, [("ann", "bob")])).measure(NOBODY, NOBODY) == {}


def test_without_a_tie_nobody_s_reach_is_measured(make_case: MakeCase) -> None:
    people = {f"{unit}{i}": {"unit": unit, "level": str(1 + i % 3)} for unit in "ABCD" for i in range(12)}
    a, b = np.array([0]), np.array([20])
    assert LEADERS in outlook(make_case(people, [("A0", "B0")])).measure(a, b)
    assert LEADERS not in outlook(make_case(people, ())).measure(a, b)


def test_pairs_in_any_order_give_the_same(make_case: MakeCase, make_town: MakeTown) -> None:
    today = outlook(make_case(**make_town(4)))
    a, b = np.arange(0, 40), np.arange(40, 80)
    assert today.measure(a, b) == today.measure(b[::-1], a[::-1])


def test_changes_stand_beside_chance_and_the_popular(make_case: MakeCase, make_town: MakeTown) -> None:
    case = make_case(**make_town(5))
    _, _, problem = lay_out(case)
    chosen = search(problem, 0.1).best.chosen
    found = {figure.measure: figure for figure in changes(problem, chosen, 0, outlook(case))}
    today = outlook(case).measure(NOBODY, NOBODY)
    assert {name: figure.before for name, figure in found.items()} == today
    for figure in found.values():
        assert figure.accepted_low <= figure.after <= figure.accepted_high
        assert figure.low <= figure.random_swap <= figure.high
        assert figure.basis == "estimated"
    assert found["leader_reach"].after >= found["leader_reach"].before
    assert changes(problem, chosen[:0], 0, outlook(case)) == ()
    assert changes(problem, chosen, 0, outlook(case)) == tuple(found.values())


def test_what_if_tells_today_and_then(make_case: MakeCase, split: dict[str, Any]) -> None:
    case = make_case(**split)
    place = {key: i for i, key in enumerate(case.people.keys)}
    figures = {row.measure: row for row in what_if(np.array([place["A0"]]), np.array([place["B0"]]), outlook(case))}
    assert (figures["gap_closed"].before, figures["gap_closed"].after) == (0, 0.5)  # there is one gap, and it is halved
    assert figures["gap_closed"].basis == "assumed"
    assert figures["introductions_needed"].after < figures["introductions_needed"].before
    assert figures["introductions_needed"].basis == "measured"
