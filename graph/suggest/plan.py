"""A plan as a sentence: see, find, choose, describe, compare with chance, say who is left out, audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.skills import STATED
from graph.suggest.audit import Audit, audit
from graph.suggest.before import Before
from graph.suggest.candidates import Candidates
from graph.suggest.case import Case
from graph.suggest.changes import changes
from graph.suggest.choice import Choice, choose
from graph.suggest.cycles import Cycles, find
from graph.suggest.effect import Effect, effect
from graph.suggest.excluded import reasons
from graph.suggest.links import INTRODUCTION, Links, describe, kind_of
from graph.suggest.outlook import outlook


@dataclass(frozen=True, eq=False)
class Plan:
    """What is suggested, out of what, at what price, and who is left out.

    Attributes:
        before: The portfolio that it goes on from; None where it starts anew.
        kind: "pair" or "introduction".
        candidates: What could be chosen.
        links: What was chosen, in order of choice.
        left_out: Indices of roster people without a link, in key order.
        reasons: A sentence for each of them.
        effect: Figures beside random sets; empty without links.
        three: Exchanges of three beside them.
        choice: How they were chosen.
        share_inferred: Share of the links' directions that rest on inferred or assumed wishes; 0 without lessons.
        audit: What was checked.
    """

    before: Before | None
    kind: str
    candidates: Candidates
    links: Links
    left_out: NDArray[np.int64]
    reasons: list[str]
    effect: tuple[Effect, ...]
    three: Cycles
    choice: Choice
    share_inferred: float
    audit: Audit

    def summary(self) -> dict[str, Any]:
        """The figures of the portfolio for a run's manifest; `tried` holds lambda, V and openness of every set seen."""
        search = self.choice.search
        tried = [(point.weight, point.value, point.openness) for point in search.tried]
        return {
            "kind": self.kind,
            "budget": self.choice.problem.budget,
            "links": len(self.choice.chosen),
            "exchanges_of_three": self.exchanges,
            "by_lot": len(self.choice.lot),
            "standing": search.kept.links if search.kept else 0,
            "candidates": len(self.candidates),
            "value": _short(search.best.value),
            "v0": _short(search.start.value),
            "loss": _short(search.loss),
            "lambda": _short(search.best.weight),
            "share_inferred": _short(self.share_inferred),
            "tried": [dict(zip(("lambda", "value", "openness"), map(_short, point), strict=True)) for point in tried],
        }

    @property
    def exchanges(self) -> int:
        """Exchanges of three."""
        return len(set(self.links.exchange) - {None})

    def _going_on(self, before: Before) -> str:
        stood, pairs = set(map(tuple, before.pairs.tolist())), self.choice.links
        kept = sum(pair in stood for pair in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
        many, run = before.exchanges
        three = f" Of its {many:,d} exchange{'s' * (many > 1)} of three {run:,d} run; others are looked for anew."
        return (
            f"It goes on from the run {before.run}: of its {before.links:,d} links {before.taken_up:,d} were taken up, "
            f"{kept:,d} stand, {_are(len(self.choice.chosen) - kept)} new.{three if many else ''}"
        )

    def _none(self) -> str:
        """Why there is no link: the rules leave no pair, or none is worth it."""
        rules = self.choice.sight.gate.rules
        if len(self.candidates) or rules.empty:
            return "No link is worth suggesting here."
        return f"No pair that keeps the rules of {rules.preset or 'this run'} has something to teach each other."

    def notes(self) -> list[str]:
        """What a reader has to know before the links."""
        said = []
        if self.before:
            said.append(self._going_on(self.before))
        if not len(self.links):
            said.append(self._none())
        elif self.kind == INTRODUCTION:
            said.append("No skill is known: these are introductions across gaps, no lesson is claimed.")
        if three := self.exchanges:
            said.append(f"Where no pair could open a gap, three can: {three:,d} exchange{'s' * (three > 1)} of three.")
            gap, lessons = f"{self.three.gap_closed(self.choice):.2%}", f"{self.three.lessons:.2g}"
            said.append(
                f"Beside what the links would change, exchanges of three are expected to take {gap} of the gap weight "
                f"and to bring {lessons} lessons (estimated): three have to agree, not two."
            )
        if lots := len(self.choice.lot):
            said.append(
                f"Lots drew {lots:,d} of the links: what comes of them shows what choosing the others was worth."
            )
        if self.share_inferred:
            share = "Under 1%" if self.share_inferred < 0.01 else f"{self.share_inferred:.0%}"
            said.append(f"{share} of the lessons rest on wishes that were inferred, not stated.")
        return said


def _are(many: int) -> str:
    return f"{many:,d} {'is' if many == 1 else 'are'}"


def _short(value: float) -> float:
    """Six significant digits: what is written must not differ by a last bit between machines."""
    return float(f"{value:.6g}")


def plan(case: Case) -> Plan:
    """Makes the portfolio of a case. The same case gives the same plan, whatever the order of its facts."""
    choice = choose(case)
    pairs = choice.links
    chosen = choice.problem, choice.chosen, case.options.seed
    three = find(case, choice)
    left_out, why = reasons(case, choice, three.people)
    return Plan(
        before=case.before,
        kind=kind_of(case),
        candidates=choice.found,
        links=describe(case, pairs, three),
        left_out=left_out,
        reasons=why,
        effect=(*effect(*chosen, case.network.degrees), *changes(*chosen, outlook(case))),
        three=three,
        choice=choice,
        share_inferred=_share_inferred(case, pairs),
        audit=audit(case, choice, three.legs),
    )


def _share_inferred(case: Case, pairs: Candidates) -> float:
    if not len(pairs) or not case.skills.any_offer:
        return 0.0
    learner = np.concatenate((pairs.a, pairs.b))
    skill = np.concatenate((pairs.b_teaches, pairs.a_teaches))
    return float((case.skills.basis_of(learner, skill) != STATED).mean())
