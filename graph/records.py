"""A plan as the tables of a run: links, evidence, candidates, excluded, effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.results import table
from graph.skills import BASES, STATED
from graph.suggest.case import HOURS_A_LINK, Case
from graph.suggest.effect import Effect
from graph.suggest.links import CYCLE
from graph.suggest.lot import CHOSEN, LOT
from graph.suggest.marginal import opens
from graph.suggest.plan import Plan


def to_tables(case: Case, plan: Plan, run: str) -> dict[str, pa.Table]:
    """The tables of `results.TABLES` that a plan fills.

    Args:
        case: What the plan was made from.
        plan: The plan.
        run: Id of the run.
    """
    return {
        "links": _links(case, plan, run),
        "evidence": _evidence(case, plan),
        "candidates": _candidates(case, plan),
        "excluded": _excluded(case, plan, run),
        "effect": _effect(plan, run),
    }


def _named(names: Sequence[str], codes: NDArray[np.integer]) -> list[str | None]:
    """Names by index; null where the index is -1."""
    known = (*names, None)
    return [known[code] for code in codes.tolist()]


def _links(case: Case, plan: Plan, run: str) -> pa.Table:
    links, pairs, keys = plan.links, plan.links.pairs, case.people.keys
    units = case.boundaries["unit"]
    count = len(links)
    return table(
        "links",
        {
            "run": [run] * count,
            "link": links.ids,
            "kind": links.kinds,
            "a": _named(keys, pairs.a),
            "b": _named(keys, pairs.b),
            "a_teaches": _named(case.skills.names, pairs.a_teaches),
            "b_teaches": _named(case.skills.names, pairs.b_teaches),
            "unit_a": _named(units.groups, units.codes[pairs.a]),
            "unit_b": _named(units.groups, units.codes[pairs.b]),
            "boundaries": [";".join(kinds) for kinds in links.boundaries],
            "score": pairs.w,
            "score_a": pairs.value_a,
            "score_b": pairs.value_b,
            "plausibility": pairs.plausibility,
            "rank": np.arange(1, count + 1),
            "opens": _opens(plan),
            "gap_before": links.gap_before,
            "gap_after": links.gap_after,
            "hours_per_month": [HOURS_A_LINK / 2 if kind == CYCLE else HOURS_A_LINK for kind in links.kinds],
            "common_ground": [";".join(story.common) or None for story in links.stories],
            "reach_gain_a": links.reach_gain_a,
            "reach_gain_b": links.reach_gain_b,
            "arm": _arms(plan),
            "exchange": links.exchange,
            "state": ["proposed"] * count,
            "explanation": [str(story) for story in links.stories],
        },
    )


def _opens(plan: Plan) -> NDArray[np.float64]:
    """How much openness each link adds to those before it; of exchanges of three that is not worked out."""
    chosen = plan.choice.chosen
    return np.append(opens(plan.choice.problem, chosen), np.full(len(plan.links) - len(chosen), np.nan))


def _arms(plan: Plan) -> list[str]:
    """How each link came about; exchanges of three are chosen."""
    pairs, lots = len(plan.choice.chosen), len(plan.choice.lot)
    return [CHOSEN] * (pairs - lots) + [LOT] * lots + [CHOSEN] * (len(plan.links) - pairs)


def _evidence(case: Case, plan: Plan) -> pa.Table:
    columns = ("link", "direction", "skill", "kind", "strength", "as_of", "source")
    rows = dict.fromkeys(row for row in _evidence_rows(case, plan))
    return table("evidence", {name: [row[i] for row in rows] for i, name in enumerate(columns)})


def _evidence_rows(case: Case, plan: Plan) -> Iterator[tuple[Any, ...]]:
    pairs = plan.links.pairs
    if not case.skills.any_offer:
        return
    yield from _offer_rows(case, plan, "a_teaches", pairs.a, pairs.a_teaches)
    yield from _offer_rows(case, plan, "b_teaches", pairs.b, pairs.b_teaches)
    yield from _wish_rows(case, plan, "a_wishes", pairs.a, pairs.b_teaches)
    yield from _wish_rows(case, plan, "b_wishes", pairs.b, pairs.a_teaches)
    for link, story in zip(plan.links.ids, plan.links.stories, strict=True):
        for direction, lesson in (("a_home", story.b_teaches), ("b_home", story.a_teaches)):
            if lesson and lesson.home:
                yield link, direction, lesson.skill, lesson.home, None, None, None


def _offer_rows(
    case: Case, plan: Plan, direction: str, person: NDArray[np.int64], skill: NDArray[np.int64]
) -> Iterator[tuple[Any, ...]]:
    """One row a stated fact. Facts of one kind and source differ by strength or date: the strongest counts."""
    facts, names = case.skills.evidence, case.skills.names
    taught = np.flatnonzero(skill >= 0)
    ids = [plan.links.ids[i] for i in taught.tolist()]
    first, last = case.skills.facts_of(person[taught], skill[taught], wish=direction.endswith("wishes"))
    for link, name, low, high in zip(ids, skill[taught].tolist(), first.tolist(), last.tolist(), strict=True):
        seen = set()
        for fact in facts.slice(low, high - low).to_pylist():
            if (fact["evidence"], fact["source"]) not in seen:
                seen.add((fact["evidence"], fact["source"]))
                yield link, direction, names[name], fact["evidence"], fact["strength"], fact["as_of"], fact["source"]


def _wish_rows(
    case: Case, plan: Plan, direction: str, person: NDArray[np.int64], skill: NDArray[np.int64]
) -> Iterator[tuple[Any, ...]]:
    """Stated wishes with their facts; inferred and assumed ones say so, their strength is 5 times their weight."""
    yield from _offer_rows(case, plan, direction, person, skill)
    basis, weight = case.skills.basis_of(person, skill), case.skills.wish_of(person, skill)
    for i in np.flatnonzero((skill >= 0) & (basis != STATED)).tolist():
        yield (
            plan.links.ids[i],
            direction,
            case.skills.names[skill[i]],
            BASES[basis[i]],
            5 * float(weight[i]),
            None,
            None,
        )


def _candidates(case: Case, plan: Plan) -> pa.Table:
    found, keys, groups = plan.candidates, case.people.keys, case.gaps.boundary.groups
    cells = [f"{groups[i]} | {groups[j]}" for i, j in case.gaps.pairs.tolist()]
    return table(
        "candidates",
        {
            "a": _named(keys, found.a),
            "b": _named(keys, found.b),
            "w": found.w,
            "plausibility": found.plausibility,
            "cell": _named(cells, found.cell),
            "a_teaches": _named(case.skills.names, found.a_teaches),
            "value_b": found.value_b,
            "b_teaches": _named(case.skills.names, found.b_teaches),
            "value_a": found.value_a,
            "terms": plan.choice.problem.terms.told,
        },
    )


def _excluded(case: Case, plan: Plan, run: str) -> pa.Table:
    people = _named(case.people.keys, plan.left_out)
    return table("excluded", {"run": [run] * len(people), "person": people, "reason": plan.reasons})


def _effect(plan: Plan, run: str) -> pa.Table:
    names = [field.name for field in fields(Effect)]
    columns: dict[str, list[Any]] = {name: [getattr(figure, name) for figure in plan.effect] for name in names}
    return table("effect", {"run": [run] * len(plan.effect), **columns})
