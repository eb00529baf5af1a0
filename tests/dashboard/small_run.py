"""A made-up organisation of 70 people with one finished run, small enough to know by heart.

Written with `graph.results.write` as a real run is, from tables made here: Design and Logistics hardly know each other,
Archive and Legal have three people each and so show no number, one person of Sales has opted out, and one works alone
in Dover.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path

import numpy as np

from graph.results import TABLES, Results, table, write

UNITS = {
    "Market/Sales": 11, "Market/Support": 10, "Operations/Archive": 3, "Operations/Finance": 7, "Operations/Legal": 3,
    "Operations/Logistics": 9, "Product/Design": 8, "Product/Platform": 10, "Product/Research": 9,
}  # fmt: skip
GIVEN = ("Ada", "Bo", "Cleo", "Dag", "Eira", "Finn", "Gro", "Hale", "Ines", "Juna", "Kit", "Liv")
FAMILY = ("Ash", "Birch", "Cedar", "Elder", "Fir", "Hazel")
SKILLS = {
    "Market/Sales": "Negotiation", "Market/Support": "Listening to customers", "Operations/Finance": "Budgeting",
    "Operations/Logistics": "Route planning", "Product/Design": "Prototyping", "Product/Platform": "Python",
    "Product/Research": "Experiment design",
}  # fmt: skip
CHANCE = {
    ("Operations/Logistics", "Product/Design"): 0.02, ("Market/Sales", "Product/Research"): 0.05,
    ("Market/Support", "Product/Platform"): 0.12, ("Operations/Finance", "Product/Platform"): 0.17,
}  # fmt: skip
"""Unit pairs whose people know each other less often than the usual one in four."""

GROUND = ("a common contact", "a common contact;the same location", None, "both know Budgeting")
OPTED_OUT = "p005"
LEADER, OVERLOADED = "p000", "p061"
HELD = (
    {"skill": "Negotiation", "holders": 11, "unevenness": 0.84, "new_before": 3, "new_lately": 9, "growth": 3.0,
     "p": 0.012, "emerging": True},
    {"skill": "Python", "holders": 10, "unevenness": 0.85, "new_before": 6, "new_lately": 8, "growth": 1.33,
     "p": 0.31, "emerging": False},
    {"skill": "Route planning", "holders": 1, "only_holder": "p037", "unevenness": 0.87, "new_before": 0,
     "new_lately": 1},
    {"skill": "Experiment design", "holders": 1, "only_holder": OPTED_OUT, "unevenness": 0.86, "new_before": 0,
     "new_lately": 0},
)  # fmt: skip
TRENDS = (
    {"measure": "ties_a_person", "earlier": 15.5, "later": 15.25, "p": 0.7, "clear": False, "placebo": 0.125,
     "placebo_p": 0.8},
    {"measure": "across_unit", "earlier": 0.421, "later": 0.365, "p": 0.004, "clear": True, "placebo": -0.00375,
     "placebo_p": 0.55},
)  # fmt: skip
ALONE_IN_DOVER = "p030"
RUN = "5ma11run"


def write_run(runs: Path, names: Sequence[str] = (), run: str = RUN) -> Results:
    """Writes the run under `runs/` and makes it the latest; `names` replace the first people's made-up names."""
    people = _people(run, names)
    ties = _ties(people)
    gaps = _gaps(run, people, ties)
    bridges = _bridges(run, people, ties)
    links, evidence = _links(run, people, gaps)
    bridging = {row["person"] for row in bridges if row["carry"] >= 1 / 3 and row["ties"] >= 2}
    for row in people:
        row |= {"bridging_person": row["person"] in bridging, "bridging": 0.5 if row["person"] in bridging else 0.1}
    made = {
        "people": people,
        "gaps": gaps,
        "units": _units(run, people, ties),
        "bridges": bridges,
        "links": links,
        "evidence": evidence,
        "single_points": [
            {"run": run, "person": person, "pairs_lost": pairs, "people_separated": cut_off, "skills_lost": skills}
            for person, pairs, cut_off, skills in (
                (OPTED_OUT, 1, 0, None), ("p050", 0, 6, "Knots;Sails"), ("p004", 2, 0, None), ("p061", 1, 2, None),
            )
        ],
        "reach": [
            {"run": run, "measure": measure, "level": level, "people": number, "others": 70, "median": median}
            for measure, level, number, median in (
                ("leader_reach_people", None, 9, 0.25), ("leader_reach_units", None, 9, 0.5), ("voice", "1", 61, 0.125),
            )
        ],
        "skills": [{"run": run, **row} for row in HELD],
        "trend": [{"run": run, "weeks": 12, "active": 66, **row} for row in TRENDS],
        "excluded": [{"run": run, "person": OPTED_OUT, "reason": "opted out"}],
        "effect": [
            {"run": run, "measure": measure, "before": 0.0, "after": after, "random_swap": mean, "basis": "estimated",
             "low": low, "high": high}
            for measure, after, mean, low, high in (
                ("accepted_lessons", 14.2, 9.1, 8.0, 10.4), ("gap_closed", 0.31, 0.08, 0.04, 0.12),
                ("gap_pairs_reached", 4.0, 2.2, 1.0, 3.0),
            )
        ],
    }  # fmt: skip
    tables = {
        name: table(name, {c: [r.get(c) for r in rows] for c in TABLES[name].names}) for name, rows in made.items()
    }
    return write(runs, run, tables, {"manifest": _manifest(people, ties), "audit": {}})


def _people(run: str, names: Sequence[str]) -> list[dict[str, object]]:
    made = []
    for i, unit in enumerate(unit for unit, size in UNITS.items() for _ in range(size)):
        key = f"p{i:03}"
        place = "Dover" if key == ALONE_IN_DOVER else ("Aarhus", "Bergen", "Cork")[i % 3]
        made.append(
            {
                "run": run, "person": key, "name": names[i] if i < len(names) else f"{GIVEN[i % 12]} {FAMILY[i // 12]}",
                "unit": unit, "location": place, "function": "", "level": str(1 + (i % 8 == 0)), "degree": 0,
                "strength": 1.5, "constraint": 0.25, "effective_size": 4.0, "participation": 0.5, "brokerage": 0.75,
                "betweenness": 3.0, "basis": "measured", "community": 0, "core": 3,
                "cut_point": False, "opted_out": key == OPTED_OUT,
                "balance": 0.25, "informal": 0.5, "informal_leader": key == LEADER, "load": 1,
                "overloaded": key == OVERLOADED,
            }
        )  # fmt: skip
    return made


def _ties(people: list[dict[str, object]]) -> list[tuple[int, int]]:
    """Half of a unit know each other, a quarter across, next to nobody across the closed lines."""
    rng = np.random.default_rng(3)
    ties = []
    for i, j in combinations(range(len(people)), 2):
        ends = (str(people[i]["unit"]), str(people[j]["unit"]))
        chance = 0.55 if ends[0] == ends[1] else CHANCE.get(ends, 0.4 if i % 12 == 0 else 0.25)
        if rng.random() < chance:
            ties.append((i, j))
            for person in (people[i], people[j]):
                person["degree"] = int(str(person["degree"])) + 1
    return ties


def _gaps(run: str, people: list[dict[str, object]], ties: list[tuple[int, int]]) -> list[dict[str, object]]:
    return [
        row
        for kind in ("unit", "location", "level")
        for row in _gaps_of(run, kind, [str(person[kind]) for person in people], ties)
    ]


def _gaps_of(run: str, kind: str, group: list[str], ties: list[tuple[int, int]]) -> list[dict[str, object]]:
    names = sorted(set(group))
    counts = dict.fromkeys(combinations(names, 2), 0)
    for i, j in ties:
        if group[i] != group[j]:
            a, b = sorted((group[i], group[j]))
            counts[a, b] += 1
    margin = {name: sum(m for pair, m in counts.items() if name in pair) for name in names}
    rows = []
    for (a, b), m in counts.items():
        expected = 1.15 * margin[a] * margin[b] / max(1, sum(counts.values()) * 2)
        z = (expected - m) / expected**0.5 if expected else 0.0
        finding = "silo" if m <= expected / 2 and z > 2 else "thinner" if z > 1.7 else "gap" if z >= 1 else "none"
        few = {i for i, j in ties if {group[i], group[j]} == {a, b}}
        rows.append(
            {
                "run": run, "boundary": kind, "level_used": 2 if kind == "unit" else 1, "unit_a": a, "unit_b": b,
                "people_a": group.count(a), "people_b": group.count(b), "observed": m, "expected": expected,
                "gap": expected - m if z >= 1 else 0.0, "share": None, "z": z, "p": 0.001 if finding == "silo" else 0.4,
                "null": "quasi" if len(names) > 3 else "mixing",
                "finding": finding if len(names) > 3 else "insular", "bridged_by": len(few),
                "needs_a": SKILLS.get(b), "needs_b": SKILLS.get(a), "suppressed": False,
            }
        )  # fmt: skip
    total = sum(float(str(row["gap"])) for row in rows) or 1.0
    return [row | {"share": float(str(row["gap"])) / total} for row in rows]


def _units(run: str, people: list[dict[str, object]], ties: list[tuple[int, int]]) -> list[dict[str, object]]:
    rows = []
    for kind in ("unit", "location", "level"):
        group = [str(person[kind]) for person in people]
        for name in sorted(set(group)):
            inner = sum(group[i] == group[j] == name for i, j in ties)
            outer = sum((group[i] == name) != (group[j] == name) for i, j in ties)
            ends = outer + 2 * inner
            size = group.count(name)
            rows.append(
                {
                    "run": run, "boundary": kind, "unit": name, "people": size, "ties": inner + outer,
                    "ei_index": (outer - 2 * inner) / ends, "ei_expected": 1 - 2 * (size - 1) / (len(people) - 1),
                    "z": -2.5, "insularity": 2 * inner / ends, "bubble_index": inner / ends, "bubble_expected": 0.125,
                    "basis": "estimated",
                }
            )  # fmt: skip
    return rows


def _bridges(run: str, people: list[dict[str, object]], ties: list[tuple[int, int]]) -> list[dict[str, object]]:
    across: dict[tuple[str, str, int], int] = {}
    totals: dict[tuple[str, str], int] = {}
    for i, j in ties:
        a, b = sorted((str(people[i]["unit"]), str(people[j]["unit"])))
        if a != b:
            totals[a, b] = totals.get((a, b), 0) + 1
            for person in (i, j):
                across[a, b, person] = across.get((a, b, person), 0) + 1
    return [
        {"run": run, "boundary": "unit", "unit_a": a, "unit_b": b, "person": people[p]["person"], "ties": n,
         "carry": n / totals[a, b]}
        for (a, b, p), n in sorted(across.items())
    ]  # fmt: skip


def _links(
    run: str, people: list[dict[str, object]], gaps: list[dict[str, object]]
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """26 two-way links and 2 introductions across the widest gaps, so that there is a second page."""
    by_unit = {unit: [p for p in people if p["unit"] == unit] for unit in UNITS}
    wide = sorted((g for g in gaps if g["boundary"] == "unit"), key=lambda g: -float(str(g["gap"])))
    wide = [g for g in wide if g["unit_a"] in SKILLS and g["unit_b"] in SKILLS][:7]
    links: list[dict[str, object]] = []
    evidence: list[dict[str, object]] = []
    for n, (g, k) in enumerate(product(wide, range(4))):
        ua, ub = str(g["unit_a"]), str(g["unit_b"])
        a, b = by_unit[ua][(k + n) % len(by_unit[ua])], by_unit[ub][(2 * k + n) % len(by_unit[ub])]
        if OPTED_OUT in (a["person"], b["person"]):
            a = by_unit[ua][0]
        lesson, key, gap = n < 26, f"link{n:02}", float(str(g["gap"]))
        links.append(
            {
                "run": run, "link": key, "kind": "pair" if lesson else "introduction", "a": a["person"],
                "b": b["person"], "a_teaches": SKILLS[ua] if lesson else None,
                "b_teaches": SKILLS[ub] if lesson else None, "unit_a": ua, "unit_b": ub,
                "boundaries": "unit;location" if a["location"] != b["location"] else "unit",
                "score": 0.8 - n / 50, "score_a": 0.7 if lesson else None, "score_b": 0.6 if lesson else None,
                "plausibility": 0.7 - n / 60, "rank": n + 1, "gap_before": gap / 2**k, "gap_after": gap / 2 ** (k + 1),
                "hours_per_month": 2.0, "common_ground": GROUND[k],
                "reach_gain_a": 8, "reach_gain_b": 6, "state": "proposed", "explanation": None,
            }
        )  # fmt: skip
        if lesson:
            wish = ("declared", "inferred", "assumed")[n % 3]
            for direction, skill, kind, dated in (
                ("a_teaches", SKILLS[ua], "attested", True), ("b_teaches", SKILLS[ub], "declared", False),
                ("a_wishes", SKILLS[ub], "declared", True), ("b_wishes", SKILLS[ua], wish, wish == "declared"),
            ):  # fmt: skip
                day = np.datetime64("2025-03-14").astype(object) if dated else None
                evidence.append(
                    {"link": key, "direction": direction, "skill": skill, "kind": kind, "strength": 4.0, "as_of": day,
                     "source": "skills"}
                )  # fmt: skip
    return links, evidence


def _manifest(people: list[dict[str, object]], ties: list[tuple[int, int]]) -> dict[str, object]:
    across = sum(people[i]["unit"] != people[j]["unit"] for i, j in ties)
    return {
        "as_of": "2025-06-30",
        "units_from": "roster",
        "counts": {
            "contacts": 5120,
            "people": len(people),
            "ties": len(ties),
            "in_no_roster": 2,
            "without_unit": 0,
            "without_contact": 1,
            "opted_out": 1,
        },
        "boundaries": {
            "unit": {
                "ei_index": 2 * across / len(ties) - 1,
                "ei_expected": 0.735,
                "ei_z": -9.4,
                "tested": True,
                "draws": 999,
                "p_global": 0.001,
                "beyond_chance": True,
            },
        },
        "portfolio": {"budget": 28, "loss": 0.05},
        "too_little": None,
        "notes": ["13 contacts were later than the day of the run and were left out."],
    }
