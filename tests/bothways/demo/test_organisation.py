"""The made-up organisation: same seed same bytes, a proper reporting tree, what was planted is there."""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bothways.demo import words
from bothways.demo.organisation import NEWSLETTER, Organisation, Plan, generate, invent
from graph.errors import UsageError

FILES = ("people.csv", "skills.csv", "interactions.csv.gz", "truth.json")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    generate(folder, people=300, seed=1)
    return folder


@pytest.fixture(scope="module")
def full() -> Organisation:
    return invent(Plan())


def _rows(path: Path) -> list[dict[str, str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(content.decode().splitlines()))


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    generate(tmp_path, people=300, seed=1)
    assert [(tmp_path / name).read_bytes() for name in FILES] == [(small / name).read_bytes() for name in FILES]


def test_another_seed_gives_another_organisation(small: Path, tmp_path: Path) -> None:
    generate(tmp_path, people=300, seed=2)
    assert all((tmp_path / name).read_bytes() != (small / name).read_bytes() for name in FILES)


def test_nobody_manages_themself_and_every_chain_ends_at_one_head(full: Organisation) -> None:
    manager = full.cast.manager
    assert (manager < 0).sum() == 1
    at = np.arange(len(manager))
    for _ in range(5):  # at most five levels above the front line
        at = np.where(manager[at] >= 0, manager[at], at)
    assert set(at.tolist()) == {int(np.flatnonzero(manager < 0)[0])}


def test_everybody_below_the_heads_reports_one_level_up(full: Organisation) -> None:
    below = full.cast.level < 5
    assert (full.cast.level[full.cast.manager[below]] == full.cast.level[below] + 1).all()


def test_every_unit_has_people_of_the_four_lower_levels(full: Organisation) -> None:
    found = {(u, level) for u, level in zip(full.cast.unit.tolist(), full.cast.level.tolist(), strict=True)}
    assert {(u, level) for u in range(24) for level in (1, 2, 3, 4)} <= found


def test_the_default_has_the_promised_size(full: Organisation) -> None:
    assert (len(full.cast), len(words.DIVISIONS), len(words.UNITS)) == (1200, 8, 24)
    assert 9_000 < len(full.ties.a) < 11_500
    assert len(set(full.cast.names)) == 1200


def test_planted_silos_hold_few_ties(full: Organisation) -> None:
    pairs = Counter(
        tuple(sorted(pair)) for pair in zip(full.cast.unit[full.ties.a], full.cast.unit[full.ties.b], strict=True)
    )
    planted = [pairs[pair] for pair in full.silos]
    others = [pairs[a, b] for a in range(24) for b in range(a + 1, 24) if (a, b) not in set(full.silos)]
    assert max(planted) <= 3
    assert np.median(others) >= 8


def test_tables_are_as_dirty_as_promised(small: Path) -> None:
    truth = json.loads((small / "truth.json").read_text())
    people = {row["person"]: row for row in _rows(small / "people.csv")}
    contacts = _rows(small / "interactions.csv.gz")
    assert [key for key, row in people.items() if ";" in row["mail"]] == truth["two_addresses"]
    assert [key for key, row in people.items() if row["opt_out"]] == truth["opted_out"]
    assert {"age", "gender", "title"} <= set(people["p0001"])
    old = {row["mail"].split(";")[1] for row in people.values() if ";" in row["mail"]}
    assert old <= {row["from"] for row in contacts}
    assert len({row["to"] for row in contacts if row["from"] == NEWSLETTER}) == 300
    assert not any(NEWSLETTER in row["to"] for row in contacts)
    assert set(truth["unknown"]) <= {row["from"] for row in contacts}


def test_most_but_not_all_state_a_wish(small: Path) -> None:
    skills = _rows(small / "skills.csv")
    wishing = {row["person"] for row in skills if row["kind"] == "wish"}
    assert 0.7 < len(wishing) / 300 < 0.95
    assert {row["evidence"] for row in skills} == {"declared", "attested", "observed"}
    assert {row["strength"] for row in skills} <= set("12345")


def test_contacts_span_half_a_year_over_three_channels(small: Path) -> None:
    contacts = _rows(small / "interactions.csv.gz")
    days = {np.datetime64(row["at"][:10]) for row in contacts}
    assert (max(days) - min(days)).astype(int) // 7 == 25
    assert {row["channel"] for row in contacts} == {"mail", "chat", "meeting"}


def test_too_few_people_are_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give 120 or more"):
        generate(tmp_path, people=10)
    assert not list(tmp_path.iterdir())


def test_the_smallest_organisation_still_has_all_levels() -> None:
    made = invent(Plan(people=120))
    assert np.bincount(made.cast.unit).min() == 5
