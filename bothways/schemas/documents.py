"""JSON Schemas of the two documents of an export, manifest.json and audit.json. Keys may come, none just goes."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer"}
REAL: dict[str, Any] = {"type": ["number", "null"]}
MAYBE: dict[str, Any] = {"type": ["integer", "null"]}
"""A count of people, null under the floor."""
FLAG: dict[str, Any] = {"type": "boolean"}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _record(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _map(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


DOCUMENTS: dict[str, dict[str, Any]] = {
    "manifest": {
        "title": "What an export holds and which run it was made from",
        **_record(
            export=WHOLE,
            bothways=TEXT,
            profile={"enum": ["named", "pseudonymous", "aggregate"]},
            min_group=WHOLE,
            formats=_list(TEXT),
            files=_list(TEXT),
            tables=_map(_record(rows=WHOLE, schema=TEXT)),
            left_out=_map(TEXT),
            delta=_map(WHOLE),
            links=_list(TEXT),
            run=_record(
                run=TEXT,
                as_of=TEXT,
                units_from={"enum": ["roster", "tree", "none"]},
                counts=_map({"type": ["integer", "string"]}),
                coverage=_map(MAYBE),
                closure=_map(_map(REAL)),
                claims={"type": "object"},
                portfolio={"type": "object"},
                too_little=TEXT,
                notes=_list(TEXT),
                versions={"type": ["object", "null"]},
                settings={"type": ["object", "null"]},
                facts={"type": ["string", "null"]},
            ),
        ),
    },
    "audit": {
        "title": "What was checked about the run itself",
        **_record(
            run=TEXT,
            passed=FLAG,
            scope=TEXT,
            fields_read=_list(TEXT),
            fields_refused=_list(TEXT),
            checks=_list(_record(name=TEXT, holds=FLAG, broken_by=WHOLE)),
            permutations=_list(_record(columns=_list(TEXT), draw=WHOLE, digest=TEXT, same=FLAG, expected=FLAG)),
            less_lesson_value_than_without_openness=MAYBE,
            exposure_by_level=_list(_record(level=TEXT, people=MAYBE, links=REAL)),
        ),
    },
}
"""Schemas without their heads; `generate` adds these."""
