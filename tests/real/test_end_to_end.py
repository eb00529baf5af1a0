"""From real files to links, by the real command; figures: definitions 1 and 2 and the terms of the first release."""

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.results import Results

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("exams")]  # one process makes and runs them

SEEDS = range(5)
PAIRS = 190
PLANTED = (29, 41, 40, 30, 39)
PUBLISHED_GAPS = (50, 59, 56, 55, 56)
PUBLISHED_PLANTED_GAPS = (29, 41, 40, 30, 37)
"""Definitions 2. They are reached within one pair where z is taken from the swap draws; z = (E - m) / sqrt(E), as the
definition says and as `_independent_gaps` works it out, differs by up to four pairs near z = 1."""
GAPS = (48, 60, 57, 56, 52)
PLANTED_GAPS = (29, 41, 40, 30, 35)


def _bothways(place: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bothways", "-C", str(place), *words, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def manufacturer(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Results]:
    place = tmp_path_factory.mktemp("manufacturer")
    folder = real_data / "manufacturer"
    report = _bothways(place, "ingest", str(folder / "communication.csv"), str(folder / "reportsto.csv"))
    _bothways(place, "run")
    return report, Results(next(path for path in (place / "runs").iterdir() if path.is_dir()))


# The manufacturer -----------------------------------------------------------------------------------------------------


def test_the_mail_log_is_counted_as_defined(manufacturer: tuple[dict[str, Any], Results]) -> None:
    report, results = manufacturer
    mails = next(source for source in report["sources"] if source["kind"] == "contacts")
    rows = next(file["rows"] for file in report["files"] if file["kind"] == "interactions")
    assert (rows, mails["to_self"], mails["repeats"]) == (82_927, 51, 313)
    counts = results.manifest["counts"]
    assert (counts["accounts"], counts["in_no_roster"], counts["ties"], counts["people"]) == (167, 13, 3_250, 154)


def test_units_and_levels_come_from_the_reporting_tree(manufacturer: tuple[dict[str, Any], Results]) -> None:
    people = manufacturer[1].table("people").to_pydict()
    known = [(unit, level) for unit, level in zip(people["unit"], people["level"], strict=True) if level is not None]
    sizes = sorted(Counter(unit for unit, _ in known if unit is not None).values(), reverse=True)
    assert sizes == [83, 16, 10, 8, 8, 8, 7, 6, 4, 2, 1]
    levels = Counter(level for _, level in known)
    assert [levels[str(level)] for level in range(1, 7)] == [120, 24, 7, 1, 1, 1]


def test_the_mail_log_shows_four_thinner_pairs_and_no_silo(manufacturer: tuple[dict[str, Any], Results]) -> None:
    gaps = manufacturer[1].table("gaps").to_pylist()
    unit = [row for row in gaps if row["boundary"] == "unit"]
    assert len(unit) == 36
    assert sum(row["z"] >= 1 for row in unit) == 10
    assert sum(row["gap"] for row in unit) == pytest.approx(97.212, abs=0.001)
    thinner = {frozenset((row["unit_a"], row["unit_b"])) for row in unit if row["finding"] == "thinner"}
    assert len(thinner) == 4
    assert not any(row["finding"] == "silo" for row in unit)
    assert max(row["z"] for row in unit) == pytest.approx(1.891, abs=0.001)


def test_introductions_cross_branches_and_some_levels(manufacturer: tuple[dict[str, Any], Results]) -> None:
    links = manufacturer[1].table("links").to_pylist()
    assert links
    assert {row["kind"] for row in links} == {"introduction"}
    assert all("unit" in row["boundaries"].split(";") and row["unit_a"] != row["unit_b"] for row in links)
    assert any("level" in row["boundaries"].split(";") for row in links)


# The exam organisations -----------------------------------------------------------------------------------------------


def _found(results: Results, wanted: Callable[[dict[str, Any]], bool]) -> set[tuple[str, str]]:
    rows = results.table("gaps").to_pylist()
    return {tuple(sorted((row["unit_a"], row["unit_b"]))) for row in rows if row["boundary"] == "unit" and wanted(row)}


@pytest.mark.parametrize("seed", SEEDS)
def test_gaps_of_an_exam_hold_what_was_planted(seed: int, examined) -> None:
    sat, results = examined(seed)
    gaps = _found(results, lambda row: row["z"] is not None and row["z"] >= 1)
    every = _found(results, lambda row: True)
    assert (len(every), len(sat.planted)) == (PAIRS, PLANTED[seed])
    assert gaps == _independent_gaps(sat.tables)
    assert (len(gaps), len(gaps & sat.planted)) == (GAPS[seed], PLANTED_GAPS[seed])
    assert abs(len(gaps) - PUBLISHED_GAPS[seed]) <= 4
    assert abs(len(gaps & sat.planted) - PUBLISHED_PLANTED_GAPS[seed]) <= 2


def _independent_gaps(tables: Sequence[Path]) -> set[tuple[str, str]]:
    """Pairs with z >= 1 from the plain tables, by a dense fit that shares no line with ours."""
    rows = {path.name: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in tables}
    unit = {row["person"]: row["unit"] for row in rows["people.csv"]}
    names = sorted(set(unit.values()))
    code = {key: names.index(name) for key, name in unit.items()}
    m = np.zeros((len(names), len(names)))
    for a, b in {tuple(sorted((row["from"], row["to"]))) for row in rows["interactions.csv"]}:
        m[code[a], code[b]] += 1
    m = np.triu(m + m.T, 1)
    m += m.T
    parents = np.array([name.split("/")[0] for name in names])
    other = ~np.eye(len(names), dtype=bool)
    sibling = (parents[:, None] == parents) & other
    a, theta = np.sqrt(m.sum(1)), 1.0
    for _ in range(200):  # far beyond convergence at this size
        for i, own in enumerate(np.where(sibling, theta, 1.0) * other):
            a[i] = m[i].sum() / (own @ a)
        theta *= m[sibling].sum() / (np.outer(a, a) * theta)[sibling].sum()
    expected = np.outer(a, a) * np.where(sibling, theta, 1.0)
    far = np.triu((expected - m) / np.sqrt(expected) >= 1, 1)
    return {(names[i], names[j]) for i, j in np.argwhere(far).tolist()}


def test_claims_of_the_exams_are_mostly_planted_and_find_most(examined, say: Callable[[str], None]) -> None:
    claimed = planted = hits = gaps = held = 0
    for seed in SEEDS:
        sat, results = examined(seed)
        silos = _found(results, lambda row: row["finding"] == "silo")
        steering = _found(results, lambda row: row["gap"] is not None and row["gap"] > 0)
        claimed, planted, hits = claimed + len(silos), planted + len(sat.planted), hits + len(silos & sat.planted)
        gaps, held = gaps + len(steering), held + len(steering & sat.planted)
        say(f"organisation {seed}: {len(silos)} silos claimed, {len(silos & sat.planted)} of them planted")
    assert hits >= 0.80 * claimed
    assert hits >= 0.75 * planted
    assert held >= 0.95 * planted
    assert gaps < len(SEEDS) * PAIRS / 3


def test_links_reach_more_planted_silos_than_random_swaps(examined, say: Callable[[str], None]) -> None:
    reached = random = 0.0
    for seed in SEEDS:
        sat, results = examined(seed)
        unit = {row["person"]: row["unit"] for row in results.table("people").to_pylist()}
        links = [(unit[row["a"]], unit[row["b"]]) for row in results.table("links").to_pylist()]
        mine, swapped = len({tuple(sorted(link)) for link in links} & sat.planted), _swapped(links, sat.planted, seed)
        say(f"organisation {seed}: links reach {mine} of {len(sat.planted)} planted silos, random swaps {swapped:.1f}")
        reached, random = reached + mine, random + swapped
    assert reached > random


def _swapped(links: list[tuple[str, str]], planted: frozenset[tuple[str, str]], seed: int) -> float:
    """Planted silos reached when the second persons are dealt out anew, mean of 100 draws."""
    rng = np.random.default_rng([seed, 31])
    first, second = [a for a, _ in links], [b for _, b in links]
    draws = [
        {tuple(sorted(pair)) for pair in zip(first, (second[i] for i in rng.permutation(len(second))), strict=True)}
        for _ in range(100)
    ]
    return sum(len(draw & planted) for draw in draws) / len(draws)
