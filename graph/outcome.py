"""What came of links that were chosen beside links that lots drew: whether choosing was worth it.

Lots decided which links were drawn, so what comes of the two kinds differs by the choice and by chance alone. Every
link that was suggested counts, whether anybody answered or not (intention to treat): who leaves out what nobody took up
compares the willing with the willing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from graph import feedback
from graph.results import Results, finished
from graph.shares import apart, wilson
from graph.suggest.lot import CHOSEN, LOT

TAKEN_UP, IN_CONTACT = "taken_up", "in_contact"
TAKEN = ("accepted", "met", "done")
"""States of a link that was taken up."""


@dataclass(frozen=True)
class Outcome:
    """What came of the links of one kind.

    Attributes:
        measure: "taken_up" (accepted, met or done) or "in_contact" (the two have a tie in the latest run; of links that
            an earlier run suggested: when they were suggested no two had one).
        arm: "chosen", "lot", or "difference" of the first less the second.
        links: How many were suggested; of the difference all.
        share: Of which it holds.
        low: Lower end of a 95 % interval: Wilson's, of a difference Newcombe's.
        high: Upper end.
    """

    measure: str
    arm: str
    links: int
    share: float
    low: float
    high: float


def programme(run: Results) -> list[Results]:
    """A run and those that it goes on from, the latest first; runs that were only tried out are none of them."""
    runs, found = finished(run.folder.parent), [run]
    while (before := found[-1].manifest.get("settings", {}).get("goes_on_from", "")) in runs:
        found.append(runs[before])
    return found


def links_of(run: Results) -> list[pa.Table]:
    """The links of a run and of those that it goes on from, the latest first."""
    return [before.table("links") for before in programme(run)]


def outcomes(links: Sequence[pa.Table], network: pa.Table, answers: pa.Table) -> tuple[Outcome, ...]:
    """Compares the two kinds; nothing where lots drew no link.

    Lots draw in the first run of a programme. What later ones fill where somebody declined stands outside: it was
    suggested to other people, and nobody may have been asked yet.

    Args:
        links: Links of the runs of a programme, the latest first.
        network: Ties of the latest.
        answers: What was made of links, columns of `facts.FEEDBACK`.
    """
    columns = ["link", "a", "b", "arm", "state"]
    rows = {row["link"]: row for row in links[-1].select(columns).to_pylist()} if links else {}
    if not any(row["arm"] == LOT for row in rows.values()):
        return ()
    every = pa.table({name: pa.array([row[name] for row in rows.values()], pa.string()) for name in ("link", "state")})
    became = dict(zip(rows, feedback.told(every, answers)["state"].to_pylist(), strict=True))
    ties = set(zip(network["a"].to_pylist(), network["b"].to_pylist(), strict=True))
    taken_up = [(row["arm"], became[link] in TAKEN) for link, row in rows.items()]
    met = [(row["arm"], (row["a"], row["b"]) in ties) for row in rows.values()] if len(links) > 1 else []
    return (*_compared(TAKEN_UP, taken_up), *_compared(IN_CONTACT, met))


def _compared(measure: str, cases: list[tuple[str, bool]]) -> list[Outcome]:
    """Both kinds and how far they are apart; nothing where one has no link."""
    count = {arm: (sum(came for kind, came in cases if kind == arm), sum(kind == arm for kind, _ in cases))
             for arm in (CHOSEN, LOT)}  # fmt: skip
    if not all(n for _, n in count.values()):
        return []
    each = [Outcome(measure, arm, n, came / n, *wilson(came, n)) for arm, (came, n) in count.items()]
    return [*each, Outcome(measure, "difference", len(cases), *apart(count[CHOSEN], count[LOT]))]
