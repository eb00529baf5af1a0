"""Never-met pairs: against sets made by hand, and all of them against those that are drawn."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from graph.past import pairs
from graph.past.pairs import Past, across, anywhere

MakePast = Callable[..., Past]


def by_hand(past: Past, day: int) -> dict[tuple[int, int], bool]:
    """Pairs across units that had not met, and whether they did."""
    met = dict(
        zip(zip(past.meetings.a.tolist(), past.meetings.b.tolist(), strict=True), past.meetings.first, strict=True)
    )
    had_any = {person for pair, first in met.items() if first < day for person in pair}
    return {
        (a, b): (a, b) in met
        for a, b in combinations(range(len(past.keys)), 2)
        if past.line.codes[a] != past.line.codes[b] and {a, b} <= had_any and met.get((a, b), day) >= day
    }


@pytest.mark.parametrize("day", [70, 140, 210])
def test_all_pairs_of_a_small_past_are_there_once(past_of: MakePast, day: int) -> None:
    past = past_of(1, closing=0.5)
    found, expected = across(past, day, seed=0), by_hand(past, day)
    assert list(zip(found.a.tolist(), found.b.tolist(), strict=True)) == sorted(expected)
    assert found.came.tolist() == [expected[pair] for pair in sorted(expected)]
    assert set(found.stands_for) == {1.0}


def test_what_met_later_is_no_tie_of_the_day(past_of: MakePast) -> None:
    past = past_of(1, closing=0.5)
    found = across(past, 140, seed=0)
    assert len(found.network.a) == (past.meetings.first < 140).sum()


def test_drawn_pairs_stand_for_all(past_of: MakePast, monkeypatch: pytest.MonkeyPatch) -> None:
    past = past_of(2, closing=0.5)
    all_of_them = across(past, 140, seed=0)
    monkeypatch.setattr(pairs, "MOST_PAIRS", 10)
    monkeypatch.setattr(pairs, "MOST_CAME", 60)
    counts, came = zip(
        *((p.stands_for.sum(), p.came.sum()) for p in (across(past, 140, seed=s) for s in range(30))), strict=True
    )
    assert set(came) == {60}  # more than 60 came, so they were drawn, too
    # A mean of 30 draws lies within a tenth of the truth.
    assert np.mean(counts) == pytest.approx(len(all_of_them), rel=0.1)
    one, again = (across(past, 140, seed=5) for _ in range(2))
    assert one.a.tolist() == again.a.tolist()


def test_anywhere_takes_no_notice_of_lines(past_of: MakePast) -> None:
    past = past_of(3, closing=0.5)
    people = past.eligible(past.network(140))
    inside = anywhere(past, 140, people)
    codes = past.line.codes
    assert (codes[inside.a] == codes[inside.b]).any()
    assert inside.take(codes[inside.a] != codes[inside.b]).a.tolist() == across(past, 140, seed=0).a.tolist()
