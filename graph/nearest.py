"""The cure for a name that does not exist: the nearest one that does, and all there are where they are few."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

FEW = 6
"""So many names are listed whole; more would hide the one that was meant."""


def nearest(name: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown name."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close and len(names) > FEW:
        return f"did you mean {close[0]}?"
    return f"there are: {', '.join(names)}" + (f"; did you mean {close[0]}?" if close else "")
