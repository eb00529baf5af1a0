from math import comb

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import roster as people
from graph.facts import PEOPLE, SKILLS
from graph.measures.emerging import IMPORT_DATES, PERIOD, emerging
from graph.options import LevelOptions
from graph.skills import Skills, read

DAY = 20_000
Rows = list[tuple[str, str, int | None]]


def skills(rows: Rows, kind: str = "offer") -> Skills:
    """Evidence of active people, as the ledger holds it."""
    facts = [
        {"person": who, "skill": skill, "kind": kind, "strength": 2.0, "evidence": "declared", "as_of": day}
        for who, skill, day in rows
    ]
    roster = pa.Table.from_pylist([{"person": who} for who in sorted({row[0] for row in rows})], schema=PEOPLE)
    everybody = people.read(roster, as_of=None, levels=LevelOptions())
    return read(everybody, pa.Table.from_pylist(facts, schema=SKILLS))


def _new(skill: str, before: int, lately: int) -> Rows:
    """People newly evidenced, on days of their own within each period."""
    days = [DAY - PERIOD - i for i in range(before)] + [DAY - i for i in range(lately)]
    return [(f"{skill}{i}", skill, day) for i, day in enumerate(days)]


def test_the_chance_of_the_later_count_by_hand() -> None:
    # The example of the docstring: c0 = 2, c1 = 10, all others 40 and 40; binomial of 12 draws at 50 / 92.
    found = emerging(skills(_new("Rust", 2, 10) + _new("all else", 40, 40)), DAY)
    assert (found.before.tolist(), found.lately.tolist()) == ([2, 40], [10, 40])
    share = 50 / 92
    tail = sum(comb(12, k) * share**k * (1 - share) ** (12 - k) for k in range(10, 13))
    assert found.p[0] == pytest.approx(tail)
    assert found.emerging.tolist() == [True, False]


def test_a_planted_fast_skill_is_found_and_a_stable_one_is_not() -> None:
    found = emerging(skills(_new("fast", 3, 24) + _new("stable", 12, 13) + _new("slow", 20, 9)), DAY)
    assert dict(zip(("fast", "slow", "stable"), found.emerging.tolist(), strict=True)) == {
        "fast": True, "slow": False, "stable": False,
    }  # fmt: skip


def test_growth_of_everything_makes_no_skill_emerge() -> None:
    rows = [row for skill in "abcdef" for row in _new(skill, 6, 30)]
    assert not emerging(skills(rows), DAY).emerging.any()


def test_much_evidence_of_little_growth_does_not_emerge() -> None:
    # 1.4 times as many where all else halves: far beyond chance, and still no growth worth the word.
    found = emerging(skills(_new("steady", 100, 140) + _new("all else", 200, 100)), DAY)
    assert found.p[1] < 0.001
    assert not found.emerging.any()


def test_under_eight_people_nothing_is_tested() -> None:
    found = emerging(skills(_new("few", 0, 7) + _new("all else", 20, 20)), DAY)
    assert np.isnan(found.p).tolist() == [False, True]


def test_shuffled_dates_raise_few_false_alarms() -> None:
    # 40 skills of 12 people, dates dealt out at random, 50 times: at .10 about 5 arrangements may find anything at all.
    alarms = 0
    for seed in range(50):
        days = (DAY - np.random.default_rng(seed).integers(0, 2 * PERIOD, 480)).tolist()
        rows = [(f"p{i}", f"s{i % 40}", day) for i, day in enumerate(days)]
        alarms += bool(emerging(skills(rows), DAY).emerging.any())
    assert alarms <= 5


def test_the_first_dated_evidence_of_a_person_is_what_counts() -> None:
    again = [("a", "zen", DAY - 2 * PERIOD - 1), ("a", "zen", DAY - 1), ("b", "zen", None), ("c", "zen", DAY + 1)]
    edges = [("d", "zen", DAY - PERIOD), ("e", "zen", DAY - PERIOD + 1), ("f", "zen", DAY - 2 * PERIOD + 1)]
    found = emerging(skills([*again, *edges]), DAY)
    assert (found.before.tolist(), found.lately.tolist()) == ([2], [1])  # d and f, then e


def test_wishes_are_no_evidence() -> None:
    assert np.isnan(emerging(skills(_new("zen", 2, 10), "wish"), DAY).before).all()


def test_import_dates_say_nothing() -> None:
    loaded = [(f"x{i}", "zen", DAY - 3) for i in range(21)]
    found = emerging(skills(_new("Rust", 0, 20) + loaded), DAY)
    assert found.why == IMPORT_DATES
    assert not found.emerging.any()
    assert np.isnan(found.before).all()
    half = emerging(skills(_new("Rust", 0, 21) + loaded[:19]), DAY)  # with Rust's own 20 of 40 dates: not over half
    assert half.why == ""


def test_without_dates_there_is_nothing_to_say_and_no_reason_to_give() -> None:
    for rows, day in (([("a", "zen", None)], DAY), (_new("zen", 9, 9), None), ([], DAY)):
        found = emerging(skills(rows), day)
        assert found.why == ""
        assert not found.emerging.any()
        assert np.isnan(found.lately).all()


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 30), st.integers(0, 400)), max_size=40))
def test_a_plain_count_agrees(rows: list[tuple[str, int, int]]) -> None:
    facts = [(f"p{person}", skill, DAY - age) for skill, person, age in rows]
    found = emerging(skills(facts), DAY)
    if found.why or not rows:
        return
    first: dict[tuple[str, str], int] = {}
    for person, skill, day in facts:
        first[person, skill] = min(day, first.get((person, skill), day))
    for column, skill in enumerate(sorted({skill for skill, _, _ in rows})):
        ages = [DAY - day for (_, of), day in first.items() if of == skill]
        assert found.lately[column] == sum(age < 182 for age in ages)
        assert found.before[column] == sum(182 <= age < 364 for age in ages)
