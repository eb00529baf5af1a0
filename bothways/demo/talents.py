"""What the people of the made-up organisation can teach and want to learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bothways.demo import words
from bothways.demo.cast import Cast
from bothways.demo.traffic import DAY, FIRST_DAY, WEEKS

Row = tuple[str, str, str, int, str, str, str]
"""person, skill, kind, strength, evidence, as_of, source"""

EVIDENCE = ("declared", "attested", "observed")
EVIDENCE_SHARE = (0.55, 0.3, 0.15)

WITHOUT_WISH = 0.18
"""Share of the people who never said what they want to learn."""

TWO_YEARS = 730


def skill_rows(cast: Cast, silos: list[tuple[int, int]], rng: np.random.Generator) -> Iterator[Row]:
    """Offers, then wishes, person by person; who is cut off from a unit wants what it knows."""
    wanted = _wanted(silos)
    for person, key in enumerate(cast.keys):
        unit, level = int(cast.unit[person]), int(cast.level[person])
        offers = _offers(unit, rng)
        for skill in offers:
            yield key, skill, "offer", _strength(level, rng), *_proof(rng)
        if rng.random() >= WITHOUT_WISH:
            for skill in _wishes(wanted[unit], set(offers), rng):
                yield (
                    key,
                    skill,
                    "wish",
                    int(rng.integers(2, 6)),
                    EVIDENCE[0],
                    _day(rng, WEEKS * 7),
                    words.SKILL_SOURCES[0],
                )


def _wanted(silos: list[tuple[int, int]]) -> list[list[str]]:
    """By unit, the skills at home in the units behind its silos."""
    wanted: list[list[str]] = [[] for _ in words.UNITS]
    for a, b in silos:
        wanted[a].extend(words.UNIT_SKILLS[words.UNITS[b]])
        wanted[b].extend(words.UNIT_SKILLS[words.UNITS[a]])
    return wanted


def _offers(unit: int, rng: np.random.Generator) -> list[str]:
    own = [skill for skill in words.UNIT_SKILLS[words.UNITS[unit]] if rng.random() < 0.6]
    common = [str(skill) for skill in rng.choice(words.COMMON_SKILLS, rng.integers(1, 4), replace=False)]
    foreign = [words.SKILLS[rng.integers(len(words.SKILLS))]] if rng.random() < 0.3 else []
    return sorted({*own, *common, *foreign})


def _wishes(wanted: list[str], offers: set[str], rng: np.random.Generator) -> list[str]:
    near = [wanted[i] for i in rng.integers(0, len(wanted), 2)] if wanted else []
    far = [words.SKILLS[i] for i in rng.integers(0, len(words.SKILLS), 2)]
    common = [words.COMMON_SKILLS[rng.integers(len(words.COMMON_SKILLS))]]
    return sorted({*near, *far, *common} - offers)


def _strength(level: int, rng: np.random.Generator) -> int:
    return int(np.clip(round(2.7 + 0.25 * level + rng.normal(0, 1.1)), 1, 5))


def _proof(rng: np.random.Generator) -> tuple[str, str, str]:
    kind = int(np.searchsorted(np.cumsum(EVIDENCE_SHARE), rng.random()))
    return EVIDENCE[kind], _day(rng, TWO_YEARS), words.SKILL_SOURCES[kind]


def _day(rng: np.random.Generator, within: int) -> str:
    return str(FIRST_DAY + (WEEKS * 7 - 1 - int(rng.integers(0, within))) * DAY)
