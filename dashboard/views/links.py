"""Which two-way links would open the organisation: the verdict, the cards, the filters, the file to take away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dashboard.snapshot import Row, Snapshot
from dashboard.views import lacks, words
from dashboard.views.lacks import Lack
from dashboard.views.tile import Tile
from graph.facts import lies_in
from graph.feedback import PROPOSED
from graph.results import TABLES
from graph.suggest.wording import band, teacher_and_learner

PER_PAGE = 20

KINDS = {
    "pair": "Two-way links",
    "cycle": "Exchanges of three",
    "introduction": "Introductions",
    "one-way": "One-way links",
}

ENDS = ("unit_a", "unit_b")

NO_LINK = "No link is worth suggesting here."

NO_UNIT = "a unit too small to name"

GAP_WEIGHT = (
    "What is left to do about a gap, for planning: it begins at the missing ties. Assumed: a link that takes place "
    "halves what is left, one of plausibility p leaves 2^-p of it. It is no forecast of ties."
)
"""What the figure on a card is, and what it is not."""

STATED = frozenset({"declared", "attested", "observed"})
_COULD = {
    "inferred": "could learn it (inferred from skills and contacts, not stated)",
    "assumed": "could learn it (assumed: it is rare in their unit)",
}


_AT_HOME = {
    "rare": "; few at home could teach it",
    "some": "; some at home could teach it too",
    "common": "; many at home could teach it too",
}


_EFFECTS: Mapping[str, tuple[str, Callable[[float], str], str]] = {
    "gap_closed": (
        "Gap weight taken",
        words.percent,
        (
            "Assumed: the first accepted link counts for half of a gap, the second for a quarter; beside it the same "
            "for random two-way links."
        ),
    ),
    "gap_pairs_reached": (
        "Pairs with a gap get a link",
        "{:.0f}".format,
        "Pairs of groups with fewer ties than expected; beside it the same for random two-way links.",
    ),
    "accepted_lessons": (
        "Lessons expected",
        "{:.1f}".format,
        "How likely each link is taken up, times what is learned in it, added up; beside it the same for random links.",
    ),
}


@dataclass(frozen=True)
class Direction:
    """One half of a card: who teaches whom what, and how that is known."""

    teacher: str
    learner: str
    skill: str
    offer: str
    wish: str


@dataclass(frozen=True)
class Card:
    """One link, ready to be drawn."""

    link: str
    rank: int
    kind: str
    a: str
    b: str
    unit_a: str
    unit_b: str
    exchange: str
    directions: tuple[Direction, ...]
    crossed: tuple[str, ...]
    ground: str
    gap: str
    plausibility: str
    hours: str
    state: str

    @property
    def sign(self) -> str:
        """What stands between the two: both teach, one for comparison only, or one gives one of three lessons."""
        if self.kind == "cycle":
            return "→" if self.directions[0].teacher == self.a else "←"
        return "–" if self.kind == "one-way" else "⇄"


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see; empty means everything."""

    units: Collection[str] = ()
    kind: str = ""
    crossed: str = ""


def verdict(snapshot: Snapshot) -> str:
    """One sentence on the whole set."""
    pairs = sum(row["kind"] == "pair" for row in snapshot.links)
    introductions = sum(row["kind"] == "introduction" for row in snapshot.links)
    threes = len({row["exchange"] for row in snapshot.links if row["kind"] == "cycle"})
    if not snapshot.links:
        return NO_LINK
    if introductions and not pairs + threes:
        many = words.count(introductions, "introduction")
        return f"{many} across a gap; no skills are known yet, so no lesson is claimed."
    if snapshot.links[0]["kind"] == "one-way":
        return words.one_way(len(snapshot.links))
    more = f" and {words.count(introductions, 'introduction')}" if introductions else ""
    return f"{words.linked(pairs, threes)}{more}: each side teaches and each side learns."


def effects(snapshot: Snapshot) -> list[Tile]:
    """What the set is expected to change, each figure beside as many random two-way links."""
    return [
        Tile(label, write(row["after"]), f"{meaning} ({row['basis']}{_accepted(row, write)})", _random(row, write))
        for measure, (label, write, meaning) in _EFFECTS.items()
        if (row := snapshot.effect.get(measure)) and row["after"] is not None
    ]


def chosen(snapshot: Snapshot, choice: Choice) -> list[Row]:
    """The links that a reader wants to see, by rank."""
    return [row for row in snapshot.links if _wanted(row, choice)]


def units(snapshot: Snapshot) -> list[str]:
    """Units that some link touches."""
    return sorted({row[end] for row in snapshot.links for end in ENDS if row[end]})


def kinds(snapshot: Snapshot) -> list[str]:
    """Kinds of link there are, two-way ones first."""
    there = {row["kind"] for row in snapshot.links}
    return [kind for kind in KINDS if kind in there]


def lines_crossed(snapshot: Snapshot) -> list[str]:
    """Boundary kinds that some link crosses."""
    there = {kind for row in snapshot.links for kind in _split(row["boundaries"])}
    return [kind for kind in words.LINES if kind in there]


def page(rows: Sequence[Row], number: int) -> Sequence[Row]:
    """The rows of one page, counted from 1."""
    return rows[(number - 1) * PER_PAGE : number * PER_PAGE]


def pages(rows: Sequence[Row]) -> int:
    """How many pages there are, at least 1."""
    return max(1, -(-len(rows) // PER_PAGE))


def card(snapshot: Snapshot, row: Row) -> Card:
    """One link as words."""
    a, b = snapshot.name(row["a"]), snapshot.name(row["b"])
    names = words.short(unit for link in snapshot.links for unit in (link["unit_a"], link["unit_b"]) if unit)
    return Card(
        link=row["link"],
        rank=row["rank"],
        kind=row["kind"],
        a=a,
        b=b,
        unit_a=names.get(row["unit_a"], NO_UNIT),
        unit_b=names.get(row["unit_b"], NO_UNIT),
        exchange=_exchange(snapshot, row),
        directions=_directions(snapshot, row, a, b),
        crossed=_split(row["boundaries"]),
        ground=", ".join(_split(row["common_ground"])) or "none known",
        gap=_gap(row),
        plausibility=band(row["plausibility"]) if row["plausibility"] is not None else "",
        hours=_hours(row["hours_per_month"]),
        state=_state(snapshot, row),
    )


def across(snapshot: Snapshot, pair: Row) -> list[Card]:
    """The links between the two groups of a unit pair, or between units below them."""
    if pair["boundary"] != "unit":
        return []
    ends = {pair["unit_a"], pair["unit_b"]}
    return [card(snapshot, row) for row in snapshot.links if {_within(row[end], ends) for end in ENDS} == ends]


def crossing(count: int) -> str:
    """How many links cross a line."""
    return f"{words.count(count, 'proposed link')} {'crosses' if count == 1 else 'cross'} this line:"


def line(card: Card) -> str:
    """A link in a line."""
    skills = " for ".join(direction.skill for direction in card.directions)
    return f"{card.a} {card.sign} {card.b}{f': {skills}' if skills else ''}"


def download(snapshot: Snapshot, rows: Sequence[Row]) -> pa.Table:
    """The links as a table: the columns of the export, and how the two may be called."""
    schema = TABLES["links"].append(pa.field("name_a", pa.string())).append(pa.field("name_b", pa.string()))
    named = [{**row, "name_a": snapshot.name(row["a"]), "name_b": snapshot.name(row["b"])} for row in rows]
    return pa.Table.from_pylist(named, schema=schema.remove_metadata())


def nothing(snapshot: Snapshot) -> Lack:
    """Why there is no link at all, and what would help."""
    return lacks.lack(snapshot) or Lack(
        "That is an answer too: no pair across a line would open a gap with something to teach each other."
    )


def running(snapshot: Snapshot) -> pa.Table:
    """Links that take somebody's time today: their people are not suggested to each other again until it is over."""
    rows = snapshot.running
    return pa.table(
        {
            "One": pa.array([snapshot.name(row["a"]) for row in rows], pa.string()),
            "Other": pa.array([snapshot.name(row["b"]) for row in rows], pa.string()),
            "State": pa.array([row["state"] for row in rows], pa.string()),
            "Since": pa.array([row["since"] for row in rows], pa.date32()),
            "Until": pa.array([row["until"] for row in rows], pa.date32()),
            "One wants": pa.array([row["goal_a"] or "not said yet" for row in rows], pa.string()),
            "Other wants": pa.array([row["goal_b"] or "not said yet" for row in rows], pa.string()),
            "Contact": pa.array([_in_touch(row) for row in rows], pa.string()),
        }
    )


def _in_touch(row: Row) -> str:
    return words.in_touch(row["weeks"], row["weeks_met"], row["weeks_silent"], fading=row["fading"])


def left_out(snapshot: Snapshot) -> pa.Table:
    """Why people have no link, and how many."""
    few = f"under {snapshot.floor}"
    return pa.table(
        {
            "Why": pa.array([why for why, _ in snapshot.left_out], pa.string()),
            "People": pa.array([few if count is None else str(count) for _, count in snapshot.left_out], pa.string()),
        }
    )


def _within(unit: str | None, groups: Collection[str]) -> str | None:
    """The group that a unit is, or lies in."""
    return next((group for group in groups if lies_in(unit, group)), None)


def _accepted(row: Row, write: Callable[[float], str]) -> str:
    """Where the figure lies if as many accept as is plausible."""
    if row["accepted_low"] is None:
        return ""
    between = f"{write(row['accepted_low'])} and {write(row['accepted_high'])}"
    return f"; 90 % of the draws of who accepts lie between {between}"


def _random(row: Row, write: Callable[[float], str]) -> str:
    if row["random_swap"] is None:
        return ""
    spread = "" if row["low"] is None else f" ({write(row['low'])} to {write(row['high'])})"
    return f"random links: {write(row['random_swap'])}{spread}"


def _wanted(row: Row, choice: Choice) -> bool:
    return (
        (not choice.units or bool({row["unit_a"], row["unit_b"]} & set(choice.units)))
        and (not choice.kind or row["kind"] == choice.kind)
        and (not choice.crossed or choice.crossed in _split(row["boundaries"]))
    )


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (text or "").split(";")))


def _directions(snapshot: Snapshot, row: Row, a: str, b: str) -> tuple[Direction, ...]:
    known = snapshot.evidence.get(row["link"], ())
    sides = (("a", "b", a, b), ("b", "a", b, a))
    return tuple(
        Direction(
            teacher=teacher,
            learner=learner,
            skill=row[f"{one}_teaches"],
            offer=_offer([each for each in known if each["direction"] == f"{one}_teaches"]),
            wish=_wish([each for each in known if each["direction"] == f"{other}_wishes"])
            + next((_AT_HOME[each["kind"]] for each in known if each["direction"] == f"{other}_home"), ""),
        )
        for one, other, teacher, learner in sides
        if row[f"{one}_teaches"]
    )


def _exchange(snapshot: Snapshot, row: Row) -> str:
    """The three of an exchange, each of whom teaches the next; "" for a pair."""
    if row["kind"] != "cycle":
        return ""
    legs = [leg for leg in snapshot.links if leg["exchange"] == row["exchange"]]
    onward = dict(map(teacher_and_learner, legs))
    person, way = teacher_and_learner(row)[0], list[str]()
    for _ in legs:
        way.append(snapshot.name(person))
        person = onward.get(person, person)
    return " → ".join([*way, way[0]]) + ", if all three agree"


def _hours(hours: float | None) -> str:
    return f"{hours:g} {'hour' if hours == 1 else 'hours'} a month each" if hours else ""


def _offer(evidence: Sequence[Row]) -> str:
    """How it is known that somebody can teach, the strongest evidence first."""
    ranked = sorted(evidence, key=lambda row: (-(row["strength"] or 0.0), row["kind"], row["source"] or ""))
    return "; ".join(_fact(row, f", strength {row['strength']:g} of 5") for row in ranked) or "no evidence kept"


def _wish(evidence: Sequence[Row]) -> str:
    """How it is known that somebody wants to learn; what was not stated is never called a wish."""
    stated = [row for row in evidence if row["kind"] in STATED]
    if stated:
        return f"wants to learn it ({'; '.join(_fact(row, '') for row in stated)})"
    return next((_COULD[row["kind"]] for row in evidence if row["kind"] in _COULD), "could learn it")


def _fact(row: Row, more: str) -> str:
    dated = f", {words.day(row['as_of'])}" if row["as_of"] else ", undated"
    return f"{row['kind']}{more}{dated}"


def _state(snapshot: Snapshot, row: Row) -> str:
    """What became of a link; said as soon as something became of one."""
    return row["state"] if {link["state"] for link in snapshot.links} - {PROPOSED} else ""


def _gap(row: Row) -> str:
    if row["gap_before"] is None or row["gap_after"] is None or not row["gap_before"]:
        return ""
    return f"{row['gap_before']:.1f} → {row['gap_after']:.1f}"
