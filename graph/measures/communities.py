"""Communities: circles that the contacts themselves show, whatever the organisation chart says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.leiden import leiden
from graph.network import Network

NONE = -1
"""Of people without ties."""


def communities(network: Network, *, seed: int = 0) -> NDArray[np.int32]:
    """Circles of people who are in contact with each other more than chance would have it.

    In plain words: forget units and offices and look at who talks to whom. The circles that show are where news goes
    round by itself. Two people of one circle who do not know each other have surroundings in common to start from.

    The partition c that makes modularity as large as the Leiden method finds it:
    Q = 1/2S sum over pairs p, q of (s_pq - S_p S_q / 2S) [c_p = c_q], S_p the strength of p, S that of all ties.

    Args:
        network: People and ties; unresolved accounts hold circles together as others do.
        seed: Of the method's lots. Circles are not unique: another seed, or other keys, may place people between two
            circles differently.

    Returns:
        (n,) number of each person's community, 0 for the largest; `NONE` without ties, nothing without people.

    Example:
        Two triangles with one tie between them are two communities: Q = 2 (3/7 - (7/14)^2) = 0.357; all in one would be
        0, and with one of the two ends of the tie in the other triangle 0.122.

    References:
        Newman, M. E. J. (2006). Modularity and community structure in networks. PNAS 103, 8577-8582.
        Traag, V., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
        communities. Scientific Reports 9, 5233.
    """
    found = leiden(network.core, network.core.weight, seed=seed)
    return np.where(network.degrees > 0, found, np.int32(NONE))
