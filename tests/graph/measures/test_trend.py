from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.boundaries import Boundary
from graph.exchange import Exchange
from graph.measures.trend import TOO_SHORT, trend

TEN = range(20)
"""Twenty weeks: ten blocks, five a window; week 0 is the last."""
KNOWN = np.ones(5, dtype=bool)


@pytest.fixture
def example(exchange, network, boundary):
    """The example of the docstring; every tie meets in the second week of a block."""
    both, earlier = range(1, 20, 2), range(11, 20, 2)
    weeks = {("ann", "ben"): both, ("cara", "dan"): earlier, ("cara", "eve"): both, ("dan", "eve"): both}
    keys = ("ann", "ben", "cara", "dan", "eve")
    units = {"ann": "A", "ben": "B", "cara": "C", "dan": "C", "eve": "E"}
    return exchange(keys, weeks=weeks), {"unit": boundary(network(keys, []), units)}


def _halves(change, p: float) -> tuple[float, float]:
    """What a share of p should be within, four standard errors of 999 draws either way."""
    return p - 4 * (p * (1 - p) / 999) ** 0.5, p + 4 * (p * (1 - p) / 999) ** 0.5 + 0.001


def test_two_windows_by_hand(example) -> None:
    found = trend(*example, KNOWN, seed=0)
    assert found.measures == ("ties_a_person", "across_unit")
    assert (found.weeks, found.active, found.draws, found.why) == (10, 5, 999, "")
    assert found.earlier.tolist() == pytest.approx([8 / 5, 3 / 4])
    assert found.later.tolist() == pytest.approx([6 / 5, 1])
    # Odd and even fortnights alike hold all four ties.
    assert found.placebo.tolist() == [0, 0]
    assert found.placebo_p.tolist() == [1, 1]


def test_a_rare_deal_of_blocks_and_one_tie_that_may_be_luck(example) -> None:
    # Blocks: only the 2 deals of 252 that part the earlier five from the rest differ. Ties: the one that went may as
    # well have come, so every draw differs as much. The larger p stands.
    found = trend(*example, KNOWN, seed=0)
    assert found.p.tolist() == [1, 1]
    assert not found.clear.any()


def test_fewer_than_twenty_weeks_are_no_trend(exchange, network, boundary) -> None:
    units = {"unit": boundary(network("ab", []), {"a": "A", "b": "B"})}
    short = trend(exchange("ab", weeks={("a", "b"): range(19)}), units, KNOWN[:2], seed=0)
    assert (short.measures, short.why) == ((), TOO_SHORT)
    undated = trend(exchange("ab", {("a", "b"): 1.0}), units, KNOWN[:2], seed=0)
    assert (undated.measures, undated.why) == ((), "")


def test_windows_grow_with_the_data_up_to_half_a_year(exchange, network, boundary) -> None:
    units = {"unit": boundary(network("ab", []), {"a": "A", "b": "B"})}
    for reach, weeks in ((23, 10), (24, 12), (51, 24), (52, 26)):
        assert trend(exchange("ab", weeks={("a", "b"): range(reach)}), units, KNOWN[:2], seed=0).weeks == weeks


def test_who_comes_or_leaves_between_the_windows_does_not_count(exchange, network, boundary) -> None:
    weeks = {("a", "b"): TEN, ("a", "new"): range(8), ("b", "gone"): range(12, 20), ("a", "x"): TEN}
    keys = ("a", "b", "gone", "new", "x")
    known = np.array([True, True, True, True, False])
    found = trend(exchange(keys, weeks=weeks), {"unit": boundary(network(keys, []), {"a": "A"})}, known, seed=0)
    assert (found.active, found.later[0], found.earlier[0]) == (2, 1, 1)
    assert np.isnan(found.later[1])  # no tie has a unit at both ends
    assert np.isnan(found.p[1])


def test_kinds_without_groups_are_left_out(exchange, network, boundary) -> None:
    made = exchange("ab", weeks={("a", "b"): TEN})
    plain = network("ab", [])
    kinds = {"unit": boundary(plain, {}), "level": boundary(plain, {"a": "1", "b": "2"}, "level")}
    assert trend(made, kinds, KNOWN[:2], seed=0).measures == ("ties_a_person", "across_level")


def _town(seed: int, *, thinned: float = 0.0, turnover: bool = False) -> tuple[Exchange, dict[str, Boundary]]:
    """120 people of 6 units, 1,500 ties over ten blocks; some cross ties may end at half time, or all come and go."""
    rng = np.random.default_rng(seed)
    pairs = np.array(list(combinations(range(120), 2)))
    a, b = pairs[np.sort(rng.choice(len(pairs), 1500, replace=False))].T.astype(np.int32)
    codes = (np.arange(120) % 6).astype(np.int32)
    met = rng.random((1500, 10)) < rng.uniform(0.1, 0.9, 1500)[:, None]
    if turnover:
        begin, block = rng.integers(-8, 10, 1500), np.arange(10)
        end = begin + rng.geometric(1 / 6, 1500)
        met &= (begin[:, None] <= block) & (block < end[:, None])
    ended = (codes[a] != codes[b]) & (rng.random(1500) < thinned)
    met[ended, :5] = False  # block 0 is the newest
    weeks = (met * (1 << 2 * np.arange(10))).sum(axis=1)
    weeks[0] |= 1 << 19
    nothing = np.zeros(3000)
    ends = np.concatenate((a, b)), np.concatenate((b, a))
    made = Exchange(120, *ends, nothing, nothing, nothing > 0, nothing.astype(np.int64), weeks)
    return made, {"unit": Boundary("unit", tuple("ABCDEF"), codes)}


ALL = np.ones(120, dtype=bool)


def test_planted_thinning_is_a_change_and_odd_against_even_is_none() -> None:
    found = trend(*_town(1, thinned=0.25), ALL, seed=0)
    at = found.measures.index("across_unit")
    assert found.later[at] < found.earlier[at]
    assert found.clear[at]
    assert found.placebo_p[at] > 0.1


@pytest.mark.parametrize("turnover", [False, True])
def test_without_a_change_hardly_anything_is_called_one(turnover: bool) -> None:
    # 60 organisations without a trend, two measures each: of 120 p-values 6 should be at .05 or below; 13 or more
    # would come about once in 140 times (binomial). By blocks alone ties that come and go give 14 (decision 16).
    found = [trend(*_town(seed, turnover=turnover), ALL, seed=seed, draws=199) for seed in range(60)]
    assert sum(int((one.p <= 0.05).sum()) for one in found) <= 12


def test_the_same_facts_and_seed_give_the_same_numbers() -> None:
    first, again, other = (trend(*_town(4), ALL, seed=seed) for seed in (0, 0, 1))
    assert first.p.tolist() == again.p.tolist() != other.p.tolist()
    assert first.earlier.tolist() == other.earlier.tolist()


def test_p_by_blocks_and_by_ties_are_what_all_deals_give(exchange, network, boundary) -> None:
    """The oracle goes through all 252 deals of ten blocks and all ways in which the moving ties can fall."""
    rng = np.random.default_rng(7)
    keys = tuple("abcdefgh")
    unit = {key: "AB"[i % 2] for i, key in enumerate(keys)}
    met = {pair: set(np.flatnonzero(rng.random(10) < 0.35).tolist()) for pair in combinations(keys, 2)}
    met = {pair: blocks for pair, blocks in met.items() if blocks}
    weeks = {pair: [2 * block for block in blocks] for pair, blocks in met.items()} | {("a", "b"): [*range(20)]}
    met["a", "b"] = set(range(10))
    found = trend(exchange(keys, weeks=weeks), {"unit": boundary(network(keys, []), unit)}, np.ones(8, bool), seed=3)

    def share(ties: list[tuple[str, str]]) -> float:
        return sum(unit[a] != unit[b] for a, b in ties) / len(ties)

    def change(window: set[int]) -> float:
        inside = [pair for pair, blocks in met.items() if blocks & window]
        outside = [pair for pair, blocks in met.items() if blocks - window]
        return share(inside) - share(outside)

    seen = change(set(range(5)))
    deals = [change(set(deal)) for deal in combinations(range(10), 5)]
    by_blocks = sum(abs(deal) >= abs(seen) - 1e-9 for deal in deals) / len(deals)
    low, high = _halves(seen, max(by_blocks, _by_ties(met, unit, seen)))
    assert found.later[1] - found.earlier[1] == pytest.approx(seen)
    assert low <= found.p[1] <= high


def _by_ties(met: dict[tuple[str, str], set[int]], unit: dict[str, str], seen: float) -> float:
    """Chance of a difference as large when each tie of one window alone falls into either."""
    windows = {pair: (bool(blocks & set(range(5))), bool(blocks - set(range(5)))) for pair, blocks in met.items()}
    steady, moving = [0, 0], [0, 0]  # inside, across
    for (a, b), (later, earlier) in windows.items():
        (steady if later and earlier else moving)[unit[a] != unit[b]] += 1
    total = 0.0
    for inside in range(moving[0] + 1):
        for across in range(moving[1] + 1):
            chance = comb(moving[0], inside) * comb(moving[1], across) / 2 ** sum(moving)
            later = (steady[1] + across) / (sum(steady) + inside + across)
            left = sum(moving) - inside - across
            earlier = (steady[1] + moving[1] - across) / (sum(steady) + left)
            total += chance * (abs(later - earlier) >= abs(seen) - 1e-9)
    return total


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1]),
        st.sets(st.integers(0, 51), min_size=1),
        min_size=1,
    ),
    st.lists(st.integers(-1, 2), min_size=7, max_size=7),
)
def test_windows_counted_with_sets_agree(exchange, met: dict[tuple[int, int], set[int]], codes: list[int]) -> None:
    units = Boundary("unit", ("A", "B", "C"), np.array(codes, dtype=np.int32))
    keys = "abcdefg"
    made = exchange(keys, weeks={(keys[a], keys[b]): weeks for (a, b), weeks in met.items()})
    found = trend(made, {"unit": units}, np.ones(7, dtype=bool), seed=0, draws=19)
    blocks = min(13, (max(map(max, met.values())) + 1) // 4)
    if blocks < 5:
        assert found.why == TOO_SHORT
        return
    later = {pair for pair, weeks in met.items() if min(weeks) < 2 * blocks}
    earlier = {pair for pair, weeks in met.items() if any(2 * blocks <= week < 4 * blocks for week in weeks)}
    active = {p for pair in later for p in pair} & {p for pair in earlier for p in pair}
    assert found.active == len(active)
    for window, values in ((later, found.later), (earlier, found.earlier)):
        ties = [pair for pair in window if set(pair) <= active]
        placed = [(codes[a], codes[b]) for a, b in ties if -1 not in (codes[a], codes[b])]
        assert values[0] == pytest.approx(2 * len(ties) / max(1, len(active)))
        if placed:
            assert values[1] == pytest.approx(sum(x != y for x, y in placed) / len(placed))
        else:
            assert np.isnan(values[1])
