"""What databases cannot say alike: how a table is declared, and the shortest way.

A store over another database adds a dialect of its own here; everything else it needs stands in `queries` and `schema`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.schema import Element, Node
from graph.stores.queries import FARTHEST, Query


@dataclass(frozen=True)
class Dialect:
    """One database's way of speaking.

    Attributes:
        create: The statement that makes room for an element; "" where none is needed.
        texts: Questions of `queries` that it says in its own words.
    """

    create: Callable[[Element], str]
    texts: Mapping[str, str]

    def text(self, query: Query) -> str:
        """The text of a question."""
        return self.texts.get(query.name, query.cypher)


_LADYBUG_TYPES = {"text": "STRING", "whole": "INT64", "real": "DOUBLE", "flag": "BOOLEAN"}


def _ladybug_table(element: Element) -> str:
    columns = [f"`{p.name}` {_LADYBUG_TYPES[p.type]}" for p in element.properties]
    if isinstance(element, Node):
        return f"CREATE NODE TABLE IF NOT EXISTS `{element.name}`({', '.join(columns)}, PRIMARY KEY(`id`))"
    ends = f"FROM `{element.start}` TO `{element.end}`"
    return f"CREATE REL TABLE IF NOT EXISTS `{element.name}`({', '.join([ends, *columns])})"


LADYBUG = Dialect(
    create=_ladybug_table,
    texts={
        "steps": f"""
            MATCH (p:Person {{id: $a}})
                  -[way:TIE* SHORTEST 1..{FARTHEST} (t, n | WHERE t.run = $run)]-
                  (q:Person {{id: $b}})
            RETURN length(way) AS steps
        """,
    },
)


def _neo4j_schema(element: Element) -> str:
    """What Neo4j's Community edition can hold true: keys of nodes; runs are only made quick to find."""
    name = f"bothways_{element.name.lower()}"
    if isinstance(element, Node):
        return f"CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:`{element.name}`) REQUIRE n.id IS UNIQUE"
    if element.scope == "run":
        return f"CREATE INDEX {name}_run IF NOT EXISTS FOR ()-[r:`{element.name}`]-() ON (r.run)"
    return ""


NEO4J = Dialect(
    create=_neo4j_schema,
    texts={
        "steps": f"""
            MATCH (p:Person {{id: $a}}), (q:Person {{id: $b}})
            WHERE p <> q
            MATCH way = shortestPath((p)-[:TIE*1..{FARTHEST}]-(q))
            WHERE all(t IN relationships(way) WHERE t.run = $run)
            RETURN length(way) AS steps
        """,
    },
)
