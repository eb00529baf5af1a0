"""Emerging skills: more people than before show that they have them, beyond what all skills do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import betainc

from graph.measures.claims import FALSE_DISCOVERIES, step_up
from graph.skills import Skills

PERIOD = 26 * 7
"""Days of each of the two periods."""

FEWEST = 8
"""People newly evidenced in both periods together; fewer are too few to say."""

GROWTH = 1.5
"""What the later count must be of the earlier one."""

IMPORTED = 0.5
"""Where more than this share of the dates is one day, they say when a table was loaded, not when somebody learned."""

IMPORT_DATES = (
    "Most evidence of skills carries one date, so the dates are import dates: no skill is said to be emerging."
)


@dataclass(frozen=True, eq=False)
class Emerging:
    """By skill, in the order of `Skills.names`.

    Attributes:
        before: (s,) people newly evidenced in the 26 weeks before the last 26; NaN where dates say nothing.
        lately: (s,) in the last 26 weeks.
        p: (s,) chance of so many of them lately if the skill grew like all together; NaN where not tested.
        emerging: (s,) whether the skill is said to emerge.
        why: Why nothing was tested, as a sentence; "" where something was, or there is no dated evidence at all.
    """

    before: NDArray[np.float64]
    lately: NDArray[np.float64]
    p: NDArray[np.float64]
    emerging: NDArray[np.bool_]
    why: str = ""


def emerging(skills: Skills, as_of: int | None) -> Emerging:
    """Looks for skills for which evidence of new people grows faster than for all skills together.

    In plain words: in the last half year 12 people were first seen to know Rust, in the half year before 3. If skill
    evidence has not grown like that in general, Rust is emerging, and whoever has it could teach it.

    A person is newly evidenced when the first dated evidence of an offer of theirs falls into the period, at whatever
    strength. With c0 people before and c1 lately, C0 and C1 over all skills: p = P(X >= c1), X binomial with c0 + c1
    draws of chance C1 / (C0 + C1). Tested from c0 + c1 = 8 on; emerging: c1 >= 1.5 c0 and passed by Benjamini and
    Hochberg's step-up at .10 over all tested skills.

    Args:
        skills: Offers with their evidence.
        as_of: Day to look back from; None where nothing is dated.

    Returns:
        Counts, p-values and what emerges. Where over half of the dates are one day nothing is counted.

    Example:
        Two skills: one with c0 = 2, c1 = 10, all others together 40 and 40. The chance of a late one is 50 / 92;
        P(X >= 10 of 12) = .038: emerging if at most one other skill is tested.

    References:
        Kleinberg, J. (2003). Bursty and hierarchical structure in streams. DMKD 7, 373-397 (growth beyond the rest).
        Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
    """
    dates = _dated(skills.evidence)
    if as_of is None or not dates.num_rows:
        return _nothing(len(skills.names))
    if pc.max(dates["as_of"].value_counts().field("counts")).as_py() > IMPORTED * dates.num_rows:
        return _nothing(len(skills.names), IMPORT_DATES)
    before, lately = (_new(dates, as_of - weeks, len(skills.names)) for weeks in (PERIOD, 0))
    p = _chance(before, lately)
    found = step_up(p, FALSE_DISCOVERIES) & (lately >= GROWTH * before)
    return Emerging(before, lately, p, found)


def _dated(evidence: pa.Table) -> pa.Table:
    """Dated evidence of offers."""
    return evidence.filter(pc.and_(pc.equal(evidence["wish"], 0), pc.is_valid(evidence["as_of"])))


def _new(dates: pa.Table, last: int, skills: int) -> NDArray[np.float64]:
    """(s,) people whose first evidence of a skill lies in the period that ends with a day."""
    first = dates.group_by(["person", "skill"]).aggregate([("as_of", "min")])
    age = last - first["as_of_min"].to_numpy()
    new = first["skill"].to_numpy()[(age >= 0) & (age < PERIOD)]
    return np.bincount(new, minlength=skills).astype(np.float64)


def _chance(before: NDArray[np.float64], lately: NDArray[np.float64]) -> NDArray[np.float64]:
    """(s,) upper tail of the later count, given both."""
    both = before + lately
    share = lately.sum() / max(1, both.sum())
    # P(X >= k) is the regularised incomplete beta function of k and n - k + 1; scipy.stats takes a second to load.
    tail = np.where(lately > 0, betainc(np.maximum(lately, 1), before + 1, share), 1.0)
    return np.where(both >= FEWEST, tail, np.nan)


def _nothing(skills: int, why: str = "") -> Emerging:
    none = np.full(skills, np.nan)
    return Emerging(none, none, none, np.zeros(skills, dtype=np.bool_), why)
