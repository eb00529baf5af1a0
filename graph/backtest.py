"""The back-test: hide everything from a day on, foretell who will meet, and look who did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph import organisation
from graph.arrays import among, pair_keys
from graph.days import date_of
from graph.errors import TooLittleError, UsageError
from graph.ledger import Ledger
from graph.meetings import Meetings
from graph.options import RunOptions
from graph.past.auc import difference
from graph.past.learned import FEWEST_CAME, Learned, learn
from graph.past.pairs import Pairs, Past, anywhere
from graph.past.ranking import MODEL, Ranking, judged, scores
from graph.run import measured_case, past_of, quiet, read
from graph.suggest.case import Case
from graph.suggest.choice import choose
from graph.suggest.portfolio import Problem, greedy
from graph.workspace import Workspace

SHARES = (0.5, 0.575, 0.65, 0.725, 0.8)
"""Where nothing else is said: so much of all contacts lies before each of the days."""
EARLIER = (0.6, 0.7, 0.8, 0.9)
"""Days before a given one: so much of the contacts before it lies before each."""
MOST_PEOPLE = 1_500
"""Where there are more people, pairs among so many of them are ranked, drawn from the run's seed."""

TOO_FEW = "too few to say"
NO_SIGNAL = "no signal in this data"
SIGNAL = "foretold"

_STREAM = 25


@dataclass(frozen=True)
class Chosen:
    """What a set of links came to by itself, without anybody having been asked.

    Attributes:
        links: Their number.
        met: Of them that met after the day.
        gap_closed: Share of the gaps that they were expected to close.
    """

    links: int
    met: int
    gap_closed: float


@dataclass(frozen=True, eq=False)
class Look:
    """One day that was looked back from.

    Attributes:
        day: Since 1970; everything from it on was hidden.
        pairs: Never-met pairs that were ranked, and which of them met.
        drawn: Whether they are those of some of the people only.
        learned: What the past before the day taught.
        low: Lower 2.5 % end of AUC across the line, plausibility less the number of contacts; NaN where too few came.
        portfolio: The links that would have been suggested on the day.
        plausible: As many links by plausibility alone, within the same capacities.
    """

    day: int
    pairs: Pairs
    drawn: bool
    learned: Learned
    low: float
    portfolio: Chosen
    plausible: Chosen

    @property
    def came_across(self) -> int:
        """Pairs across the line that met."""
        return int(self.pairs.across.came.sum())


@dataclass(frozen=True, eq=False)
class BackTest:
    """What a past could foretell of its future.

    Attributes:
        looks: The days, the earliest first.
        seed: The run's seed.
    """

    looks: tuple[Look, ...]
    seed: int

    @property
    def last(self) -> Look:
        """The look that is told in full."""
        return self.looks[-1]

    @property
    def verdict(self) -> str:
        """One of "too few to say", "no signal in this data" or "foretold"."""
        lows = [look.low for look in self.looks if not np.isnan(look.low)]
        if self.last.came_across < FEWEST_CAME or not lows:
            return TOO_FEW
        return SIGNAL if float(np.median(lows)) > 0 else NO_SIGNAL

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """Plausibility and what it is compared with, on the last day."""
        pairs = self.last.pairs
        ways = scores(pairs, self.last.learned.ranking, seed=self.seed)
        return tuple(judged(name, given, pairs) for name, given in ways.items())

    @cached_property
    def beside_adamic_adar(self) -> tuple[float, float]:
        """95 % interval of AUC across the line, plausibility less the index of Adamic and Adar."""
        across = self.last.pairs.across
        ways = scores(across, self.last.learned.ranking, seed=self.seed)
        return difference(ways[MODEL], ways["adamic-adar"], across, seed=self.seed)


def backtest(
    workspace: Workspace,
    options: RunOptions,
    cut: int | None = None,
    *,
    shares: Sequence[float] = SHARES,
    progress: Callable[[str], None] = quiet,
) -> BackTest:
    """Looks back from several days.

    On each day all that a run would have known is read again: contacts, skills, who was there. Roster columns that
    carry no date (unit, manager, location) are as they are today. Weights of plausibility are fitted on what lay before
    the day. Then never-met pairs are ranked, links are chosen, and both are held against who met until the end.

    Args:
        workspace: What to read.
        options: Choices of a run.
        cut: The day from which on everything is hidden, since 1970; up to four earlier ones are added. None takes the
            days that `shares` names. There are fewer where contacts lie in few weeks.
        shares: Where no day is given: so much of all contacts lies before each of the days, in (0, 1).
        progress: Gets a word before each day.

    Raises:
        UsageError: Nothing was ingested, or the day lies outside of the contacts.
        TooLittleError: No contact carries a date.
    """
    from graph.kernels.ready import ready  # noqa: PLC0415 - who only reads a finished run compiles nothing

    ready(progress)
    progress("reading contacts and people")
    facts, ledger = read(workspace, options), Ledger(workspace.ledger)
    days = _days(organisation.meetings(ledger, facts.people.keys, options, week=facts.gathered.week), cut, shares)
    looks = []
    for number, day in enumerate(days, start=1):
        progress(f"looking back from {_iso(day)} ({number} of {len(days)})")
        looks.append(_look(ledger, options, day, until=facts.gathered.week))
    return BackTest(tuple(looks), options.seed)


def _days(meetings: Meetings, cut: int | None, shares: Sequence[float]) -> list[int]:
    """The days to look back from, the earliest first."""
    if not meetings.weeks:
        raise TooLittleError(
            "no contact carries a date, so there is no past to hide the future of",
            cure="ingest contacts with a date (column `at`)",
        )
    if cut is None:
        found = [meetings.day_at(share) for share in shares]
    else:
        _check(meetings, cut)
        before = meetings.until(cut)
        found = [*(before.day_at(share) for share in EARLIER), cut]
    days, first = sorted({day for day in found if day is not None}), meetings.span[0]
    return [day for day in days if day > first] or days[-1:]  # before the first day nothing was known


def _check(meetings: Meetings, cut: int) -> None:
    first, last = meetings.span
    if not first < cut <= last:
        raise UsageError(
            f"{_iso(cut)} has no contacts on both sides of it",
            where="--cut",
            cure=f"give a day between {_iso(first + 1)} and {_iso(last)}",
        )


def _iso(day: int) -> str:
    return date_of(day).isoformat()


def known_before(options: RunOptions, day: int) -> RunOptions:
    """The same choices of a run that knows nothing from a day on."""
    return replace(options, as_of=day - 1, ties=replace(options.ties, before=day))


def _look(ledger: Ledger, options: RunOptions, day: int, *, until: int | None) -> Look:
    """Everything that one day is asked; `until` is the last week that is used of what came."""
    hidden = known_before(options, day)
    facts = organisation.read(ledger, hidden)
    before = organisation.meetings(ledger, facts.people.keys, hidden, week=facts.gathered.week)
    whole = organisation.meetings(ledger, facts.people.keys, options, week=until)
    learned, past = learn(past_of(facts, before, hidden), seed=options.seed), past_of(facts, whole, hidden)
    pairs, drawn = _ranked(past, day, options.seed)
    low = np.nan
    if pairs.across.came.sum() >= FEWEST_CAME:
        given = scores(pairs.across, learned.ranking, seed=options.seed)[MODEL]
        low, _ = difference(given, pairs.across.degrees, pairs.across, seed=options.seed)
    portfolio, plausible = _links(measured_case(ledger, facts, hidden, learned.weights), past, day)
    return Look(day, pairs, drawn, learned, low, portfolio, plausible)


def _ranked(past: Past, day: int, seed: int) -> tuple[Pairs, bool]:
    """Never-met pairs among the people of whom something can be foretold, or among some of them."""
    people = past.eligible(past.network(day))
    if len(people) <= MOST_PEOPLE:
        return anywhere(past, day, people), False
    drawn = np.random.default_rng([seed, _STREAM, day]).choice(people, MOST_PEOPLE, replace=False)
    return anywhere(past, day, np.sort(drawn)), True


def _links(case: Case, past: Past, day: int) -> tuple[Chosen, Chosen]:
    """The links that a run would have suggested on the day, and as many by plausibility alone."""
    choice = choose(case)
    problem, chosen = choice.problem, choice.chosen
    plausible = greedy(replace(problem, w=problem.plausibility, budget=len(chosen)), 0.0)
    later, n = past.keys_met(day)[1], len(past.keys)
    return _chosen(problem, chosen, later, n), _chosen(problem, plausible, later, n)


def _chosen(problem: Problem, chosen: NDArray[np.int64], later: NDArray[np.int64], n: int) -> Chosen:
    keys = pair_keys(problem.a[chosen], problem.b[chosen], n)
    return Chosen(len(chosen), int(among(keys, later).sum()), problem.gap_closed(chosen))
