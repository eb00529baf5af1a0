"""One figure of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """One figure with what it counts and what it means."""

    label: str
    value: str
    meaning: str
    beside: str = ""
