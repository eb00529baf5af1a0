"""What a set of links is expected to change in the graph, with what chance has to do with it, beside two opponents.

Links are taken up or not, each by its plausibility: the set is drawn again and again, and the measures of `outlook` are
taken of what came about. Random two-way links are the control. The most popular people are what one gets without any
method: everybody asks for those who know everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from graph.suggest.effect import Effect, beside, most_popular, random_sets, taken_up
from graph.suggest.outlook import Outlook
from graph.suggest.portfolio import Problem

DRAWS, FEWEST = 30, 3
"""Times that a set is drawn, in a small organisation and in the largest."""

LOOKS = 100_000
"""People that are looked at in all draws of a set: where people are many so are links, and draws differ little."""

_STREAM = 6  # keeps these draws apart from every other use of the run's seed

Chosen = NDArray[np.integer]


def changes(problem: Problem, chosen: Chosen, seed: int, today: Outlook) -> tuple[Effect, ...]:
    """How the measures of the graph change with a set of links.

    Args:
        problem: The candidates.
        chosen: Which of them are linked.
        seed: Of the draws.
        today: What the measures are taken of.

    Returns:
        One effect a measure: `after` is the mean over draws of who accepts, `accepted_low` and `accepted_high` leave
        out 5 % of them on either side; the control and the most popular are drawn alike. Nothing without a link.
    """
    if not len(chosen):
        return ()
    draws = min(DRAWS, max(FEWEST, LOOKS // len(today.case.people.keys)))
    lots = np.random.default_rng([seed, _STREAM])
    before = today.measure(*_pairs(problem, chosen[:0]))
    ours = _drawn([chosen] * draws, problem, lots, today)
    control = _drawn(islice(random_sets(problem, len(chosen), seed), draws), problem, lots, today)
    liked = _drawn([most_popular(problem, len(chosen), today.case.network.degrees)] * draws, problem, lots, today)
    return tuple(
        beside(
            name,
            before[name],
            float(ours[name].mean()),
            control[name],
            popular=float(liked[name].mean()),
            accepted=ours[name],
        )
        for name in before
    )


@dataclass(frozen=True)
class Figure:
    """One measure today and with some links, every one of them taken up.

    Attributes:
        measure: "gap_closed", or one of `outlook`'s.
        before: Today.
        after: With a tie for every link.
        basis: "measured": taken of the graph; "assumed": each link halves what is left of its gap.
    """

    measure: str
    before: float
    after: float
    basis: str


def what_if(a: Chosen, b: Chosen, today: Outlook) -> tuple[Figure, ...]:
    """The measures before and after ties between some pairs.

    Args:
        a: (k,) persons of the network.
        b: (k,) the other ends.
        today: What `outlook` prepared; it can be asked again and again.
    """
    nobody = np.zeros(0, np.int64)
    before, after = today.measure(nobody, nobody), today.measure(a, b)
    taken = [Figure(name, before[name], after[name], "measured") for name in before]
    gaps = today.case.gaps
    cells = gaps.cells(a, b)
    links = np.bincount(cells[cells >= 0], minlength=len(gaps.pairs))
    closed = float((np.nan_to_num(gaps.share) * (1 - np.exp2(-links))).sum())
    halved = [Figure("gap_closed", 0.0, closed, "assumed")] if np.nan_to_num(gaps.share).any() else []
    return (*halved, *taken)


def _drawn(
    sets: Iterable[Chosen], problem: Problem, lots: np.random.Generator, today: Outlook
) -> dict[str, NDArray[np.float64]]:
    """By measure its value for each set, of which those are tied who accept."""
    measured = [today.measure(*_pairs(problem, links)) for links in taken_up(sets, problem, lots)]
    return {name: np.array([figures[name] for figures in measured]) for name in measured[0]}


def _pairs(problem: Problem, links: Chosen) -> tuple[Chosen, Chosen]:
    return problem.a[links], problem.b[links]
