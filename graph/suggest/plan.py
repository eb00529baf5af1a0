"""A plan as a sentence: see, find, choose, describe, compare with chance, say who is left out, audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.skills import STATED
from graph.suggest.audit import Audit, audit
from graph.suggest.candidates import Candidates
from graph.suggest.case import Case
from graph.suggest.changes import changes
from graph.suggest.choice import choose
from graph.suggest.effect import Effect, effect
from graph.suggest.excluded import reasons
from graph.suggest.giveup import Search
from graph.suggest.links import INTRODUCTION, Links, describe, kind_of
from graph.suggest.outlook import outlook
from graph.suggest.portfolio import Problem


@dataclass(frozen=True, eq=False)
class Plan:
    """What is suggested, out of what, at what price, and who is left out.

    Attributes:
        kind: "pair" or "introduction".
        candidates: What could be chosen.
        links: What was chosen, in order of choice.
        left_out: Indices of roster people without a link, in key order.
        reasons: A sentence for each of them.
        effect: Figures beside random sets; empty without links.
        problem: The candidates as numbers.
        search: The sets that were tried for the give-up rule, with prices.
        budget: K, links in all.
        share_inferred: Share of the links' directions that rest on inferred or assumed wishes; 0 without lessons.
        audit: What was checked.
    """

    kind: str
    candidates: Candidates
    links: Links
    left_out: NDArray[np.int64]
    reasons: list[str]
    effect: tuple[Effect, ...]
    problem: Problem
    search: Search
    budget: int
    share_inferred: float
    audit: Audit

    def summary(self) -> dict[str, Any]:
        """The figures of the portfolio for a run's manifest; `tried` holds lambda, V and openness of every set seen."""
        tried = [(point.weight, point.value, point.openness) for point in self.search.tried]
        return {
            "kind": self.kind,
            "budget": self.budget,
            "links": len(self.links),
            "candidates": len(self.candidates),
            "value": _short(self.search.best.value),
            "v0": _short(self.search.start.value),
            "loss": _short(self.search.loss),
            "lambda": _short(self.search.best.weight),
            "share_inferred": _short(self.share_inferred),
            "tried": [dict(zip(("lambda", "value", "openness"), map(_short, point), strict=True)) for point in tried],
        }

    def notes(self) -> list[str]:
        """What a reader has to know before the links."""
        said = []
        if not len(self.links):
            said.append("No link is worth suggesting here.")
        elif self.kind == INTRODUCTION:
            said.append("No skill is known: these are introductions across gaps, no lesson is claimed.")
        if self.share_inferred:
            said.append(f"{self.share_inferred:.0%} of the lessons rest on wishes that were inferred, not stated.")
        return said


def _short(value: float) -> float:
    """Six significant digits: what is written must not differ by a last bit between machines."""
    return float(f"{value:.6g}")


def plan(case: Case) -> Plan:
    """Makes the portfolio of a case. The same case gives the same plan, whatever the order of its facts."""
    choice = choose(case)
    pairs = choice.links
    chosen = choice.problem, choice.search.best.chosen, case.options.seed
    left_out, why = reasons(case, choice.sight, choice.found, choice.search.best.chosen)
    return Plan(
        kind=kind_of(case.skills),
        candidates=choice.found,
        links=describe(case, pairs),
        left_out=left_out,
        reasons=why,
        effect=(*effect(*chosen, case.network.degrees), *changes(*chosen, outlook(case))),
        problem=choice.problem,
        search=choice.search,
        budget=choice.problem.budget,
        share_inferred=_share_inferred(case, pairs),
        audit=audit(case, choice),
    )


def _share_inferred(case: Case, pairs: Candidates) -> float:
    if not len(pairs) or not case.skills.any_offer:
        return 0.0
    learner = np.concatenate((pairs.a, pairs.b))
    skill = np.concatenate((pairs.b_teaches, pairs.a_teaches))
    return float((case.skills.basis_of(learner, skill) != STATED).mean())
