import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import core
from graph.errors import InputError
from graph.kernels import pool

PARTS = ("order", "place", "start", "head", "tie", "weight")


def _built(edges: list[tuple[int, int, float]], people: int, units: list[int] | None = None) -> core.Core:
    a, b = (np.array([edge[i] for edge in edges], dtype=np.int32) for i in (0, 1))
    strength = np.array([edge[2] for edge in edges], dtype=np.float64)
    return core.build(people, a, b, strength, None if units is None else np.array(units, dtype=np.int32))


def test_people_stand_by_unit_then_falling_degree_then_number() -> None:
    # Degrees: 0 has 3, 1 and 2 have 2, 3 has 1, 4 has none. Unit 0: 1, 3, 4; unit 1: 0, 2.
    made = _built([(0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 2, 1)], 5, [1, 0, 1, 0, 0])
    assert made.order.tolist() == [1, 3, 4, 0, 2]
    assert made.place[made.order].tolist() == [0, 1, 2, 3, 4]
    assert _built([(0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 2, 1)], 5).order.tolist() == [0, 1, 2, 3, 4]


@given(people=st.integers(0, 20), share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1))
def test_every_tie_is_two_arcs_sorted_by_both_ends(people: int, share: float, seed: int) -> None:
    dice = np.random.default_rng(seed)
    edges = [(p, q, float(dice.uniform(0.1, 9))) for p, q in nx.gnp_random_graph(people, share, seed=seed).edges]
    made = _built(edges, people, dice.integers(-1, 3, people).tolist())
    tail = np.repeat(np.arange(people), np.diff(made.start))
    expected = sorted(
        (int(made.place[x]), int(made.place[y]), tie, strength)
        for tie, (p, q, strength) in enumerate(edges)
        for x, y in ((p, q), (q, p))
    )
    assert list(zip(tail, made.head, made.tie, made.weight, strict=True)) == expected


@pytest.mark.parametrize("threads", [1, 2])
def test_a_core_built_in_two_ranges_is_the_same(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    edges = [(p, q, float(p + q)) for p, q in sorted(nx.gnp_random_graph(60, 0.3, seed=1).edges)]
    alone = _built(edges, 60)
    monkeypatch.setattr(pool, "ENOUGH_TIES", 0)
    with pool.using(threads):
        shared = _built(edges, 60)
    assert [getattr(shared, name).tobytes() for name in PARTS] == [getattr(alone, name).tobytes() for name in PARTS]


def test_a_core_without_people_or_without_ties_is_a_core() -> None:
    nobody, alone = _built([], 0), _built([], 3)
    assert nobody.start.tolist() == [0]
    assert alone.start.tolist() == [0, 0, 0, 0]
    assert len(nobody.head) == len(alone.head) == 0


def test_nobody_can_write_into_a_core_and_the_giver_s_arrays_stay_theirs() -> None:
    mine = np.array([0], dtype=np.int32)
    made = core.build(2, mine, np.array([1], dtype=np.int32), np.ones(1))
    for name in ("order", "place", "start", "head", "tie", "weight"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(made, name)[0] = 1
    mine[0] = 1
    assert made.head.tolist() == [1, 0]


def test_more_than_can_be_numbered_is_refused_before_anything_is_allocated(monkeypatch) -> None:
    monkeypatch.setattr(core, "MOST_TIES", 3)
    monkeypatch.setattr(core.np, "bincount", None)  # the first thing that would be allocated
    with pytest.raises(InputError, match="4 ties are more than one network can number") as refused:
        _built([(0, 1, 1), (0, 2, 1), (1, 2, 1), (0, 3, 1)], 3)
    assert "leave out weak or old ties" in refused.value.cure
    with pytest.raises(InputError, match="4 people"):
        _built([], 4)


def test_the_numbers_are_those_of_32_bits() -> None:
    assert np.iinfo(np.int32).max == core.MOST_TIES
