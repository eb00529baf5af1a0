"""A past drawn from a seed, in which contacts in common lead to new ones, or do not."""

from collections.abc import Callable

import numpy as np
import pytest

from graph.boundaries import Boundary
from graph.meetings import Meetings
from graph.past.pairs import Past

PEOPLE, UNITS, WEEKS = 80, 4, 40


def _closed(ties: set[tuple[int, int]], draw: np.random.Generator) -> tuple[int, int]:
    """A pair with a contact in common, picked by a walk of two steps."""
    neighbours: dict[int, list[int]] = {}
    for one, other in sorted(ties):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    start = draw.choice(sorted(neighbours))
    via = draw.choice(neighbours[start])
    return int(start), int(draw.choice(neighbours[via]))


def drawn_past(seed: int, *, closing: float, people: int = PEOPLE, weeks: int = WEEKS) -> Past:
    """Every week up to 60 pairs meet anew: this share of them through a contact in common, the others by chance."""
    draw = np.random.default_rng(seed)
    first: dict[tuple[int, int], int] = {}
    for day in range(0, weeks * 7, 7):
        ties = set(first)
        for _ in range(60):
            walk = ties and draw.random() < closing
            one, other = _closed(ties, draw) if walk else draw.integers(0, people, 2).tolist()
            if one != other:
                first.setdefault((min(one, other), max(one, other)), day)
    pairs = sorted(first)
    a, b = (np.array(ends, np.int32) for ends in zip(*pairs, strict=True))
    days = np.array([first[pair] for pair in pairs], np.int32)
    # 1970-01-01 is a Thursday, of week 0; every contact of a pair is its first.
    counts = np.bincount((days + 3) // 7, minlength=weeks)
    units = Boundary("unit", tuple("ABCD"), np.arange(people, dtype=np.int32) % UNITS, False, None)
    return Past(
        meetings=Meetings(a, b, days, {week: int(n) for week, n in enumerate(counts) if n}),
        keys=tuple(f"p{i:04d}" for i in range(people)),
        known=np.ones(people, bool),
        units=units,
        line=units,
        location=np.full(people, -1, np.int32),
    )


@pytest.fixture(scope="session")
def past_of() -> Callable[..., Past]:
    """Draws a past: `past_of(seed, closing=, people=, weeks=)`."""
    return drawn_past
