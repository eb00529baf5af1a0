"""Portfolios of several days of the past: `python -m benchmarks.temporal_subjects WORKSPACE LINKS FILE...`.

Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.backtest import BackTest, backtest
from graph.options import RunOptions
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

DRAWS = 10_000


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


def main() -> None:
    """Prints the figures of one workspace."""
    workspace, links, *files = sys.argv[1:]
    looks = examined(Path(workspace), int(links), [Path(file) for file in files]).looks
    ours, theirs = [look.portfolio for look in looks], [look.plausible for look in looks]
    share, low, high = pooled([one.met for one in ours], [one.met for one in theirs], int(links))
    closed, plausible = (sum(one.gap_closed for one in side) for side in (ours, theirs))
    document = {
        "days": len(looks),
        "met": sum(one.met for one in ours),
        "plausible_met": sum(one.met for one in theirs),
        "share": share,
        "low": low,
        "high": high,
        "times": closed / max(plausible, 1e-300),
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
