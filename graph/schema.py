"""The graph in a store, declared once: what stands in it, under which names, and what of it is sensitive.

Table definitions, checks, tidy queries and the page of the data model derive from these declarations (`stores` does
that); nothing else says what a store holds. There is no place for a job title, an age or the text of a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import pyarrow as pa

from graph.errors import StoreError
from graph.nearest import nearest

VERSION = 2
"""Raised with every change below; a store of another version is stale."""

TYPES = {"text": pa.string(), "whole": pa.int64(), "real": pa.float64(), "flag": pa.bool_()}
"""The types a property may have; dates are whole days or weeks since 1970, so that no store has a say in time zones."""


@dataclass(frozen=True)
class Property:
    """One value of a node or a relationship.

    Attributes:
        name: As stores and queries write it.
        type: One of `TYPES`.
        meaning: For the page of the data model.
        required: Never null.
        sensitive: Names somebody or says what somebody wants; leaves a store only through `privacy`.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class Node:
    """A kind of node; `id` is its key.

    Attributes:
        name: The label.
        properties: The key first.
        meaning: For the page of the data model.
        scope: Always "": all nodes of a label belong together.
    """

    name: str
    properties: tuple[Property, ...]
    meaning: str
    scope: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that tell one row from another."""
        return ("id",)

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow table that a store takes and gives, without what a store keeps for itself."""
        return _schema(self.properties)


@dataclass(frozen=True)
class Relation:
    """A kind of relationship between two nodes `a` and `b`.

    Attributes:
        name: The type.
        start: Label of `a`.
        end: Label of `b`.
        identity: Properties that tell relationships between the same two nodes apart; all of them required.
        properties: All properties.
        scope: The property that says whom a relationship belongs to (a source, a run); "" where all belong together.
        meaning: For the page of the data model.
    """

    name: str
    start: str
    end: str
    identity: tuple[str, ...]
    properties: tuple[Property, ...]
    meaning: str
    scope: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that tell one row from another."""
        return ("a", "b", *self.identity)

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow table that a store takes and gives: the keys of both ends, then the properties."""
        return _schema((_START, _END, *self.properties))


Element = Node | Relation
Declared = TypeVar("Declared", Node, Relation, Element)


def _schema(properties: tuple[Property, ...]) -> pa.Schema:
    return pa.schema([pa.field(p.name, TYPES[p.type], nullable=not p.required) for p in properties])


_START = Property("a", "text", "Key of the node it starts at.", required=True, sensitive=True)
_END = Property("b", "text", "Key of the node it ends at.", required=True, sensitive=True)
_RUN = Property("run", "text", "The analysis run that made it.", required=True)
_SOURCE = Property("source", "text", "The source that says so.", required=True)
_ONWARD = Property("onward", "whole", "Flow from a to b, in millionths of a contact.", required=True)
_BACK = Property("back", "whole", "Flow from b to a, in millionths of a contact.", required=True)
_EVIDENCE = (
    _SOURCE,
    Property("evidence", "text", "declared, attested or observed.", required=True),
    Property("origin", "text", 'Where the source has it from; "" where it does not say.', required=True),
    Property("strength", "real", "1 to 5.", required=True, sensitive=True),
    Property("as_of", "whole", "Day it was true, since 1970."),
)

NODES = {
    label.name: label
    for label in (
        Node(
            "Person",
            (
                Property("id", "text", "The workspace's person key.", required=True, sensitive=True),
                Property("name", "text", "Display only; none for people who opted out.", sensitive=True),
                Property("unit", "text", "Path of the unit that counts for gaps."),
                Property("level", "text", "Level as a group; 1 is the front line."),
                Property("location", "text", "Where they work."),
                Property("function", "text", "What kind of work they do."),
                Property("known", "flag", "In the roster; false for accounts that nobody is known for.", required=True),
                Property("active", "flag", "Here as of the day the store looks back from.", required=True),
                Property("opted_out", "flag", "Counted, never suggested, never named.", required=True, sensitive=True),
            ),
            "Somebody in the roster, or an account that nobody is known for.",
        ),
        Node(
            "Unit",
            (
                Property("id", "text", "Its path, `Sales/North`.", required=True),
                Property("name", "text", "Last step of the path.", required=True),
                Property("depth", "whole", "Steps of the path; 1 is just below the organisation.", required=True),
            ),
            "A unit of the organisation.",
        ),
        Node("Skill", (Property("id", "text", "Its name.", required=True),), "Something one can teach and learn."),
        Node(
            "Run",
            (
                Property("id", "text", "Digest of facts, settings, seed and version.", required=True),
                Property("version", "text", "Version of Bothways that made it."),
                Property("facts", "text", "Digest of the facts it used."),
                Property("seed", "whole", "Root of its random draws."),
                Property("as_of", "text", "Day it looks back from, as 2026-11-20."),
            ),
            "One analysis.",
        ),
        Node(
            "Projection",
            (
                Property("id", "text", "What was projected.", required=True),
                Property("stamp", "text", "Digest of what it was made from.", required=True),
            ),
            "What the store was made from; tells whether it is stale.",
        ),
    )
}

RELATIONS = {
    kind.name: kind
    for kind in (
        Relation(
            "CONTACT",
            "Person",
            "Person",
            ("key",),
            (
                Property("key", "text", "source/channel/week: tells the contacts of a pair apart.", required=True),
                Property("channel", "text", "mail, chat, meeting ...", required=True),
                Property("week", "whole", "Weeks since 1970, starting on Monday; none where undated."),
                _SOURCE,
                _ONWARD,
                _BACK,
                Property("count", "whole", "Number of contacts.", required=True),
            ),
            "Contacts of two people in one week on one channel, undecayed; a is the smaller key.",
            scope="source",
        ),
        Relation(
            "TIE",
            "Person",
            "Person",
            ("run",),
            (
                _RUN,
                Property("strength", "real", "Contacts of this week that the tie is worth.", required=True),
                Property("onward", "whole", "Decayed flow from a to b, in units of `TIE_SCALE`.", required=True),
                Property("back", "whole", "Decayed flow from b to a, in units of `TIE_SCALE`.", required=True),
            ),
            "What a run made of all contacts of two people; a is the smaller key.",
            scope="run",
        ),
        Relation(
            "LINK",
            "Person",
            "Person",
            ("run", "link"),
            (
                _RUN,
                Property("link", "text", "Id of the link, stable over runs.", required=True),
                Property("kind", "text", "pair, introduction or cycle.", required=True),
                Property("score", "real", "Worth of the link."),
                Property("rank", "whole", "Place in the run's list."),
                Property("a_teaches", "text", "Skill that a teaches.", sensitive=True),
                Property("b_teaches", "text", "Skill that b teaches.", sensitive=True),
                Property("state", "text", "As the run left it: proposed; what became of it says FEEDBACK."),
            ),
            "A learning link or an introduction that a run suggests.",
            scope="run",
        ),
        Relation(
            "FEEDBACK",
            "Person",
            "Person",
            ("link", "event"),
            (
                Property("link", "text", "Id of the link, stable over runs.", required=True),
                Property(
                    "event", "text", "accepted, declined, met, done, taught, learned.", required=True, sensitive=True
                ),
                Property("day", "whole", "First day that it was said of, since 1970; none where undated."),
            ),
            "What people made of a link, whichever runs still suggest it, and never whose word it is; a is the smaller "
            "key.",
        ),
        Relation(
            "HAS_SKILL",
            "Person",
            "Skill",
            ("source", "evidence", "origin"),
            _EVIDENCE,
            "Somebody can teach a skill, and how one knows.",
            scope="source",
        ),
        Relation(
            "WANTS_SKILL",
            "Person",
            "Skill",
            ("source", "evidence", "origin"),
            _EVIDENCE,
            "Somebody wants to learn a skill.",
            scope="source",
        ),
        Relation(
            "MEMBER_OF",
            "Person",
            "Unit",
            (),
            (Property("first", "flag", "The unit that counts for gaps.", required=True),),
            "Somebody belongs to a unit.",
        ),
        Relation("PART_OF", "Unit", "Unit", (), (), "A unit lies in another, one step up."),
    )
}

ELEMENTS: dict[str, Element] = {**NODES, **RELATIONS}
"""Everything that stands in a store, nodes first: the order in which it is created and written."""


def node(name: str) -> Node:
    """The declaration of a label.

    Raises:
        StoreError: There is none of that name.
    """
    return _find(NODES, name)


def relation(name: str) -> Relation:
    """The declaration of a relationship type.

    Raises:
        StoreError: There is none of that name.
    """
    return _find(RELATIONS, name)


def at(label: str) -> list[Relation]:
    """The relationships that go with a node of that label."""
    return [kind for kind in RELATIONS.values() if label in (kind.start, kind.end)]


def element(name: str) -> Element:
    """The declaration of a label or a relationship type.

    Raises:
        StoreError: There is none of that name.
    """
    return _find(ELEMENTS, name)


def _find(known: Mapping[str, Declared], name: str) -> Declared:
    if name not in known:
        raise StoreError(f"the graph has no {name!r}", cure=nearest(name, sorted(known)))
    return known[name]


def picture() -> str:
    """The data model as a Mermaid diagram: an arrow for all relationships between the same two labels.

    Where both ends have one label the other end is drawn beside it: names on a loop cover each other.
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for kind in RELATIONS.values():
        end = f"other{kind.end}[{kind.end}]" if kind.start == kind.end else kind.end
        arrows.setdefault((kind.start, end), []).append(kind.name)
    lines = [f'    {start} -- "{"<br>".join(names)}" --> {end}' for (start, end), names in arrows.items()]
    return "\n".join(["```mermaid", "flowchart LR", *lines, *(f"    {label}" for label in NODES), "```", ""])


def describe() -> str:
    """The data model for the documentation: the picture, then a table for each label and relationship."""
    lines = [picture()]
    for part in ELEMENTS.values():
        ends = f" `(:{part.start})-->(:{part.end})`" if isinstance(part, Relation) else ""
        lines += [f"### {part.name}{ends}", "", part.meaning, ""]
        if part.properties:
            lines += ["| property | type | meaning |", "|---|---|---|"]
        lines += [f"| {p.name} | {_type(p)} | {p.meaning} |" for p in part.properties]
        lines += [""]
    return "\n".join(lines)


def _type(declared: Property) -> str:
    marks = [declared.type] + ["required"] * declared.required + ["sensitive"] * declared.sensitive
    return ", ".join(marks)
