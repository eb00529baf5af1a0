"""Writes the JSON Schema of every exported table beside this file: `python -m bothways.schemas.generate`.

The columns and their types come from `graph.results.TABLES`; what a column means is said here, once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from bothways.exports import delta, grouped, question_sheet
from bothways.exports.profiles import KEPT_BACK, NAMES, SHARED
from bothways.schemas import VERSIONS
from bothways.schemas.documents import DOCUMENTS
from graph.facts import ACROSS, BOUNDARY_KINDS
from graph.feedback import STATES
from graph.measures.trend import ACTIVITY
from graph.results import TABLES
from graph.suggest.lot import CHOSEN, LOT

FOLDER = Path(__file__).parent

TITLES = {
    "links": "Suggested links, best first",
    "evidence": "What each direction of a link rests on",
    "gaps": "Pairs of groups: ties as they are beside what chance would give",
    "units": "Groups: how far their ties stay inside",
    "people": "People in the network",
    "bridges": "Who carries which share of a pair's ties",
    "single_points": "People without whom others would be cut off, and what would be lost with them",
    "reach": "How far leaders reach, and how much of the levels well above somebody hears them",
    "candidates": "Pairs that were considered",
    "excluded": "Why somebody has no link",
    "effect": "What the links change, beside random two-way links",
    "skills": "Skills: who holds them, and which spread",
    "trend": "Two windows of the same length beside each other",
    "delta": "Links that are new, kept or withdrawn since the last export of the same folder",
    "question_sheet": "Two questions for everybody who stands in an introduction",
}

MEANINGS = {
    "run": "id of the run",
    "link": "id of the link, the same in every run for the same pair and skills",
    "kind": "of a link: pair (each teaches, each learns), introduction (no lesson is claimed) or cycle (one of three "
    "lessons of an exchange of three); of evidence: how sure",
    "a": "person key of the first of the two",
    "b": "person key of the second of the two",
    "person": "person key",
    "name": "name for display",
    "a_teaches": "skill that a teaches and b learns",
    "b_teaches": "skill that b teaches and a learns",
    "unit_a": "unit or group of the first",
    "unit_b": "unit or group of the second",
    "unit": "path of the unit or group",
    "location": "location of the person",
    "function": "function of the person",
    "level": "level of the person; 1 is the front line where it is a number",
    "boundaries": "boundary kinds that the link crosses, joined by ;",
    "boundary": "boundary kind",
    "score": "expected accepted two-way lessons",
    "score_a": "what a learns, 0 to 1",
    "score_b": "what b learns, 0 to 1",
    "plausibility": "how likely the two are to take it up, 0 to 1; not a probability until it was fitted",
    "rank": "1 is the best",
    "opens": "how much openness the link adds to the links before it, 0 to 1",
    "gap_before": "gap of the pair of units before the link, in order of choice",
    "gap_after": "gap of the pair of units with the link",
    "hours_per_month": "hours a month that the link costs each",
    "common_ground": "what the two have in common, joined by ;",
    "reach_gain_a": "people more within two steps of a",
    "reach_gain_b": "people more within two steps of b",
    "exchange": "id that the three lessons of an exchange of three share",
    "arm": "how the link came about: chosen, or drawn by lot for comparison",
    "state": "proposed, or the furthest that was reported of it",
    "explanation": "why this pair, in a sentence",
    "direction": "which side of the link it supports",
    "skill": "name of the skill",
    "strength": "of a skill 1 to 5; of a person the sum of tie strengths, in contacts of this week",
    "as_of": "date of the evidence",
    "source": "where the evidence comes from",
    "level_used": "depth of the tree at which the pair was judged, 1 is the top",
    "people_a": "people of the first group",
    "people_b": "people of the second group",
    "people": "people of the group",
    "observed": "ties between the two groups",
    "expected": "ties that chance would give",
    "gap": "missing ties: expected less observed where z is at least 1, else 0",
    "share": "the pair's share of all gaps of the kind",
    "z": "distance from chance in standard deviations",
    "p": "chance of a result as far out by luck alone; empty where not tested",
    "null": "what chance means: quasi (quasi-independence) or mixing (two or three groups)",
    "finding": "the claim in a word",
    "bridged_by": "people of one group with a tie into the other",
    "needs_a": "skills that people of the first group wish for and the second holds, joined by ;",
    "needs_b": "skills that people of the second group wish for and the first holds, joined by ;",
    "suppressed": "true where figures are hidden because a group is too small",
    "ties": "number of ties",
    "ei_index": "E-I index by ends of ties, -1 (all ties inside) to 1 (all outside)",
    "ei_expected": "E-I index that chance would give",
    "insularity": "share of tie ends that stay inside",
    "bubble_index": "share of the contact that stays with people of the same group and the same skills, 0 to 1",
    "bubble_expected": "bubble index if all contact were mixed by chance",
    "degree": "people the person has a tie with",
    "constraint": "Burt's constraint; empty without ties",
    "effective_size": "contacts less what they have in common; empty without ties",
    "community": "number of the circle in which people are much in contact, 0 for the largest; null without ties",
    "core": "the largest number k such that the person is in a circle where everybody has k contacts; 0 without ties",
    "cut_point": "true where some people reach the others through this person only",
    "participation": "how evenly the strength of ties spreads over groups, 0 to 1",
    "bridging": "share of pairs' ties that the person carries, summed",
    "bridging_person": "true where the person carries a third of a pair's ties, or is in the top 5 %",
    "brokerage": "open paths through the person that cross a unit's line, over those that chance would give",
    "betweenness": "pairs of others whose shortest way leads through the person",
    "betweenness_residual": "betweenness beyond what the number of ties brings, in standard deviations",
    "uncertain": "true where the sample leaves the rank by betweenness open by more than a tenth of all people",
    "basis": "measured, estimated or assumed",
    "balance": "knowledge given less taken, as a share of both, -1 to 1; empty where no direction is known",
    "informal": "how far others turn to the person, mean percentile of three parts, 0 to 1",
    "informal_leader": "true where the person is among the top 5 % of it and in no part below the middle",
    "load": "learning links and people elsewhere whom the person helps; estimated; empty where no direction is known",
    "overloaded": "true where far more people than usual ask the person and there is nobody or no room to share it",
    "holders": "people who hold the skill at strength 3 or more",
    "only_holder": "person key of the one who holds it where nobody else does",
    "popular": "with as many links between those with most contacts; empty where it is not looked at",
    "accepted_low": "5 % of the draws of who accepts lie below; empty where it is not looked at",
    "accepted_high": "5 % of the draws of who accepts lie above; empty where it is not looked at",
    "unevenness": "share of the holders who would have to sit elsewhere to be spread as the people are, 0 to 1",
    "new_before": "people first seen to have it in the 26 weeks before the last 26",
    "new_lately": "people first seen to have it in the last 26 weeks",
    "growth": "the later over the earlier; empty where there were none",
    "emerging": "true where it grows faster than all skills together, beyond chance",
    "earlier": "value in the earlier window",
    "later": "value in the later window",
    "clear": "true where the difference is beyond chance, at a false discovery rate of 10 %",
    "placebo": "difference between odd and even fortnights, where none should be",
    "placebo_p": "chance of a placebo difference as large",
    "weeks": "weeks of each window",
    "active": "people in contact in both windows",
    "carry": "the person's share of the pair's ties",
    "pairs_lost": "pairs of groups that would have no tie left; empty where a figure is hidden",
    "people_separated": "people who would be cut off from the rest; empty where they are few",
    "skills_lost": "skills that nobody else holds well enough to teach, joined by ;",
    "others": "people whom they could reach; empty where a level is hidden",
    "median": "the middle of their shares, 0 to 1; empty where people are few",
    "w": "expected accepted two-way lessons",
    "cell": "pair of groups whose gap the pair would open",
    "value_a": "what a learns, 0 to 1",
    "terms": "numbers of the terms of openness that a pair counts for, joined by ;",
    "value_b": "what b learns, 0 to 1",
    "reason": "why there is no link",
    "measure": "name of the measure",
    "before": "without the links",
    "after": "with the links",
    "random_swap": "with as many random two-way links, on average",
    "low": "lower end of the interval",
    "high": "upper end of the interval",
    "change": "new, kept or withdrawn",
    "question": "the question put to the person",
}

WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("links", "kind"): ("pair", "cycle", "introduction", "one-way"),
    ("links", "arm"): (CHOSEN, LOT),
    ("links", "state"): STATES,
    ("evidence", "direction"): ("a_teaches", "b_teaches", "a_wishes", "b_wishes"),
    ("evidence", "kind"): ("declared", "attested", "observed", "inferred", "assumed"),
    ("gaps", "boundary"): BOUNDARY_KINDS,
    ("gaps", "null"): ("quasi", "mixing", "not fitted", "none"),
    ("gaps", "finding"): ("silo", "thinner", "gap", "none", "insular", "too thin", "not fitted"),
    ("units", "boundary"): BOUNDARY_KINDS,
    ("bridges", "boundary"): BOUNDARY_KINDS,
    ("people", "basis"): ("measured", "estimated"),
    ("trend", "measure"): (ACTIVITY, *(f"{ACROSS}{kind}" for kind in BOUNDARY_KINDS)),
    ("units", "basis"): ("measured", "estimated"),
    ("reach", "measure"): ("leader_reach_people", "leader_reach_units", "leader_reach_levels", "voice"),
    ("effect", "basis"): ("measured", "estimated", "assumed"),
    ("delta", "change"): delta.CHANGES,
    ("question_sheet", "kind"): tuple(question_sheet.QUESTIONS),
}
"""Columns that hold one of a few words."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {name: (*NAMES, *grouped.DROPPED.get(name, ())) for name in SHARED}
"""Columns that some profile leaves out of a table that it writes."""


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of one row of every table, and of each document, by name."""
    texts = pa.schema([(name, pa.string()) for name in question_sheet.COLUMNS])
    shared = {name: [column for column in TABLES[name] if column.name not in KEPT_BACK] for name in SHARED}
    arrow = shared | {"delta": delta.SCHEMA, "question_sheet": texts}
    made = {name: _row(name, columns) for name, columns in arrow.items()} | DOCUMENTS
    return {name: {**_head(name), **schema} for name, schema in made.items()}


def text(schema: Mapping[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _head(name: str) -> dict[str, Any]:
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "$id": f"urn:bothways:{name}:{VERSIONS[name]}"}


def _row(name: str, columns: Iterable[pa.Field]) -> dict[str, Any]:
    return {
        "title": TITLES[name],
        "type": "object",
        "properties": {column.name: _property(name, column) for column in columns},
        "required": [column.name for column in columns if column.name not in OPTIONAL.get(name, ())],
        "additionalProperties": False,
    }


def _property(table: str, column: pa.Field) -> dict[str, Any]:
    declared: dict[str, Any] = {"description": MEANINGS[column.name], "type": [_type(column.type), "null"]}
    if pa.types.is_date(column.type):
        declared["format"] = "date"
    if words := WORDS.get((table, column.name)):
        declared["enum"] = [*words, None]
    return declared


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    return "number" if pa.types.is_floating(kind) else "string"


def main() -> None:
    """Writes every schema."""
    for name, schema in schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(text(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
