"""The sentences of a link, made from typed fields. They name neither of the two, no common contact and no small group.

A and B stand for the columns `a` and `b` of the links table, so the same text serves every profile of an export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_WISHES = {
    "stated": "which {learner} wants to learn",
    "inferred": "which {learner} could learn (inferred from skills and contacts, not stated)",
    "assumed": "which {learner} could learn (assumed: it is rare in the own unit)",
}
_AT_HOME = {
    "rare": "; few in {learner}'s own unit could teach it",
    "some": "; some in {learner}'s own unit could teach it too",
    "common": "; many in {learner}'s own unit could teach it too",
    "": "",
}
_BANDS = ((0.5, "high, they move in the same surroundings"), (0.25, "fair, there are some ways between them"))
THREE = "One of three lessons of an exchange of three, in which everybody teaches one and learns from another."
ONE_WAY = "One way: who teaches learns nothing. For comparison only."
_COLD = "low, they would be new to each other"


@dataclass(frozen=True)
class Lesson:
    """One direction of a link.

    Attributes:
        skill: What is taught.
        evidence: declared, attested or observed.
        strength: Of the offer, 1..5.
        as_of: Day of the evidence; None where undated.
        basis: Where the learner's wish comes from: stated, inferred or assumed.
        home: How many in the learner's own unit could teach it: rare, some or common; "" where that is not known.
    """

    skill: str
    evidence: str
    strength: float
    as_of: date | None
    basis: str
    home: str = ""


@dataclass(frozen=True)
class Story:
    """All that the text of a link says.

    Attributes:
        a_teaches: What B learns; None for an introduction, and where of one lesson it is B who teaches.
        b_teaches: What A learns; the same the other way round.
        crossed: Boundary kinds that the link crosses.
        opens: Whether a gap lies between the two.
        common: Common ground in words.
        plausibility: A in (0, 1).
        kind: As in the links table.
    """

    a_teaches: Lesson | None
    b_teaches: Lesson | None
    crossed: tuple[str, ...]
    opens: bool
    common: tuple[str, ...]
    plausibility: float
    kind: str

    def __str__(self) -> str:
        parts = (self._lessons(), self._line(), self._ground(), f"Plausibility: {band(self.plausibility)}.")
        return " ".join(parts)

    def _lessons(self) -> str:
        if self.a_teaches is None and self.b_teaches is None:
            return "An introduction: no skill is known yet, so no lesson is claimed."
        if self.b_teaches is None or self.a_teaches is None:
            return f"{ONE_WAY if self.kind == 'one-way' else THREE} {self._alone()}"
        return f"{_lesson(self.a_teaches, 'A', 'B')} {_lesson(self.b_teaches, 'B', 'A')}"

    def _alone(self) -> str:
        if self.a_teaches is not None:
            return _lesson(self.a_teaches, "A", "B")
        return _lesson(self.b_teaches, "B", "A") if self.b_teaches is not None else ""

    def _line(self) -> str:
        crossed = f"It crosses {listed(self.crossed)}" if self.crossed else "It crosses no line"
        return crossed + (" and helps to open a gap." if self.opens else ".")

    def _ground(self) -> str:
        return f"Common ground: {', '.join(self.common) or 'none is known'}."


def _lesson(lesson: Lesson, teacher: str, learner: str) -> str:
    dated = "" if lesson.as_of is None else f", as of {lesson.as_of.isoformat()}"
    evidence = f"{lesson.evidence}, strength {lesson.strength:g}{dated}"
    wish, home = _WISHES[lesson.basis].format(learner=learner), _AT_HOME[lesson.home].format(learner=learner)
    return f"{teacher} teaches {lesson.skill} ({evidence}), {wish}{home}."


def teacher_and_learner(row: Mapping[str, Any]) -> tuple[str, str]:
    """The two of one lesson of an exchange of three, as it stands in the links: one of its skills is null."""
    return (row["a"], row["b"]) if row["a_teaches"] else (row["b"], row["a"])


def leaving(side: str, pairs: int | None, people: int | None, skills: str | None) -> str:
    """What would be lost with one person; a few people and pairs that are hidden are None, skills joined by `;`."""
    lost = [f"{pairs} {'pair' if pairs == 1 else 'pairs'} of groups would have no tie left"] if pairs else []
    if people != 0:
        lost.append(f"{'a few' if people is None else people} people would be cut off")
    if skills:
        lost.append(f"nobody else could teach {listed(skills.split(';'))}")
    return f"If {side} left, {listed(lost)}."


def band(plausibility: float) -> str:
    """Plausibility in words; bands, since it is no probability."""
    return next((words for bottom, words in _BANDS if plausibility >= bottom), _COLD)


def listed(words: Sequence[str]) -> str:
    """["unit", "level"] as "unit and level"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
