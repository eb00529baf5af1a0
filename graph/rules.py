"""Rules of a programme: which pairs it is about, who takes part, for how long. A preset is such rules with a purpose.

Rules take candidates away, change how many links somebody may get, or say what openness counts beside gaps; no rule
changes a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

EVERY = "*"
"""The name that caps every unit that no other name does, each for itself."""


@dataclass(frozen=True)
class Rules:
    """What a pair has to fulfil beyond crossing the run's line; all of it holds, and nothing is asked by default.

    Attributes:
        preset: Name of the preset they are from; "" for none.
        crosses: Kinds of line that a pair has to cross, all of them.
        crosses_one_of: Kinds of which it has to cross at least one; with the run's line among them, it is one of those
            of which one is enough.
        inside: Kind of line on one side of which both have to stand; "" for none.
        level_distance: Levels that have to lie between the two, 0 or more.
        one_leader: Exactly one of the two is of the top two levels.
        one_in: Kind and group, of which exactly one of the two is: ("function", "Technology"); () for none.
        leaders_learn: Skills that people of the top two levels may learn, no other; () for all.
        cohort: Name of a skill; one of the two put it on their list of wishes, which is how people opt in: where the
            rules look at levels and one stands lower, that one.
        leader_links: Links that somebody of the top two levels may get where the roster says nothing; 0 for the usual.
        one_partner_a_unit: No two partners of somebody of the top two levels are from one unit.
        unit_links: Units and most links that the people of each may get together, sorted; a unit with all below it.
        level_share: Share of openness that is for reaching pairs of levels, 0 to 1 with the next two.
        skill_share: The same for skills in units where nobody holds them.
        equity_share: The same for people who have few contacts.
        one_way: Whoever stands higher teaches and learns nothing: for comparison only, since it fails the audit.
        weeks: How long a link runs; 0 for open end.
        check_in_weeks: Weeks between two check-ins; 0 for none.
    """

    preset: str = ""
    crosses: tuple[str, ...] = ()
    crosses_one_of: tuple[str, ...] = ()
    inside: str = ""
    level_distance: int = 0
    one_leader: bool = False
    one_in: tuple[str, ...] = ()
    leaders_learn: tuple[str, ...] = ()
    cohort: str = ""
    leader_links: int = 0
    one_partner_a_unit: bool = False
    unit_links: tuple[tuple[str, int], ...] = ()
    level_share: float = 0.0
    skill_share: float = 0.0
    equity_share: float = 0.0
    one_way: bool = False
    weeks: int = 0
    check_in_weeks: int = 0

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Rules:
        """The rules that a run's manifest holds; lists become tuples again."""
        given: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in document.items()}
        return cls(**given | {"unit_links": tuple((unit, most) for unit, most in given.get("unit_links", ()))})

    @property
    def read(self) -> frozenset[str]:
        """Columns of the roster that the rules look at: of these a run is not blind, and says so."""
        kinds = {*self.crosses, *self.crosses_one_of, self.inside, *self.one_in[:1]} - {""}
        leaders = self.one_leader or self.leaders_learn or self.leader_links or self.one_partner_a_unit
        levels = leaders or self.level_distance or self.level_share or self.one_way
        return frozenset(kinds | ({"level"} if levels else set()))

    @property
    def empty(self) -> bool:
        """Whether every pair is let through and everybody has the usual room."""
        return all(getattr(self, field.name) == field.default for field in fields(self) if field.name != "preset")

    def said(self) -> list[str]:
        """What the rules ask, in words, a clause each."""
        often = f", with a check-in every {self.check_in_weeks} weeks" if self.check_in_weeks else ""
        apart = "s" if self.level_distance > 1 else ""
        lower = "who stands lower" if "level" in self.read else "one of the two"
        clauses = (
            (self.inside, f"both are in one {self.inside}"),
            (self.crosses, f"it crosses {' and '.join(self.crosses)}"),
            (self.crosses_one_of, f"it crosses {' or '.join(self.crosses_one_of)}"),
            (self.level_distance, f"{self.level_distance} level{apart} or more lie between the two"),
            (self.one_leader, "one of the two is of the top two levels"),
            (self.one_in, f"one of the two is of the {' '.join(self.one_in)}"),
            (self.leaders_learn, f"the top two levels learn {' or '.join(self.leaders_learn)}"),
            (self.cohort, f"{lower} wished for {self.cohort}"),
            (self.leader_links, f"the top two levels take on {self.leader_links} links where the roster does not say"),
            (self.one_partner_a_unit, "they get no two partners of one unit"),
            (self.one_way, "whoever stands higher teaches and learns nothing, for comparison only"),
            (self.unit_links, f"the people of a unit get no more links than {self._caps()} together"),
            (self.level_share, f"{self.level_share:.0%} of openness is for pairs of levels"),
            (self.skill_share, f"{self.skill_share:.0%} of openness is for skills that nobody in a unit holds"),
            (self.equity_share, f"{self.equity_share:.0%} of openness is for people who have few contacts"),
            (self.weeks, f"it ends after {self.weeks} weeks{often}"),
        )
        return [clause for asked, clause in clauses if asked]

    def _caps(self) -> str:
        return ", ".join(f"{most} ({'every other unit' if unit == EVERY else unit})" for unit, most in self.unit_links)
