from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.voice import voice


def both_ways(*pairs):
    return [*pairs, *((b, a) for a, b in pairs)]


def heard(network, people):
    """The voice where all contacts have a direction."""
    return voice(network, people, (network.onward > 0) & (network.back > 0))


@pytest.fixture
def three_levels(people):
    # ann, ben, cara on the front line, dan and eve above, fay and gus at the top.
    levels = {"ann": "1", "ben": "1", "cara": "1", "dan": "2", "eve": "2", "fay": "3", "gus": "3"}
    return people({key: {"level": level} for key, level in levels.items()})


def test_three_levels_by_hand(mails, three_levels) -> None:
    # Ann - Dan - Fay all answer; Ben writes to Gus himself and is answered; Cara wrote to both and nobody answered.
    made = mails(three_levels.keys, [*both_ways(("ann", "dan"), ("dan", "fay"), ("ben", "gus")),
                                     ("cara", "fay"), ("cara", "gus")])  # fmt: skip
    found = heard(made, three_levels)
    assert found[:3].tolist() == [0.5, 0.5, 0]
    assert np.isnan(found[3:]).all()  # the top two levels have nobody two levels up


def test_three_steps_are_too_far(mails, three_levels) -> None:
    chain = both_ways(*pairwise(("ann", "ben", "dan", "fay")))
    assert heard(mails(three_levels.keys, chain), three_levels)[:3].tolist() == [0, 0.5, 0]


def test_contacts_without_direction_or_without_an_answer_say_nothing(mails, three_levels) -> None:
    talk = mails(three_levels.keys, both_ways(("ann", "fay")))
    assert np.isnan(voice(talk, three_levels, np.zeros(1, dtype=bool))).all()  # the two only met
    assert np.isnan(heard(mails(three_levels.keys, [("ann", "fay")]), three_levels)).all()


def test_a_level_with_nobody_two_up_has_none_though_it_is_not_at_the_top(mails, people) -> None:
    # Levels 1, 1.5 and 2: 3 would be two up from 1.
    roster = people({"a": {"level": "1"}, "b": {"level": "1.5"}, "c": {"level": "2"}})
    assert np.isnan(heard(mails("abc", both_ways(("a", "c"))), roster)).all()


def test_who_has_no_level_and_who_is_in_no_roster_only_passes_it_on(mails, people) -> None:
    rows = {"a": {"level": "1"}, "b": {"level": "2"}, "c": {"level": "3"}, "d": {}}
    for between in ("d", "x"):
        made = mails("abcdx", both_ways(("a", between), (between, "c")))
        found = heard(made, people(rows, accounts=["x"]))
        np.testing.assert_array_equal(found, [1, np.nan, np.nan, np.nan, np.nan])


@given(st.integers(1, 14), st.integers(0, 60), st.integers(0, 10**6))
def test_random_organisations_agree_with_a_second_library(mails, people, n, m, seed) -> None:
    draw = np.random.default_rng(seed)
    keys = [f"p{i:02d}" for i in range(n)]
    level = draw.integers(1, 6, n)
    sent = [(keys[i], keys[j]) for i, j in nx.gnm_random_graph(n, m, seed=seed, directed=True).edges]
    found = heard(mails(keys, sent), people({k: {"level": str(v)} for k, v in zip(keys, level, strict=True)}))
    answered = nx.Graph()
    answered.add_nodes_from(keys)
    answered.add_edges_from((a, b) for a, b in sent if (b, a) in set(sent))
    top = set(sorted(set(level.tolist()))[-2:])
    for p in range(n):
        above = {keys[q] for q in range(n) if level[q] >= level[p] + 2}
        if not answered.number_of_edges() or level[p] in top or not above:
            assert np.isnan(found[p])
        else:
            near = set(nx.single_source_shortest_path_length(answered, keys[p], cutoff=2))
            assert found[p] == pytest.approx(len(near & above) / len(above))
