"""Structural holes: how far a person's contacts know each other already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.network import Network


@dataclass(frozen=True, eq=False)
class Holes:
    """What the ties among people's contacts say; people in the network's order, ties too.

    Attributes:
        constraint: (n,) see `constraint`.
        effective_size: (n,) see `effective_size`.
        efficiency: (n,) see `efficiency`.
        clustering: (n,) see `clustering`.
        common: (m,) contacts that the two ends of each tie have in common.
        overlap: (m,) see `overlap`.
    """

    constraint: NDArray[np.float64]
    effective_size: NDArray[np.float64]
    efficiency: NDArray[np.float64]
    clustering: NDArray[np.float64]
    common: NDArray[np.int32]
    overlap: NDArray[np.float64]


def holes(network: Network) -> Holes:
    """All of them in one pass over the triangles of a network; each alone costs as much.

    Args:
        network: People and ties; unresolved accounts count as contacts.
    """
    from graph.kernels import triangles  # noqa: PLC0415 - compiled code is loaded by who measures, not by who reads

    core = network.core
    found = triangles.ego(core.start, core.head, core.tie, core.weight)
    degree = network.degrees
    effective_size = found.effective_size[core.place]
    pairs = degree * (degree - 1) / 2
    return Holes(
        constraint=found.constraint[core.place],
        effective_size=effective_size,
        efficiency=np.divide(effective_size, degree, out=np.full(len(degree), np.nan), where=degree > 0),
        clustering=np.divide(found.triangles[core.place], pairs, out=np.zeros(len(degree)), where=pairs > 0),
        common=found.common,
        overlap=found.overlap,
    )


def constraint(network: Network) -> NDArray[np.float64]:
    """Burt's constraint, weighted by strength.

    In plain words: low constraint means that somebody's contacts do not know each other, so news reaches them from many
    sides and they can pass it on. High constraint means everybody they talk to talks to the others as well.

    c_p = sum over contacts q of (s_pq / S_p + sum over r of (s_pr / S_p) (s_rq / S_r))^2, r the other contacts.

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (n,) values above 0, about 1 for one contact only (it can pass 1 with two or three); NaN for isolates.

    Example:
        The middle of a star of three: (1/3)^2 * 3 = 0.333. A person in a triangle: ((1/2) + (1/2)(1/2))^2 * 2 = 1.125.

    References:
        Burt, R. S. (1992). Structural Holes. Harvard University Press; as networkx defines it node by node.
    """
    return holes(network).constraint


def effective_size(network: Network) -> NDArray[np.float64]:
    """Burt's effective size, weighted by strength.

    In plain words: how many different sides a person hears from. Ten contacts who all know each other count about as
    one; ten who do not know each other count as ten.

    e_p = d_p - sum over contacts q of (sum over other contacts r of (s_pr / S_p) (s_qr / largest s of q)).

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (n,) values from 1 to the number of contacts; NaN for isolates.

    Example:
        The middle of a star of three: 3. A person in a triangle: 2 - (1/2 + 1/2) = 1.

    References:
        Burt, R. S. (1992). Structural Holes. Harvard University Press; as networkx defines it node by node (with a
        weight and without `nodes` networkx up to 3.7 divides by the largest s of the wrong end).
    """
    return holes(network).effective_size


def efficiency(network: Network) -> NDArray[np.float64]:
    """Effective size per contact.

    In plain words: how much of the care that somebody's contacts take brings in another side. 1: nobody they know knows
    another one; near 0: they hear the same from everybody.

    e_p / d_p.

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (n,) values in (0, 1]; NaN for isolates.

    Example:
        The middle of a star of three: 3 / 3 = 1. A person in a triangle: 1 / 2.

    References:
        Burt, R. S. (1992). Structural Holes. Harvard University Press.
    """
    return holes(network).efficiency


def clustering(network: Network) -> NDArray[np.float64]:
    """The share of pairs of a person's contacts who know each other; strength plays no part.

    In plain words: pick two of somebody's contacts. How likely do these two talk to each other as well?

    C_p = (ties among p's contacts) / (d_p (d_p - 1) / 2).

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (n,) values in [0, 1]; 0 for people with less than two contacts, as networkx has it.

    Example:
        Four contacts, two pairs of them know each other: 2 / 6 = 0.333.

    References:
        Watts, D. and Strogatz, S. (1998). Collective dynamics of "small-world" networks. Nature 393, 440-442.
    """
    return holes(network).clustering


def overlap(network: Network) -> NDArray[np.float64]:
    """How far the two ends of each tie have the same contacts.

    In plain words: of everybody whom the two know, how many do both know? 0: nobody else links the two, so what passes
    between them passes only here. Near 1: they move in the same circle and would hear of each other's news anyway.

    O_pq = (contacts of both) / (contacts of either, p and q among them), Jaccard's coefficient.

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (m,) values in [0, 1), in the order of the network's ties.

    Example:
        A tie of a triangle: one common contact of three people: 1 / 3. A tie of a star: 0.

    References:
        Jaccard, P. (1901). Etude comparative de la distribution florale. Bulletin de la Societe vaudoise des sciences
        naturelles 37, 547-579; as a measure of ties Onnela, J.-P. et al. (2007), PNAS 104, 7332-7336, who leave the
        two ends out of the denominator.
    """
    return holes(network).overlap
