"""Who looks at a run: in which role, at which part of the organisation, from which size of group on."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import UsageError
from graph.facts import MIN_GROUP, lies_in

NAMES_FOR = frozenset({"analyst"})
"""Roles that see people; every other one sees groups only."""

ROLES = NAMES_FOR | {"leader"}


@dataclass(frozen=True)
class Viewer:
    """Who is looking.

    Attributes:
        role: "analyst" sees people by name, "leader" groups only.
        scope: Unit paths the viewer may see, with everything below them; () is the whole organisation.
        min_group: Groups with fewer people show no number; 5 or more.

    Raises:
        UsageError: The role is unknown or the floor is under 5.
    """

    role: str = "analyst"
    scope: tuple[str, ...] = ()
    min_group: int = MIN_GROUP

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise UsageError(f"unknown role {self.role!r}", cure=f"use one of {', '.join(sorted(ROLES))}")
        if self.min_group < MIN_GROUP:
            raise UsageError(f"the smallest group shown can only be raised above {MIN_GROUP}", where="min_group")

    @property
    def sees_people(self) -> bool:
        """Whether rows about single people may be shown at all."""
        return self.role in NAMES_FOR

    def reaches(self, unit: str | None) -> bool:
        """Whether a unit lies in the viewer's scope; a person without unit is seen only by who sees everything."""
        return not self.scope or any(lies_in(unit, top) for top in self.scope)
