import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.informal import informal, percentile

CROWD = [f"p{i:02d}" for i in range(40)]
UNITS = {key: "ABCD"[i % 4] for i, key in enumerate(CROWD)}
ALL = np.ones(40, dtype=bool)


@pytest.fixture
def hub(exchange):
    """Ten people of all units turn to p00 and are answered; everybody else is asked by the next two."""
    asks = [(f"p{i:02d}", "p00") for i in range(1, 11)]
    asks += [(CROWD[(i + step) % 40], CROWD[i]) for i in range(1, 40) for step in (1, 2) if (i + step) % 40]
    return exchange(CROWD, {(b, a): 1.0 for a, b in asks}, turned=asks)


def test_a_planted_hub_is_the_one_who_leads(hub, network, boundary) -> None:
    usual = np.linspace(-1, 1, 40)
    usual[0] = 3.0
    found = informal(hub, boundary(network(CROWD, []), UNITS), ALL, usual)
    assert found.seekers[0] == 10
    assert np.flatnonzero(found.leader).tolist()[0] == 0
    # p00 is first in seekers, in residual and in spread (units of p01 to p10: 3, 3, 2, 2 of 10): 39.5 / 40 each.
    assert found.score[0] == pytest.approx(39.5 / 40)
    assert found.leader.sum() <= 2  # 5 % of 40


def test_a_low_part_keeps_a_high_score_from_leading(hub, network, boundary) -> None:
    units = boundary(network(CROWD, []), UNITS)
    low = np.linspace(1, -1, 40)
    low[0] = -5.0
    assert not informal(hub, units, ALL, low).leader[0]
    one_sided = boundary(network(CROWD, []), {key: "A" if key <= "p10" else "B" for key in CROWD})
    assert not informal(hub, one_sided, ALL, -low).leader[0]  # all seekers are of one unit


def test_who_gets_no_answer_is_not_sought(exchange, network, boundary) -> None:
    asks = [("a", "z"), ("b", "z"), ("c", "z")]
    made = exchange("abcz", {("a", "z"): 1.0, ("b", "z"): 1.0, ("z", "b"): 1.0, ("c", "z"): 1.0}, turned=asks)
    units = boundary(network("abcz", []), dict.fromkeys("abcz", "A"))
    assert informal(made, units, np.ones(4, dtype=bool), np.zeros(4)).seekers.tolist() == [0, 0, 0, 1]


def test_a_nomination_says_by_itself_that_it_was_answered(exchange, network, boundary) -> None:
    # Channels of backward flow: who is named gives, so naming (a turns to z) comes with knowledge from z to a.
    made = exchange("az", {("z", "a"): 1.0}, turned=[("a", "z")])
    units = boundary(network("az", []), dict.fromkeys("az", "A"))
    assert informal(made, units, np.ones(2, dtype=bool), np.zeros(2)).seekers.tolist() == [0, 1]


def test_accounts_of_no_roster_neither_seek_nor_lead(hub, network, boundary) -> None:
    known = ALL.copy()
    known[5:11] = False
    found = informal(hub, boundary(network(CROWD, []), UNITS), known, np.linspace(1, -1, 40))
    assert found.seekers[0] == 4
    assert np.isnan(found.score[5:11]).all()
    assert not found.leader[5:11].any()


def test_what_is_unknown_of_somebody_leaves_no_score(hub, network, boundary) -> None:
    residual = np.zeros(40)
    residual[3] = np.nan
    found = informal(hub, boundary(network(CROWD, []), UNITS), ALL, residual)
    assert np.flatnonzero(np.isnan(found.score)).tolist() == [3]


def test_from_under_twenty_people_nobody_stands_out(exchange, network, boundary) -> None:
    keys = CROWD[:19]
    asks = [(a, b) for a in keys for b in keys if a < b]
    made = exchange(keys, {(b, a): 1.0 for a, b in asks}, turned=asks)
    found = informal(made, boundary(network(keys, []), UNITS), np.ones(19, dtype=bool), np.arange(19.0))
    assert np.isnan(found.score).all()
    assert not found.leader.any()


@given(st.lists(st.one_of(st.just(float("nan")), st.integers(0, 5).map(float)), min_size=1, max_size=12))
def test_percentiles_agree_with_a_count_by_hand(values: list[float]) -> None:
    there = [v for v in values if not np.isnan(v)]
    for value, found in zip(values, percentile(np.array(values)).tolist(), strict=True):
        if np.isnan(value):
            assert np.isnan(found)
        else:
            below, equal = sum(v < value for v in there), there.count(value)
            assert found == pytest.approx((below + equal / 2) / len(there))


@given(st.sets(st.tuples(st.integers(0, 24), st.integers(0, 24)).filter(lambda arc: arc[0] != arc[1]), max_size=120))
def test_a_count_of_sets_agrees(exchange, network, boundary, sent: set[tuple[int, int]]) -> None:
    """Everything is mail: an answer is a mail back."""
    keys = CROWD[:25]
    arcs = {(keys[a], keys[b]) for a, b in sent}
    found = informal(
        exchange(keys, dict.fromkeys(arcs, 1.0), turned=arcs),
        boundary(network(keys, []), UNITS),
        np.ones(25, dtype=bool),
        np.arange(25.0),
    )
    seekers = {p: {q for q, to in arcs if to == p and (p, q) in arcs} for p in keys}
    spread = {p: _spread([UNITS[q] for q in theirs]) for p, theirs in seekers.items() if theirs}
    assert found.seekers.tolist() == [len(seekers[p]) for p in keys]
    if len(spread) < 20:
        assert np.isnan(found.score).all()
        return
    parts = [[len(seekers[p]) for p in spread], [keys.index(p) for p in spread], list(spread.values())]
    for i, p in enumerate(spread):
        shares = [
            sum((v < part[i] - 1e-9) + (abs(v - part[i]) <= 1e-9) / 2 for v in part) / len(part) for part in parts
        ]
        assert found.score[keys.index(p)] == pytest.approx(sum(shares) / 3)


def _spread(groups: list[str]) -> float:
    return 1 - sum((groups.count(g) / len(groups)) ** 2 for g in set(groups))
