"""Give and take: whether more knowledge goes out from a person than comes in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.exchange import Exchange

FEWEST_CONTACTS = 5
"""With fewer people in contact one lively exchange would decide."""


def balance(exchange: Exchange) -> NDArray[np.float64]:
    """Knowledge given less knowledge taken, as a share of both.

    In plain words: 1 means that somebody only gives, -1 that they only take, 0 that the two are even. Who writes mail
    gives to its readers; who is named as an adviser gives to the one who named them; in a meeting everybody does both.
    It says nothing about how good what is given is, and a high value may mean that nobody gives anything back.

    (given - taken) / (given + taken). By the flow of a channel a contact of weight 1 gives 1 to the one written to
    (forward), 1 to the one who asks (backward), or 1/2 each way (both), so given + taken is the strength of all ties.

    Args:
        exchange: Who exchanges what.

    Returns:
        (n,) values in [-1, 1]; NaN for people in contact with fewer than 5 others, and where no channel of theirs has a
        direction, so that no difference could show.

    Example:
        Somebody wrote 6 mails, got 2, and sat in 4 meetings: given 6 + 2, taken 2 + 2, (8 - 4) / 12 = 0.333.

    References:
        Gouldner, A. (1960). The norm of reciprocity. American Sociological Review 25, 161-178.
    """
    given = _sums(exchange, exchange.given)
    taken = _sums(exchange, exchange.opposite(exchange.given))
    contacts = _sums(exchange, exchange.given + exchange.opposite(exchange.given) > 0)
    told = (contacts >= FEWEST_CONTACTS) & (_sums(exchange, exchange.directed) > 0)
    share = np.divide(given - taken, given + taken, out=np.full(exchange.people, np.nan), where=told)
    rounded: NDArray[np.float64] = share.round(DIGITS)
    return rounded


def _sums(exchange: Exchange, values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) a value of arcs, summed by their source."""
    return np.bincount(exchange.source, weights=values, minlength=exchange.people).astype(np.float64)
