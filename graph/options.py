"""The choices that change a result, as plain values. `bothways.settings` fills them from toml, environment and flags.

Every field here is part of a run's identity; whatever does not change a result does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.rules import Rules

USUAL_FLOWS = {"mail": "forward", "chat": "forward", "advice": "backward"}
"""Channels along which knowledge goes one way; along meetings, co-work and whatever else there is it goes both."""


@dataclass(frozen=True)
class LevelOptions:
    """How a level column is read.

    Attributes:
        top: "1" turns a number column round (1 is the top); "" leaves 1 as the front line.
        order: Ranks in words from the front line to the top; text that is not among them is a boundary without order.
    """

    top: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class TieOptions:
    """How contacts become ties.

    Attributes:
        half_life_weeks: Weeks after which a contact counts half; greater than 0.
        include: Channels to use; empty means all.
        exclude: Channels to leave out.
        weights: Weight of a channel; 1 where it is not named.
        flows: Where knowledge goes along a channel: forward (to the one written to), backward (from the one asked) or
            both; as in `USUAL_FLOWS` where it is not named.
        before: Day since 1970 from which on everything is hidden, as a back-test hides it; None hides nothing.
    """

    half_life_weeks: float = 8.0
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    before: int | None = None

    def flow(self, channel: str) -> str:
        """Where knowledge goes along a channel; both ways where nobody says so, because that claims nothing."""
        return self.flows.get(channel) or USUAL_FLOWS.get(channel, "both")


@dataclass(frozen=True)
class RunOptions:
    """One analysis: what to use, what to look for, how much to suggest.

    Attributes:
        as_of: Day the run looks back from, days since 1970; None takes it from the contacts.
        links: Number of links wanted; None means max(5, 15 % of the people who may be suggested).
        give_up: Share of lesson value that openness may cost, 0 to 0.5.
        boundary: The kind a suggested pair must cross.
        claims: "unit": only the unit boundary is tested for silos; "all": every kind.
        cooling_off: Days for which two whose link was declined or is done are left alone, 0 or more.
        cadence: Weeks planned between two meetings of a link, where the programme does not say; 1 or more.
        control: Share of the links that lots draw, 0 to 0.5.
        goes_on_from: Id of a run whose links stay where nothing speaks against it; "" starts anew.
        seed: Root of every random draw.
    """

    seed: int = 0
    as_of: int | None = None
    links: int | None = None
    give_up: float = 0.05
    boundary: str = "unit"
    claims: str = "unit"
    cooling_off: int = 364
    cadence: int = 4
    control: float = 0.0
    goes_on_from: str = ""
    ties: TieOptions = field(default_factory=TieOptions)
    levels: LevelOptions = field(default_factory=LevelOptions)
    rules: Rules = field(default_factory=Rules)

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> RunOptions:
        """The options that a run's manifest holds as `settings`."""
        ties, levels = dict(document["ties"]), dict(document["levels"])
        ties |= {name: tuple(ties[name]) for name in ("include", "exclude")}
        levels |= {"order": tuple(levels["order"])}
        rules = Rules.of_document(document.get("rules", {}))
        return cls(**{**document, "ties": TieOptions(**ties), "levels": LevelOptions(**levels), "rules": rules})
