"""Who talks with whom in the made-up organisation, and half a year of messages that show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.demo import words
from bothways.demo.cast import Cast, Ints

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

WEEKS = 26
FIRST_DAY = np.datetime64("2026-03-02")  # a Monday
DAY = np.timedelta64(1, "D")

CHANNELS = ("mail", "chat", "meeting")
CHANNEL_SHARE = (0.5, 0.38, 0.12)
MEETING = 2

PAIRS_PER_PERSON = {"unit": 3.9, "division": 1.6, "anywhere": 2.1, "friends of friends": 1.1}
"""Pairs drawn, repeats included; they make about 8.5 ties a person."""

LEAK = 0.03
"""Share of the ties over a planted silo that stay."""

MESSAGES_PER_PERSON = 85


@dataclass(frozen=True)
class Ties:
    """Who knows whom: each pair once, a < b.

    Attributes:
        a, b: Indices of persons.
        closeness: Times the pair was drawn; its share of the messages follows it.
        first_week, last_week: The weeks between which the two write to each other.
    """

    a: Ints
    b: Ints
    closeness: Ints
    first_week: Ints
    last_week: Ints


@dataclass(frozen=True)
class Messages:
    """Messages in order of time; message i goes to `recipient[start[i]:start[i + 1]]`."""

    sender: Ints
    at: NDArray[np.datetime64]
    channel: Ints
    minutes: Ints
    start: Ints
    recipient: Ints

    def __len__(self) -> int:
        return len(self.sender)


# Ties -----------------------------------------------------------------------------------------------------------------


class _Urn:
    """Draws persons of given groups, the sociable ones more often."""

    def __init__(self, group: Ints, sociability: Reals) -> None:
        self._order = np.argsort(group, kind="stable")
        self._upto = np.cumsum(sociability[self._order])
        last = np.searchsorted(group[self._order], np.arange(group.max() + 1), side="right") - 1
        self._high = self._upto[last]
        self._low = np.concatenate([[0.0], self._high[:-1]])

    def draw(self, groups: Ints, rng: np.random.Generator) -> Ints:
        spot = self._low[groups] + rng.random(len(groups)) * (self._high - self._low)[groups]
        found = np.minimum(np.searchsorted(self._upto, spot, side="right"), len(self._order) - 1)
        return np.asarray(self._order[found])


def plant(silos: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Draws the unit pairs that will hardly talk, indices a < b, no unit in more than two of them."""
    units = len(words.UNITS)
    pairs = np.stack(np.triu_indices(units, 1), axis=1)[rng.permutation(units * (units - 1) // 2)]
    used = np.zeros(units, np.int64)
    chosen: list[tuple[int, int]] = []
    for a, b in pairs.tolist():
        if len(chosen) < silos and max(used[a], used[b]) < 2:
            used[[a, b]] += 1
            chosen.append((a, b))
    return sorted(chosen)


def befriend(cast: Cast, silos: list[tuple[int, int]], rng: np.random.Generator) -> Ties:
    """Draws ties: reporting lines, colleagues of the unit and the division, anybody, friends of friends."""
    ends = np.concatenate([_acquaintances(cast, rng), _reports(cast)], axis=1)
    ends = _apart(ends, cast, silos, rng)
    ends = np.concatenate([ends, _apart(_friends_of_friends(ends, cast, rng), cast, silos, rng)], axis=1)
    pair, closeness = np.unique(ends.min(axis=0) * len(cast) + ends.max(axis=0), return_counts=True)
    first, last = _spans(len(pair), rng)
    return Ties(pair // len(cast), pair % len(cast), closeness, first, last)


def _acquaintances(cast: Cast, rng: np.random.Generator) -> Ints:
    everybody = np.zeros(len(cast), np.int64)
    found = []
    for name, group in (("unit", cast.unit), ("division", cast.division), ("anywhere", everybody)):
        count = int(PAIRS_PER_PERSON[name] * len(cast))
        a = _Urn(everybody, cast.sociability).draw(np.zeros(count, np.int64), rng)
        found.append(np.stack([a, _Urn(group, cast.sociability).draw(group[a], rng)]))
    return np.concatenate(found, axis=1)


def _reports(cast: Cast) -> Ints:
    reports = np.flatnonzero(cast.manager >= 0)
    twice = np.concatenate([reports, reports])  # they talk more
    return np.stack([twice, cast.manager[twice]])


def _friends_of_friends(ends: Ints, cast: Cast, rng: np.random.Generator) -> Ints:
    source, target = np.concatenate([ends, ends[::-1]], axis=1)
    order = np.argsort(source, kind="stable")
    first, size = np.searchsorted(source[order], np.arange(len(cast))), np.bincount(source, minlength=len(cast))

    def friend(people: Ints) -> Ints:
        chosen = first[people] + (rng.random(len(people)) * size[people]).astype(np.int64)
        return np.asarray(target[order[chosen]])

    people = rng.choice(np.flatnonzero(size), int(PAIRS_PER_PERSON["friends of friends"] * len(cast)))
    return np.stack([people, friend(friend(people))])


def _apart(ends: Ints, cast: Cast, silos: list[tuple[int, int]], rng: np.random.Generator) -> Ints:
    """The pairs of two different people, those over a planted silo thinned out to `LEAK`."""
    closed = np.zeros((len(words.UNITS), len(words.UNITS)), bool)
    for a, b in silos:
        closed[a, b] = closed[b, a] = True
    a, b = ends
    shut = closed[cast.unit[a], cast.unit[b]] & (rng.random(len(a)) >= LEAK)
    return np.asarray(ends[:, (a != b) & ~shut])


def _spans(count: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Most ties last all the time; one in ten begins late, one in ten ends early."""
    fate, turn = rng.random(count), rng.integers(4, WEEKS - 4, count)
    return np.where(fate < 0.1, turn, 0), np.where(fate > 0.9, turn, WEEKS - 1)


# Messages -------------------------------------------------------------------------------------------------------------


def correspond(cast: Cast, ties: Ties, rng: np.random.Generator) -> Messages:
    """Draws messages along the ties; a message whose every recipient is out of its tie's weeks is not written."""
    count = MESSAGES_PER_PERSON * len(cast)
    at = np.sort(_moments(count, rng))
    channel = rng.choice(len(CHANNELS), count, p=CHANNEL_SHARE)
    message = np.repeat(np.arange(count), _audience(channel, rng))
    week = ((at - FIRST_DAY.astype(at.dtype)) // (7 * DAY)).astype(np.int64)
    sender, message, recipient = _address(cast, ties, message, week, rng)
    written = np.unique(message)
    minutes = np.where(channel == MEETING, rng.choice((15, 30, 60, 90), count, p=(0.2, 0.5, 0.25, 0.05)), 0)
    return Messages(
        sender[written], at[written], channel[written], minutes[written],
        np.searchsorted(message, np.append(written, count)), recipient,
    )  # fmt: skip


def _moments(count: int, rng: np.random.Generator) -> NDArray[np.datetime64]:
    """Seconds of working days: quieter in three holiday weeks and on Fridays, busiest before and after noon."""
    busy = np.ones(WEEKS)
    busy[[5, 19, 20]] = 0.4
    week = rng.choice(WEEKS, count, p=busy / busy.sum())
    weekday = rng.choice(7, count, p=(0.21, 0.22, 0.21, 0.2, 0.14, 0.01, 0.01))
    hour = np.where(rng.random(count) < 0.5, rng.normal(10, 1.2, count), rng.normal(14.8, 1.5, count))
    second = (np.clip(hour, 6, 21) * 3600).astype(np.int64)
    return FIRST_DAY + ((week * 7 + weekday) * 86400 + second).astype("timedelta64[s]")


def _audience(channel: Ints, rng: np.random.Generator) -> Ints:
    several = np.where(rng.random(len(channel)) < 0.15, rng.integers(2, 6, len(channel)), 1)
    return np.choose(channel, [several, np.ones_like(several), rng.integers(2, 8, len(channel))])


def _address(cast: Cast, ties: Ties, message: Ints, week: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Senders by message, then message and recipient of every delivery, each recipient of a message once."""
    arcs = np.concatenate([np.stack([ties.a, ties.b]), np.stack([ties.b, ties.a])], axis=1)
    tie = np.tile(np.arange(len(ties.a)), 2)
    writers = np.unique(arcs[0])
    weight = cast.sociability[writers]
    sender = rng.choice(writers, len(week), p=weight / weight.sum())
    arc = _Urn(arcs[0], ties.closeness[tie].astype(np.float64)).draw(sender[message], rng)
    when = week[message]
    alive = (ties.first_week[tie[arc]] <= when) & (when <= ties.last_week[tie[arc]])
    delivery = np.unique(message[alive] * len(cast) + arcs[1, arc[alive]])
    return sender, delivery // len(cast), delivery % len(cast)
