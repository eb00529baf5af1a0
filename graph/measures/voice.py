"""Voice: how much of the levels well above somebody hears them, and answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.reach import pattern, two_steps
from graph.network import Network
from graph.roster import People

ABOVE = 2
"""Levels between a person and those who could hear them: the own manager's level is not counted."""


@dataclass(frozen=True)
class Level:
    """The voice of the people of one level.

    Attributes:
        level: Its name.
        people: How many they are.
        above: How many people are two levels up or more.
        median: The middle one of their shares.
    """

    level: str
    people: int
    above: int
    median: float


def voice(network: Network, people: People, answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Follows answered ties for two steps, to people two levels up or more.

    In plain words: can what the front line sees reach those who decide, past the next manager? 0 means nobody two
    levels up is within two steps of an exchange; 1 means all of them are. A tie on which only one side ever writes is
    no exchange. It says nothing about one person: read the middle of a level.

    A tie is answered where each of the two turned to the other, on channels that have a direction: mails and chats do,
    meetings do not. voice_p = people of the roster at levels >= l_p + 2 within
    two answered ties of p / all of them.

    Time: for each person the contacts of their contacts among those two levels up.

    Args:
        network: People and ties; ways lead through unresolved accounts too.
        people: Who is who, in the network's order.
        answered: (m,) whether each tie is.

    Returns:
        (n,) shares; NaN on the top two levels, without a level, where nobody is two levels up, for unresolved accounts,
        and for everybody where no tie is answered at all.

    Example:
        Levels 1 to 3 with two people on the third. Ann, level 1, exchanges mails with Ben, who exchanges with one of
        the two: .5. Cara wrote to both and was not answered: 0.

    References:
        Our own. Upward voice in the sense of Morrison, E. (2014). Employee voice and silence. Annual Review of
        Organizational Psychology and Organizational Behavior 1, 173-197; here only whether it can arrive.
    """
    level = np.where(people.known, people.level, np.nan)
    heard = np.full(len(level), np.nan)
    if not answered.any():
        return heard
    ties = pattern(network, answered)
    for own in np.unique(level[~np.isnan(level)])[:-2]:
        speakers, above = np.flatnonzero(level == own), np.flatnonzero(level >= own + ABOVE)
        if not len(above):
            continue
        reached = sum(np.bincount(p, minlength=len(speakers)) for p, _ in two_steps(ties, speakers, above))
        heard[speakers] = reached / len(above)
    return heard


def by_level(heard: NDArray[np.float64], people: People) -> tuple[Level, ...]:
    """The middle of each level, from the front line up; levels without a value are left out.

    Args:
        heard: (n,) what `voice` gave.
        people: Who is who, in the same order.
    """
    found = []
    for own in np.unique(people.level[~np.isnan(heard)]):
        members = np.flatnonzero(people.known & (people.level == own))
        above = int((people.known & (people.level >= own + ABOVE)).sum())
        found.append(Level(people.ranks[members[0]], len(members), above, float(np.median(heard[members]))))
    return tuple(found)
