"""Questions to the graph, by name: one Cypher text for every store that speaks it, and what the answer looks like.

The texts keep to what Ladybug and Neo4j understand alike: explicit properties, `EXISTS { MATCH ... }`, no maps, no
subqueries, no comparison of texts by size, whole numbers for dates; two steps without direction go in two clauses
(`WITH` between them), because Ladybug 0.22 loses the filter of one of them otherwise. They never sort: databases
disagree on the order of letters, so `ordered` sorts every answer. What cannot be said alike stands in `dialects`.

To add a question, add it here and its answer in plain Python to `answers`; the contract suite compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from graph.errors import StoreError
from graph.nearest import nearest
from graph.schema import TYPES
from graph.stores.tables import ordered

FARTHEST = 6
"""Steps after which `steps` gives up."""


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes:
        name: How it is asked for.
        params: Names of its parameters, all of them text.
        cypher: The portable text; "" where only dialects can say it.
        columns: Column to type, one of `schema.TYPES`.
        order: Columns the answer is sorted by; they tell its rows apart.
        meaning: One line for people.
    """

    name: str
    params: tuple[str, ...]
    cypher: str
    columns: Mapping[str, str]
    order: tuple[str, ...]
    meaning: str

    @property
    def schema(self) -> pa.Schema:
        """The answer's columns."""
        return pa.schema([(name, TYPES[kind]) for name, kind in self.columns.items()])

    def check(self, params: Mapping[str, Any]) -> None:
        """Refuses parameters that are missing, unknown or no text.

        Raises:
            StoreError: They do not fit.
        """
        if set(params) != set(self.params) or not all(isinstance(value, str) for value in params.values()):
            wanted = ", ".join(self.params) or "nothing"
            raise StoreError(f"the query {self.name} takes {wanted}, as text", cure=f"it got {', '.join(params)}")

    def answer(self, rows: pa.Table) -> pa.Table:
        """What a database gave, in the columns and the order of the answer."""
        return ordered(rows.select(list(self.columns)).cast(self.schema), self.order)


def find(name: str) -> Query:
    """The question of that name.

    Raises:
        StoreError: There is none.
    """
    if name not in QUERIES:
        raise StoreError(f"there is no query {name!r}", cure=nearest(name, QUERIES))
    return QUERIES[name]


_LINK = {
    "link": "text",
    "kind": "text",
    "a": "text",
    "b": "text",
    "a_teaches": "text",
    "b_teaches": "text",
    "score": "real",
    "rank": "whole",
    "state": "text",
}

_LINK_COLUMNS = """l.link AS link, l.kind AS kind, a.id AS a, b.id AS b, l.a_teaches AS a_teaches,
       l.b_teaches AS b_teaches, l.score AS score, l.rank AS rank, l.state AS state"""

QUERIES = {
    query.name: query
    for query in (
        Query(
            "contacts",
            ("person", "run"),
            """
            MATCH (p:Person {id: $person})-[t:TIE {run: $run}]->(q:Person)
            RETURN q.id AS person, q.unit AS unit, t.strength AS strength, t.onward AS gives, t.back AS gets
            UNION ALL
            MATCH (p:Person {id: $person})<-[t:TIE {run: $run}]-(q:Person)
            RETURN q.id AS person, q.unit AS unit, t.strength AS strength, t.back AS gives, t.onward AS gets
            """,
            {"person": "text", "unit": "text", "strength": "real", "gives": "whole", "gets": "whole"},
            ("person",),
            "Whom somebody has a tie with in a run, and what flows each way.",
        ),
        Query(
            "ego",
            ("person", "run"),
            """
            MATCH (p:Person {id: $person})-[:TIE {run: $run}]-(f:Person)
            WITH f
            MATCH (f)-[:TIE {run: $run}]-(q:Person)
            WHERE q.id <> $person
            RETURN q.id AS person, q.unit AS unit, count(*) AS paths
            """,
            {"person": "text", "unit": "text", "paths": "whole"},
            ("person",),
            "Who is two steps away, and over how many common contacts.",
        ),
        Query(
            "steps",
            ("a", "b", "run"),
            "",
            {"steps": "whole"},
            ("steps",),
            f"Ties on the shortest way between two people; no row beyond {FARTHEST}, or for one person twice.",
        ),
        Query(
            "unit_matrix",
            ("run",),
            """
            MATCH (p:Person)-[t:TIE {run: $run}]-(q:Person)
            WHERE p.unit IS NOT NULL AND q.unit IS NOT NULL
            RETURN p.unit AS unit, q.unit AS other, count(*) AS ties
            """,
            {"unit": "text", "other": "text", "ties": "whole"},
            ("unit", "other"),
            "Ties between units, from both sides: a tie inside a unit counts at both ends.",
        ),
        Query(
            "links",
            ("run",),
            f"MATCH (a:Person)-[l:LINK {{run: $run}}]->(b:Person) RETURN {_LINK_COLUMNS}",
            _LINK,
            ("link", "a", "b"),
            "What a run suggests.",
        ),
        Query(
            "links_of",
            ("person", "run"),
            f"""
            MATCH (a:Person)-[l:LINK {{run: $run}}]->(b:Person)
            WHERE a.id = $person OR b.id = $person
            RETURN {_LINK_COLUMNS}
            """,
            _LINK,
            ("link", "a", "b"),
            "What a run suggests to one person.",
        ),
        Query(
            "feedback",
            ("link",),
            """
            MATCH (a:Person)-[f:FEEDBACK {link: $link}]->(b:Person)
            RETURN a.id AS a, b.id AS b, f.event AS event, f.day AS day
            """,
            {"a": "text", "b": "text", "event": "text", "day": "whole"},
            ("event", "a", "b"),
            "What became of a link, in whichever run it was suggested.",
        ),
        Query(
            "skills_of",
            ("person",),
            """
            MATCH (p:Person {id: $person})-[k:HAS_SKILL]->(s:Skill)
            RETURN s.id AS skill, 'offer' AS kind, k.evidence AS evidence, k.source AS source, k.origin AS origin,
                   k.strength AS strength, k.as_of AS as_of
            UNION ALL
            MATCH (p:Person {id: $person})-[k:WANTS_SKILL]->(s:Skill)
            RETURN s.id AS skill, 'wish' AS kind, k.evidence AS evidence, k.source AS source, k.origin AS origin,
                   k.strength AS strength, k.as_of AS as_of
            """,
            {
                "skill": "text",
                "kind": "text",
                "evidence": "text",
                "source": "text",
                "origin": "text",
                "strength": "real",
                "as_of": "whole",
            },
            ("skill", "kind", "evidence", "source", "origin"),
            "What somebody offers and wishes for, one row a piece of evidence.",
        ),
        Query(
            "could_teach",
            ("person", "run"),
            """
            MATCH (p:Person {id: $person})-[:WANTS_SKILL]->(s:Skill)<-[:HAS_SKILL]-(q:Person)
            WHERE p.unit <> q.unit AND NOT EXISTS { MATCH (p)-[:TIE {run: $run}]-(q) }
            RETURN DISTINCT q.id AS person, q.unit AS unit, s.id AS skill
            """,
            {"person": "text", "unit": "text", "skill": "text"},
            ("person", "skill"),
            "Who in another unit offers what somebody wishes for and has no tie with them.",
        ),
        Query(
            "between",
            ("a", "b"),
            """
            MATCH (p:Person {id: $a})-[c:CONTACT]->(q:Person {id: $b})
            RETURN c.source AS source, c.channel AS channel, c.week AS week, c.onward AS onward, c.back AS back,
                   c.count AS count
            """,
            {
                "source": "text",
                "channel": "text",
                "week": "whole",
                "onward": "whole",
                "back": "whole",
                "count": "whole",
            },
            ("source", "channel", "week"),
            "The contacts of two people week by week; a is the smaller key.",
        ),
        Query(
            "weeks",
            (),
            """
            MATCH (p:Person)-[c:CONTACT]->(q:Person)
            RETURN c.week AS week, c.channel AS channel, count(*) AS pairs, sum(c.count) AS contacts
            """,
            {"week": "whole", "channel": "text", "pairs": "whole", "contacts": "whole"},
            ("week", "channel"),
            "Pairs in contact and contacts, by week and channel.",
        ),
        Query(
            "units",
            (),
            """
            MATCH (u:Unit)
            OPTIONAL MATCH (u)-[:PART_OF]->(above:Unit)
            RETURN u.id AS unit, u.depth AS depth, above.id AS parent,
                   COUNT { MATCH (p:Person)-[:MEMBER_OF {first: true}]->(u) } AS people
            """,
            {"unit": "text", "depth": "whole", "parent": "text", "people": "whole"},
            ("unit",),
            "The unit tree, with the people who count for each unit's gaps.",
        ),
        Query(
            "members",
            ("unit",),
            """
            MATCH (p:Person)-[m:MEMBER_OF]->(u:Unit)-[:PART_OF*0..30]->(top:Unit {id: $unit})
            RETURN p.id AS person, u.id AS unit, m.first AS first
            """,
            {"person": "text", "unit": "text", "first": "flag"},
            ("person", "unit"),
            "Everybody in a unit and in the units below it.",
        ),
        Query(
            "runs",
            (),
            """
            MATCH (r:Run)
            RETURN r.id AS run, r.version AS version, r.facts AS facts, r.seed AS seed, r.as_of AS as_of
            """,
            {"run": "text", "version": "text", "facts": "text", "seed": "whole", "as_of": "text"},
            ("run",),
            "The runs that stand in the store.",
        ),
    )
}
