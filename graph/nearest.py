"""The cure for a name that does not exist: the nearest one that does."""

from __future__ import annotations

import difflib


def nearest(name: str, known: list[str]) -> str:
    """A question after the nearest known name, or the list of all."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
