"""Bubble index: how much of the contact stays among people of the same group who know the same things."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import DIGITS, Lookup
from graph.boundaries import Boundary
from graph.network import Network

Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bubble:
    """The bubble index of people and groups of one boundary; NaN where there is no contact with a group.

    Attributes:
        person: (n,) in [0, 1]; NaN for people without a group too.
        unit: (K,) in [0, 1], in the boundary's group order.
        expected: (K,) what chance gives for it.
        estimated: (K,) True where the topics of somebody in a bubble are not known, so that the group alone speaks.
    """

    person: Real
    unit: Real
    expected: Real
    estimated: NDArray[np.bool_]


def bubble(network: Network, boundary: Boundary, topics: sp.csr_array) -> Bubble:
    """Weighs each person's contact by how alike the two are.

    In plain words: 0 means that people exchange only with other groups, or at home with people who know other things; 1
    means that they talk to nobody but people of their own group with the same skills. Nobody hears what is new in
    there. A large group meets itself more often without meaning to, so the index stands beside chance.

    sigma_pq = [same group] * cos(topics of p, topics of q), and [same group] where the topics of one are not known;
    b_p = sum over contacts q of s_pq sigma_pq / S_p; a group's index is the mean of b_p weighted by S_p. One more tie
    to a clone never lowers it, one to somebody of sigma 0 never raises it. Contacts without a group do not count.

    Chance keeps who has how much contact, who belongs where and who knows what, and mixes the rest: p's contact
    spreads over all others in proportion to theirs, E b_p = sum over q != p of S_q sigma_pq / sum over q != p of S_q.
    Shuffled group labels, the null of the E-I index, would also tear units from the skills that make them units.

    Time: the ties inside groups times the topics of a person; chance takes sums by group and topic, no pairs.

    Args:
        network: People and ties.
        boundary: The groups as they were given, over the network's people.
        topics: (n, f) how much each person has to do with each topic, 0 or more; skills, or families of skills.

    Returns:
        The index by person and group, chance by group.

    Example:
        Ann's contact: a half with Ben, of her group and with her skills, a quarter with Cara, of her group and with
        skills of which none is hers, a quarter outside: b = 1/2 * 1 + 1/4 * 0 + 1/4 * 0 = 0.5.

    References:
        Our own. Without topics it is insularity by strength; chance is mixing by strength, without ties to oneself, as
        in Newman, M. (2006). Modularity and community structure in networks. PNAS 103, 8577-8582.
    """
    codes, n = boundary.codes, len(network.people)
    grouped = (codes[network.a] >= 0) & (codes[network.b] >= 0)
    a, b, strength = network.a[grouped], network.b[grouped], network.strength[grouped]
    told = topics.sum(axis=1) > 0
    known = _unit_length(topics)
    contact = _by_person(a, b, strength, n)
    alike = _by_person(a, b, strength * _alike(a, b, codes, known, told), n)
    chance = contact * _chance(contact, codes, known, told)
    return Bubble(
        person=_ratio(alike, contact),
        unit=_ratio(_by_group(alike, boundary), _by_group(contact, boundary)),
        expected=_ratio(_by_group(chance, boundary), _by_group(contact, boundary)),
        estimated=_by_group(contact * ~told, boundary) > 0,
    )


def sides(
    a: NDArray[np.integer],
    b: NDArray[np.integer],
    boundary: Boundary,
    topics: sp.csr_array,
    strength: NDArray[np.float64] | None = None,
) -> tuple[float, float]:
    """What ties add to the index of all groups together, at one of their ends.

    Args:
        a: (m,) one end of each tie.
        b: (m,) the other.
        boundary: The groups as they were given.
        topics: (n, f) as for `bubble`.
        strength: (m,) of the ties; 1 each where it is not given.

    Returns:
        The strength among people who are alike, sum of s sigma, and that of all ties between people with a group.
    """
    grouped = (boundary.codes[a] >= 0) & (boundary.codes[b] >= 0)
    a, b = a[grouped], b[grouped]
    weight = np.ones(len(a)) if strength is None else strength[grouped]
    alike = _alike(a, b, boundary.codes, _unit_length(topics), topics.sum(axis=1) > 0)
    return float((weight * alike).sum()), float(weight.sum())


def _unit_length(topics: sp.csr_array) -> sp.csr_array:
    """The rows scaled to length 1, so that the product of two is their cosine."""
    length = np.sqrt(topics.power(2).sum(axis=1))
    made = topics.astype(np.float64)
    made.eliminate_zeros()
    made.data = made.data / np.repeat(length, np.diff(made.indptr))
    return made


def _alike(
    a: NDArray[np.integer],
    b: NDArray[np.integer],
    codes: NDArray[np.int32],
    known: sp.csr_array,
    told: NDArray[np.bool_],
) -> Real:
    """(m,) sigma of each tie."""
    alike: Real = (codes[a] == codes[b]).astype(np.float64)
    both = np.flatnonzero((alike > 0) & told[a] & told[b])
    # Rounded, so that two clones are alike by exactly 1.
    alike[both] = np.round(known[a[both]].multiply(known[b[both]]).sum(axis=1), DIGITS)
    return alike


def _chance(contact: Real, codes: NDArray[np.int32], known: sp.csr_array, told: NDArray[np.bool_]) -> Real:
    """(n,) the index of each person if contact were mixed."""
    n, here = len(codes), np.flatnonzero(codes >= 0)
    # The last row is that of no group: index -1.
    mass = sp.csr_array((contact[here], (codes[here], here)), shape=(int(codes.max(initial=-1)) + 2, n))
    by_topic = mass @ known
    by_topic.sort_indices()
    owner = np.repeat(np.arange(n), np.diff(known.indptr))
    shared = np.bincount(owner, known.data * Lookup(by_topic)(codes[owner], known.indices), minlength=n)
    everybody: Real = mass.sum(axis=1)
    untold: Real = mass @ (~told).astype(np.float64)
    home = np.where(told, shared + untold[codes], everybody[codes]) - contact
    rest = contact.sum() - contact
    chance: Real = np.divide(home, rest, out=np.zeros(n), where=rest > 0)
    return np.clip(chance, 0, 1)  # rounding may lead a little out of it


def _by_person(a: NDArray[np.int32], b: NDArray[np.int32], weight: Real, n: int) -> Real:
    return np.bincount(a, weights=weight, minlength=n).astype(np.float64) + np.bincount(b, weights=weight, minlength=n)


def _by_group(values: Real, boundary: Boundary) -> Real:
    here, codes = boundary.codes >= 0, boundary.codes
    return np.bincount(codes[here], weights=values[here], minlength=len(boundary.groups)).astype(np.float64)


def _ratio(part: Real, whole: Real) -> Real:
    ratio: Real = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return ratio
