"""Portfolios of several days of the past: `python -m benchmarks.temporal_subjects WORKSPACE LINKS MOST FILE...`.

LINKS are the introductions of a day, MOST those of a day among all pairs that the back-test ranks. Prints one line of
JSON.
"""

from __future__ import annotations

import json
import sys
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
GIVE_UP = (0.02, 0.03, 0.05, 0.1)
"""Shares of plausibility that openness may cost."""


def examined(workspace: Path, links: int, files: Sequence[Path]) -> BackTest:
    """Loads the files into a new workspace and looks back from five days."""
    workspace.mkdir(parents=True, exist_ok=True)
    place = Workspace(workspace)
    load(place, list(files), LoadOptions())
    return backtest(place, RunOptions(links=links))


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
    """Share of the hits and its 95 % interval: links of both sets are drawn anew together, day by day, 10,000 times."""
    draw = np.random.default_rng(0)
    ours, theirs = np.zeros(DRAWS), np.zeros(DRAWS)
    met = plausible = 0
    for day, mine in sets:
        every = np.union1d(mine, day.plausible)
        hit, one, other = day.came[every], np.isin(every, mine), np.isin(every, day.plausible)
        counts = np.array([(hit & one & other).sum(), (hit & one & ~other).sum(), (hit & ~one & other).sum()])
        drawn = draw.multinomial(len(every), np.append(counts, len(every) - counts.sum()) / len(every), DRAWS)
        ours, theirs = ours + drawn[:, 0] + drawn[:, 1], theirs + drawn[:, 0] + drawn[:, 2]
        met, plausible = met + int(counts[0] + counts[1]), plausible + int(counts[0] + counts[2])
    low, high = np.quantile(ours / np.maximum(theirs, 1), (0.025, 0.975))
    return met / max(1, plausible), float(low), float(high)


def main() -> None:
    """Prints the figures of one workspace."""
    workspace, links, most, *files = sys.argv[1:]
    looks = examined(Path(workspace), int(links), [Path(file) for file in files]).looks
    ours, theirs = [look.portfolio for look in looks], [look.plausible for look in looks]
    share, low, high = pooled([one.met for one in ours], [one.met for one in theirs], int(links))
    closed, plausible = (sum(one.gap_closed for one in side) for side in (ours, theirs))
    ledger = Ledger(Workspace(Path(workspace)).ledger)
    document = {
        "days": len(looks),
        "met": sum(one.met for one in ours),
        "plausible_met": sum(one.met for one in theirs),
        "share": share,
        "low": low,
        "high": high,
        "times": closed / max(plausible, 1e-300),
        "frontier": frontier([posed(look, ledger, RunOptions(), int(most)) for look in looks]),
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
