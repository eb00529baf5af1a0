# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""How good and how fast a portfolio is: `python -m benchmarks.portfolio_subjects WORKSPACE TRUTH BINDS SHARE...`.

The workspace holds a finished run; TRUTH need not be there, nothing is planted then. One thread does the work; what is
read and compiled before does not count. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.children import peak

if TYPE_CHECKING:
    from graph.suggest.case import Case
    from graph.suggest.giveup import Search
    from graph.suggest.portfolio import Problem

BUDGET, CAPACITY = "budget", "capacity"
"""What keeps a portfolio small: the number of links asked for, or everybody's room alone."""

Planted = frozenset[tuple[str, str]]


def case(workspace: Path) -> Case:
    """What the latest run's suggestions started from, kernels ready."""
    from graph.kernels.ready import call_all
    from graph.results import Results
    from graph.run import case_of
    from graph.workspace import Workspace

    call_all()
    place = Workspace(workspace)
    name = (place.runs / "latest").read_text(encoding="utf-8").strip()
    return case_of(place, Results(place.runs / name))


def examined(of: Case, planted: Planted, binds: str, shares: list[float]) -> dict[str, Any]:
    """Figures of the portfolios at several shares of lesson value, and what one of them takes."""
    from graph.kernels import pool
    from graph.suggest.changes import changes
    from graph.suggest.choice import lay_out
    from graph.suggest.effect import effect
    from graph.suggest.giveup import search
    from graph.suggest.outlook import outlook

    with pool.using(1):
        start = time.process_time()
        _, found, problem = lay_out(of)
        if binds == CAPACITY:
            problem = replace(problem, budget=len(problem.capacity))
        first = search(problem, shares[0])
        chosen = problem, first.best.chosen, of.options.seed
        effect(*chosen, of.network.degrees)
        changes(*chosen, outlook(of))
        seconds, most = time.process_time() - start, peak()
        again, basket = _filled_up(problem, first, shares[0]), _basket(of, problem, first)
        searches = {share: first if share == shares[0] else search(problem, share) for share in shares}
    gaps = [tuple(sorted(pair)) for pair in _named(of)]
    return {
        "candidates": len(found),
        "links": len(first.best.chosen),
        "seconds": seconds,
        "peak": most,
        "fill_up": again,
        "basket": basket,
        "curve": [(step.give_up, step.openness / step.bound) for step in first.curve],
        "shares": [_figures(problem, searches[share], share, gaps, planted) for share in shares],
    }


def _filled_up(problem: Problem, first: Search, give_up: float) -> dict[str, float]:
    """What filling takes after one link in twenty was declined, and how good the links are then."""
    from graph.suggest.before import Before
    from graph.suggest.fillup import fill_up
    from graph.suggest.kept import beside

    chosen, prices = first.best.chosen, first.priced.prices
    declined = np.arange(len(chosen)) % 20 == 0
    rows = np.setdiff1d(np.arange(len(problem.w)), chosen[declined])  # they are no candidates any more
    left, held = problem.take(rows), np.searchsorted(rows, chosen[~declined])
    nobody = np.zeros((0, 2), np.int32), np.zeros(0, np.bool_)  # who stands is said by `held`
    before = Before("before", len(chosen), 0, *nobody, first.best.weight, prices.person, prices.place)
    left.columns  # noqa: B018 - laid out for the whole run, not for this step
    start = time.process_time()
    found = fill_up(left, held, before, give_up)
    seconds = time.process_time() - start
    of_free = left.worth(found.best.chosen, found.priced.weight) / found.priced.bound
    worth, at_most = beside(left, found.best.chosen, found.kept) if found.kept else (of_free, 1.0)
    return {"seconds": seconds, "of_free": of_free, "of_keeping": worth / at_most}


def _basket(of: Case, problem: Problem, first: Search) -> float:
    """CPU seconds of what ten links would change, once the outlook is there, as a page asks it."""
    from graph.suggest.changes import what_if
    from graph.suggest.outlook import outlook

    today, ten = outlook(of), first.best.chosen[:10]
    what_if(problem.a[ten], problem.b[ten], today)
    start = time.process_time()
    what_if(problem.a[ten], problem.b[ten], today)
    return time.process_time() - start


def _named(of: Case) -> Iterator[tuple[str, str]]:
    groups = of.gaps.boundary.groups
    for i, j in of.gaps.pairs.tolist():
        yield groups[i], groups[j]


def _figures(
    problem: Problem, found: Search, share: float, gaps: list[tuple[str, ...]], planted: Planted
) -> dict[str, Any]:
    """Certificate, gap and planted silos of one portfolio, beside random swaps and the most valuable set."""
    from graph.suggest.effect import random_sets

    chosen = found.best.chosen
    swaps = list(random_sets(problem, len(chosen), seed=0))

    def reached(one: NDArray[np.int64]) -> int:
        cells = np.unique(problem.cell[one])
        return len({gaps[cell] for cell in cells[cells >= 0].tolist()} & planted)

    return {
        "share": share,
        "ratio": problem.worth(chosen, found.priced.weight) / found.priced.bound,
        "gap": problem.gap_closed(chosen),
        "gap_random": float(np.mean([problem.gap_closed(one) for one in swaps])),
        "gap_valuable": problem.gap_closed(found.start.chosen),
        "planted": len(planted),
        "reached": reached(chosen),
        "reached_random": float(np.mean([reached(one) for one in swaps])),
    }


def main() -> None:
    """Prints the figures of one workspace."""
    workspace, truth, binds, *shares = sys.argv[1:]
    said = json.loads(Path(truth).read_text(encoding="utf-8")) if Path(truth).exists() else {"planted": []}
    planted = frozenset(tuple(sorted(pair)) for pair in said["planted"])
    print(json.dumps(examined(case(Path(workspace)), planted, binds, [float(share) for share in shares])))


if __name__ == "__main__":
    main()
