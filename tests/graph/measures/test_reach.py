import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.reach import leaders, pattern, reach, two_steps

TOP = {"ann": {"level": "3"}, "bo": {"level": "2"}, "cy": {"level": "1"}, "di": {"level": "1"}}


def of(found, people) -> dict[str, tuple[float, float, float]]:
    shares = zip(found.people, found.units, found.levels, strict=True)
    return {people.keys[p]: values for p, values in zip(found.leaders, shares, strict=True)}


def measured(network, people):
    return of(reach(network, people, people.boundary("unit"), people.boundary("level")), people)


def test_leaders_are_the_top_two_levels(people) -> None:
    assert leaders(people(TOP)).tolist() == [0, 1]


def test_with_two_levels_everybody_would_lead_so_the_reporting_lines_tell(people) -> None:
    two = {"ann": {"level": "2"}, "bo": {"level": "1", "manager": "ann"}, "cy": {"level": "1", "manager": "bo"}}
    assert leaders(people(two)).tolist() == [0, 1]


def test_without_levels_leaders_are_every_root_and_its_reports(people) -> None:
    # Levels in words are none without an order; cy and di form a tree of their own, eve belongs to none.
    rows = {key: {"level": "some rank"} for key in ("ann", "bo", "cy", "di", "eve")}
    rows["bo"]["manager"], rows["di"]["manager"] = "ann", "cy"
    assert leaders(people(rows)).tolist() == [0, 1, 2, 3]


def test_without_levels_and_managers_nobody_is_known_to_lead(network, people) -> None:
    roster = people({"a": {}, "b": {}})
    found = reach(network("ab", [("a", "b")]), roster, roster.boundary("unit"), roster.boundary("level"))
    assert not any(map(len, (found.leaders, found.people, found.units, found.levels)))


def test_an_organisation_by_hand(network, people) -> None:
    # Ann leads Bo and Eve and knows cy besides; cy knows di and fay, di knows gus. Reporting lines carry nothing.
    rows = {
        "ann": {"level": "3", "units": ["Board"]},
        "bo": {"level": "2", "units": ["A"], "manager": "ann"},
        "cy": {"level": "1", "units": ["A"]},
        "di": {"level": "1", "units": ["B"]},
        "eve": {"level": "2", "units": ["B"], "manager": "ann"},
        "fay": {"level": "1", "units": ["B"]},
        "gus": {"level": "1", "units": ["C"]},
    }
    ties = [("ann", "bo"), ("ann", "eve"), ("ann", "cy"), ("cy", "di"), ("cy", "fay"), ("di", "gus"), ("bo", "eve")]
    found = measured(network(rows, ties), people(rows))
    # Ann reaches cy, di and fay of 6 others, in A and B of 4 units, on one of 3 levels.
    assert found["ann"] == pytest.approx((3 / 6, 2 / 4, 1 / 3))
    # Bo and Eve reach each other only.
    assert found["bo"] == found["eve"] == pytest.approx((1 / 6, 1 / 4, 1 / 3))


def test_ways_lead_through_accounts_in_no_roster_which_count_for_nobody(network, people) -> None:
    roster = people(TOP, accounts=["x"])
    found = measured(network([*TOP, "x"], [("ann", "x"), ("x", "cy")]), roster)
    assert found["ann"][0] == pytest.approx(1 / 3)  # cy; x is no person
    assert found["bo"][0] == 0


def test_without_units_there_is_no_share_of_units(network, people) -> None:
    roster = people(TOP)
    assert np.isnan([units for _, units, _ in measured(network(TOP, [("ann", "cy")]), roster).values()]).all()


def within_two(graph, person) -> set[int]:
    return set(nx.single_source_shortest_path_length(graph, person, cutoff=2)) - {person}


@pytest.mark.parametrize("step", [5, 1 << 22])
@given(st.integers(1, 15), st.integers(0, 40), st.integers(0, 10**6))
def test_two_steps_are_those_of_a_second_library(network, step, n, m, seed) -> None:
    graph, draw = nx.gnm_random_graph(n, m, seed=seed), np.random.default_rng(seed)
    keys = [f"p{i:02d}" for i in range(n)]
    made = network(keys, [(keys[i], keys[j]) for i, j in graph.edges])
    people, targets = (np.flatnonzero(draw.random(n) < share) for share in (0.5, 0.7))
    found: dict[int, set[int]] = {p: set() for p in range(len(people))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.measures.reach._STEP", step)
        for owner, target in two_steps(pattern(made, np.ones(len(made.a), dtype=bool)), people, targets):
            for p, q in zip(owner.tolist(), target.tolist(), strict=True):
                assert q not in found[p]
                found[p].add(q)
    assert list(found.values()) == [within_two(graph, p) & set(targets.tolist()) for p in people.tolist()]


def test_krackhardt_agrees_with_a_second_library_leader_by_leader(shipped, root, people) -> None:
    # The chief and the four heads of departments, without their reporting lines; 21 managers, 4 departments and none.
    import csv  # noqa: PLC0415

    with (root / "bothways" / "data" / "krackhardt" / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = {
            row["person"]: {"units": [row["unit"]] if row["unit"] else [], "level": row["level"],
                            "manager": row["manager"] or None}
            for row in csv.DictReader(file)
        }  # fmt: skip
    network, roster = shipped("krackhardt")[0], people(rows)
    graph = nx.convert_node_labels_to_integers(network.to_networkx())
    graph.remove_edges_from([(p, above) for p, above in enumerate(roster.manager.tolist()) if above >= 0])
    found = reach(network, roster, roster.boundary("unit"), roster.boundary("level"))
    assert len(found.leaders) == 5
    for leader, share in zip(found.leaders.tolist(), found.people.tolist(), strict=True):
        assert share == pytest.approx(len(within_two(graph, leader)) / 20)
