"""What goes on along ties: where knowledge goes by the flow of a channel, who turned to whom, and when."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.exchange import Exchange
from graph.facts import MESSAGES
from graph.gather import exchanged, gather
from graph.ledger import Ledger
from graph.network import Network
from graph.options import TieOptions

DAY = 20_000
WEEK = (DAY + 3) // 7
Row = tuple[str, str, str, int | None]
"""Sender, recipient, channel, weeks before the last one."""


def exchange(folder: Path, rows: list[Row], people: str = "ab", **options: Any) -> Exchange:
    table = pa.Table.from_pylist(
        [
            {"id": str(i), "sender": a, "recipients": [b], "channel": channel, "day": _day(age), "amount": 1.0}
            for i, (a, b, channel, age) in enumerate(rows)
        ],
        schema=MESSAGES,
    )
    ledger = Ledger(folder / "ledger")
    with ledger.stage() as staging:
        staging.add_messages("interactions", table)
        staging.commit()
    pairs = exchanged(ledger.contact_files(), {}, TieOptions(**options), week=WEEK)
    return Exchange.from_pairs(tuple(people), pairs)


def _day(age: int | None) -> int | None:
    return None if age is None else DAY - 7 * age


@pytest.mark.parametrize(
    ("channel", "flows", "given", "turned"),
    [
        ("mail", {}, [1, 0], [True, False]),
        ("chat", {}, [1, 0], [True, False]),
        ("advice", {}, [0, 1], [True, False]),
        ("meeting", {}, [0.5, 0.5], [False, False]),
        ("whatever", {}, [0.5, 0.5], [False, False]),
        ("whatever", {"whatever": "backward"}, [0, 1], [True, False]),
        ("mail", {"mail": "both"}, [0.5, 0.5], [False, False]),
    ],
)
def test_where_knowledge_goes_is_what_the_channel_says(
    tmp_path: Path, channel: str, flows: dict[str, str], given: list[float], turned: list[bool]
) -> None:
    found = exchange(tmp_path, [("a", "b", channel, 0)], flows=flows)
    assert found.given.tolist() == found.lately.tolist() == given
    assert found.turned.tolist() == turned
    assert found.directed.tolist() == [any(turned)] * 2


def test_every_pair_stands_twice_and_each_arc_knows_its_way_back(tmp_path: Path) -> None:
    found = exchange(tmp_path, [("c", "a", "mail", 0), ("a", "b", "mail", 0), ("a", "b", "mail", 0)], "abc")
    assert list(zip(found.source.tolist(), found.target.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 0), (2, 0)]
    assert found.given.tolist() == [2, 0, 0, 1]
    assert found.opposite(found.given).tolist() == [0, 1, 2, 0]


def test_older_contacts_fade_and_only_the_last_eight_weeks_are_recent(tmp_path: Path) -> None:
    found = exchange(tmp_path, [("a", "b", "mail", 0), ("a", "b", "mail", 7), ("a", "b", "mail", 8)])
    assert found.given[0] == pytest.approx(1 + 2 ** (-7 / 8) + 0.5, rel=1e-5)
    assert found.lately.tolist() == [2, 0]


def test_weeks_are_counted_once_and_by_who_turned_to_whom(tmp_path: Path) -> None:
    rows: list[Row] = [("a", "b", "mail", 0), ("a", "b", "chat", 0), ("b", "a", "mail", 3), ("a", "b", "meeting", 5)]
    found = exchange(tmp_path, [*rows, ("a", "b", "mail", 8), ("a", "b", "mail", 51), ("a", "b", "mail", 52)])
    assert found.asking.tolist() == [1, 1]
    assert found.weeks.tolist() == [1 | 1 << 3 | 1 << 5 | 1 << 8 | 1 << 51]


def test_undated_contacts_have_no_week(tmp_path: Path) -> None:
    found = exchange(tmp_path, [("a", "b", "mail", None)])
    assert (found.given.tolist(), found.lately.tolist(), found.asking.tolist()) == ([1, 0], [0, 0], [0, 0])
    assert found.turned.tolist() == [True, False]
    assert not found.dated


def test_contacts_later_than_the_last_week_are_left_out(tmp_path: Path) -> None:
    assert len(exchange(tmp_path, [("a", "b", "mail", -1)]).source) == 0


def test_who_is_not_there_takes_no_part(tmp_path: Path) -> None:
    found = exchange(tmp_path, [("a", "left", "mail", 0), ("a", "b", "mail", 0)])
    assert found.people == 2
    assert found.source.tolist() == [0, 1]


def test_channels_are_left_out_or_weighed_as_in_ties(tmp_path: Path) -> None:
    rows: list[Row] = [("a", "b", "mail", 0), ("a", "b", "chat", 0)]
    found = exchange(tmp_path, rows, exclude=("chat",), weights={"mail": 3.0})
    assert found.given.tolist() == [3, 0]


def test_no_contacts_at_all_are_no_arcs() -> None:
    found = Exchange.from_pairs((), exchanged([], {}, TieOptions(), week=None))
    assert (found.people, len(found.source), found.dated) == (0, 0, False)


def test_an_amount_beyond_counting_names_the_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="weight, minutes or count"):
        exchange(tmp_path, [("a", "b", "mail", 0)] * 5, weights={"mail": 1e6})


def test_one_week_more_or_less_is_another_fact(tmp_path: Path) -> None:
    """A run is named by what it used, the weeks of contacts among it; without decay the ties are the same."""
    first, other, again = (
        exchange(tmp_path / name, [("a", "b", "mail", None), ("a", "b", "mail", age)], half_life_weeks=1e9).digest
        for name, age in (("first", 1), ("other", 2), ("again", 1))
    )
    assert first == again != other


rows = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("abcd"), st.sampled_from(["mail", "advice", "meeting"]),
        st.one_of(st.none(), st.integers(0, 60)),
    ),
    max_size=15,
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_contacts_added_up_one_by_one_agree(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Row], luck: Any
) -> None:
    """The oracle keeps sets and sums in dictionaries; the order of the rows does not matter."""
    found = exchange(tmp_path_factory.mktemp("exchange"), drawn, "abcd")
    gave: dict[tuple[str, str], float] = defaultdict(float)
    lately: dict[tuple[str, str], float] = defaultdict(float)
    asked: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    met: dict[frozenset[str], set[int]] = defaultdict(set)
    for a, b, channel, age in drawn:
        if a == b:
            continue
        shares = {"mail": {(a, b): 1.0}, "advice": {(b, a): 1.0}}.get(channel, {(a, b): 0.5, (b, a): 0.5})
        for arc, share in shares.items():
            gave[arc] += share * (1 if age is None else 2 ** (-age / 8))
            lately[arc] += share * (age is not None and age < 8)
        if channel != "meeting":
            asked[a, b].add(age)
        met[frozenset((a, b))] |= {age} if age is not None and age < 52 else set()
    arcs = [("abcd"[p], "abcd"[q]) for p, q in zip(found.source, found.target, strict=True)]
    assert found.given.tolist() == pytest.approx([gave[arc] for arc in arcs], rel=1e-4, abs=1e-5)
    assert found.lately.tolist() == [lately[arc] for arc in arcs]
    assert found.turned.tolist() == [bool(asked[arc]) for arc in arcs]
    assert found.asking.tolist() == [sum(age is not None and age < 8 for age in asked[arc]) for arc in arcs]
    assert found.weeks.tolist() == [sum(1 << w for w in met[frozenset(arc)]) for arc in arcs[: len(arcs) // 2]]
    shuffled = luck.sample(drawn, len(drawn))
    assert exchange(tmp_path_factory.mktemp("exchange"), shuffled, "abcd").digest == found.digest


@settings(max_examples=4, deadline=None)
@given(rows)
def test_what_goes_both_ways_is_the_strength_of_the_tie(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("exchange")
    found = exchange(folder, drawn, "abcd")
    files = Ledger(folder / "ledger").contact_files()
    ties = Network.from_ties(tuple("abcd"), gather(files, {}, TieOptions(), as_of=DAY).ties)
    both = (found.given + found.opposite(found.given))[: len(found.weeks)]
    np.testing.assert_allclose(both, ties.strength, rtol=1e-12)


def test_a_tie_is_answered_where_both_turned_to_each_other_on_a_channel_with_a_direction(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("a", "b", "mail", 0), ("b", "a", "chat", 3),  # answered, if on another channel
        ("a", "c", "mail", 0), ("a", "c", "mail", 1),  # never answered
        ("b", "c", "meeting", 0), ("c", "b", "meeting", 0),  # a meeting is no answer
        ("c", "d", "mail", 0), ("d", "c", "meeting", 0),
    ]  # fmt: skip
    found = exchange(tmp_path, rows, "abcd")
    a, b = np.array([0, 0, 1, 2], np.int32), np.array([1, 2, 2, 3], np.int32)
    network = Network(tuple("abcd"), a, b, np.ones(4, np.int64), np.ones(4, np.int64))
    assert found.answered(network).tolist() == [True, False, False, False]
