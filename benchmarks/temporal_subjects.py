"""Portfolios of several days of the past: `python -m benchmarks.temporal_subjects WORKSPACE LINKS MOST FILE...`.

LINKS are the introductions of a day, MOST those of a day among all pairs that the back-test ranks. Prints one line of
JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph import organisation
from graph.backtest import BackTest, Look, backtest, known_before
from graph.ledger import Ledger
from graph.measures.gaps import judge
from graph.options import RunOptions
from graph.suggest.caps import Caps
from graph.suggest.case import USUAL_LINKS
from graph.suggest.giveup import search
from graph.suggest.plausibility import plausibility
from graph.suggest.portfolio import Problem, coverage, greedy
from graph.suggest.terms import Terms
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

DRAWS = 10_000
GIVE_UP = (0.02, 0.05)
"""Shares of plausibility that openness may cost."""

DAYS = tuple(np.linspace(0.3, 0.85, 15).tolist())
"""Shares of all contacts before each day, for the pairs that the back-test ranks: one set has few hits."""


def examined(workspace: Path, links: int, files: Sequence[Path]) -> BackTest:
    """Loads the files into a new workspace and looks back from five days."""
    workspace.mkdir(parents=True, exist_ok=True)
    place = Workspace(workspace)
    load(place, list(files), LoadOptions())
    return backtest(place, RunOptions(links=links))


def days_of(workspace: Path, shares: Sequence[float], most: int) -> list[Day]:
    """The pairs of several days of a workspace that is loaded."""
    place = Workspace(workspace)
    looks, ledger = backtest(place, RunOptions(), shares=shares).looks, Ledger(place.ledger)
    return [posed(look, ledger, RunOptions(), most) for look in looks]


def pooled(met: Sequence[int], plausible: Sequence[int], links: int) -> tuple[float, float, float]:
    """Share of the hits and its 95 % interval, over all days.

    Hits of either side are drawn anew, binomially with what was seen, 10,000 times; a hit of neither side leaves 0.

    Args:
        met: Hits of the portfolio, a day each.
        plausible: Hits of the most plausible pairs.
        links: Links of a day.
    """
    draw = np.random.default_rng(0)
    ours, theirs = (np.zeros(DRAWS) for _ in range(2))
    for one, other in zip(met, plausible, strict=True):
        ours += draw.binomial(links, one / links, DRAWS)
        theirs += draw.binomial(links, other / links, DRAWS)
    low, high = np.quantile(ours / np.maximum(theirs, 1), (0.025, 0.975))
    return sum(met) / max(1, sum(plausible)), float(low), float(high)


@dataclass(frozen=True, eq=False)
class Day:
    """The pairs of a day, and what is chosen among them.

    Attributes:
        problem: Never-met pairs across the line, each worth its plausibility.
        came: (m,) which of them met.
        plausible: The most plausible ones, within everybody's room.
    """

    problem: Problem
    came: NDArray[np.bool_]
    plausible: NDArray[np.int64]


def posed(look: Look, ledger: Ledger, options: RunOptions, most: int) -> Day:
    """All pairs that the back-test ranks on a day as a problem of choice; everybody has the usual room."""
    facts = organisation.read(ledger, known_before(options, look.day))
    gaps = judge(facts.network, facts.boundaries[options.boundary])
    pairs, people = look.pairs.across, len(facts.people.keys)
    share = np.nan_to_num(gaps.share)
    cell = gaps.cells(pairs.a, pairs.b).astype(np.int64)
    likely = plausibility(pairs.near, look.learned.ranking)
    problem = Problem(
        a=pairs.a,
        b=pairs.b,
        w=likely,
        plausibility=likely,
        cell=np.where((cell >= 0) & (share[cell] > 0), cell, -1),
        share=share,
        cover=coverage(share, gaps.z),
        capacity=np.full(people, USUAL_LINKS),
        budget=most,
        caps=Caps.none(people),
        terms=Terms.none(len(likely)),
    )
    return Day(problem, pairs.came, greedy(problem, 0.0))


def frontier(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Hits and gap of portfolios beside the most plausible pairs, at several prices of openness."""
    told = []
    for share in GIVE_UP:
        chosen = [search(day.problem, share).best.chosen for day in days]
        sets = list(zip(days, chosen, strict=True))
        closed = sum(day.problem.gap_closed(mine) for day, mine in sets)
        usual = sum(day.problem.gap_closed(day.plausible) for day in days)
        kept, low, high = paired(sets)
        told.append(
            {
                "give_up": share,
                "met": sum(int(day.came[mine].sum()) for day, mine in sets),
                "plausible_met": sum(int(day.came[day.plausible].sum()) for day in days),
                "share": kept,
                "low": low,
                "high": high,
                "times": closed / max(usual, 1e-300),
                "most_times": len(days) / max(usual, 1e-300),
            }
        )
    return told


def paired(sets: Sequence[tuple[Day, NDArray[np.int64]]]) -> tuple[float, float, float]:
    """Share of the hits and its 95 % interval: pairs of people are drawn anew 10,000 times, each with all its days.

    A pair that met late may be a hit of many days, and of both sets: days alone would be taken for more than they are.
    """
    ours, theirs = _hits(sets), _hits([(day, day.plausible) for day, _ in sets])
    pairs = sorted({*ours, *theirs})
    one, other = (np.array([hits[pair] for pair in pairs], dtype=np.int64) for hits in (ours, theirs))
    drawn = np.random.default_rng(0).poisson(1, (DRAWS, len(pairs)))
    low, high = np.quantile((drawn @ one) / np.maximum(drawn @ other, 1), (0.025, 0.975))
    return int(one.sum()) / max(1, int(other.sum())), float(low), float(high)


def _hits(sets: Sequence[tuple[Day, NDArray[np.int64]]]) -> Counter[tuple[int, int]]:
    """How often each pair met that was chosen, over all days."""
    met = [(day.problem, rows[day.came[rows]]) for day, rows in sets]
    return Counter(pair for of, rows in met for pair in zip(of.a[rows].tolist(), of.b[rows].tolist(), strict=True))


def main() -> None:
    """Prints the figures of one workspace."""
    workspace, links, most, *files = sys.argv[1:]
    looks = examined(Path(workspace), int(links), [Path(file) for file in files]).looks
    ours, theirs = [look.portfolio for look in looks], [look.plausible for look in looks]
    share, low, high = pooled([one.met for one in ours], [one.met for one in theirs], int(links))
    closed, plausible = (sum(one.gap_closed for one in side) for side in (ours, theirs))
    days = days_of(Path(workspace), DAYS, int(most))
    document = {
        "days": len(looks),
        "met": sum(one.met for one in ours),
        "plausible_met": sum(one.met for one in theirs),
        "share": share,
        "low": low,
        "high": high,
        "times": closed / max(plausible, 1e-300),
        "among_all": len(days),
        "frontier": frontier(days),
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
