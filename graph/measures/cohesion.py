"""Cohesion: who is how deep inside the network, and who or what alone holds parts of it together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.network import Network


@dataclass(frozen=True, eq=False)
class Cohesion:
    """How a network holds together.

    Attributes:
        core: (n,) core number of each person; 0 without ties.
        separated: (n,) people who would be cut off from the rest without this person; 0 but for cut points.
        bridge: (m,) whether the network would be in more parts without this tie.
    """

    core: NDArray[np.int32]
    separated: NDArray[np.int32]
    bridge: NDArray[np.bool_]


def cohesion(network: Network, counted: NDArray[np.bool_]) -> Cohesion:
    """Peels the network from the outside, and walks it once to see where it would come apart.

    In plain words: a person in the 8-core belongs to a circle in which everybody has eight contacts within the circle:
    news that gets there gets round. A cut point is the opposite: some people hear of the others through this person
    only, so while they are away that part is on its own.

    core_p = the largest k such that p is in a part of the network where everybody has k contacts or more. separated_p =
    people in p's component without p, less those in the largest part that stays together. A bridge is a tie that is on
    no round way.

    Args:
        network: People and ties.
        counted: (n,) who counts as cut off; the rest, unresolved accounts, hold people together all the same.

    Returns:
        Core number and people separated by person, bridges by tie.

    Example:
        Ann, Ben and Cara know each other, Cara knows Dan, and Dan knows Eve. Cores: 2, 2, 2, 1, 1. Without Cara two are
        cut off from the other two; without Dan, Eve alone. The bridges are Cara - Dan and Dan - Eve.

    References:
        Seidman, S. (1983). Network structure and minimum degree. Social Networks 5, 269-287.
        Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. CACM 16, 372.
    """
    from graph.kernels import linear, pool  # noqa: PLC0415 - compiled code is loaded by who measures, not by who reads

    core = network.core
    found, depth = pool.both(
        lambda: linear.cuts(core.start, core.head, core.tie, counted[core.order]),
        lambda: linear.core_numbers(core.start, core.head),
    )
    return Cohesion(depth[core.place], found.apart[core.place], found.bridge)
