"""Before any contact is known: skills, offices and ranks alone still score pairs and make links.

Who asks whom for advice among 71 lawyers (Lazega 2001), from their practice, law school, office and rank. People ask
whom they resemble, and a swap needs two who differ, so the value of a swap says the opposite of who asks whom; what
foretells it is how likely a link is and what two people have in common. That is held against what others would use:
the cosine of skills weighted by their rarity, log(n / holders).
"""

import csv
from collections import Counter
from itertools import combinations
from math import log, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from graph.options import RunOptions
from graph.past.auc import auc, difference
from graph.past.pairs import Pairs
from graph.run import case_of, run
from graph.suggest.score import Scored, score
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

pytestmark = pytest.mark.real

SKILLS = ("practice", "law_school")


def _lawyers(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "people.csv").read_text(encoding="utf-8").splitlines()))


def _written(lawyers: list[dict[str, str]], to: Path) -> list[Path]:
    people = [f"{row['id']},Office {row['office']},Office {row['office']},{row['status']}" for row in lawyers]
    skills = [f"{row['id']},{kind} {row[kind]},4" for row in lawyers for kind in SKILLS]
    (to / "people.csv").write_text("\n".join(["person,unit,location,level", *people]), encoding="utf-8")
    (to / "skills.csv").write_text("\n".join(["person,skill,level", *skills]), encoding="utf-8")
    return [to / "people.csv", to / "skills.csv"]


def _cosine(one: dict[str, str], other: dict[str, str], rarity: dict[tuple[str, str], float]) -> float:
    shared = sum(rarity[kind, one[kind]] ** 2 for kind in SKILLS if one[kind] == other[kind])
    lengths = (sqrt(sum(rarity[kind, row[kind]] ** 2 for kind in SKILLS)) for row in (one, other))
    return shared / float(np.prod(list(lengths)))


def test_who_asks_whom_is_foretold_better_than_by_a_cosine(real_data: Path, tmp_path: Path) -> None:
    lawyers = _lawyers(real_data / "lazega")
    (tmp_path / "space").mkdir()
    workspace = Workspace(tmp_path / "space")
    load(workspace, _written(lawyers, tmp_path), LoadOptions())
    results = run(workspace, RunOptions())
    assert results.table("links").num_rows > 0
    rows = {row["id"]: row for row in lawyers}
    asked = list(combinations(sorted(rows), 2))
    scored = score(case_of(workspace, results), asked)
    assert all(one.score is not None and one.kind == "pair" for one in scored)

    counts = Counter((kind, row[kind]) for row in lawyers for kind in SKILLS)
    rarity = {held: log(len(rows) / count) for held, count in counts.items()}
    cosine = np.array([_cosine(rows[a], rows[b], rarity) for a, b in asked])
    ours = np.array([_likely(one) for one in scored])
    pairs = _pairs(real_data / "lazega", asked)
    across = np.array([rows[a]["office"] != rows[b]["office"] for a, b in asked])

    low, _ = difference(ours, cosine, pairs, seed=0)
    assert auc(ours, pairs) == pytest.approx(0.73, abs=0.01)
    assert auc(cosine, pairs) == pytest.approx(0.60, abs=0.01)
    assert low > 0
    # Across offices common skills are all that is left: the two say the same, and neither says much.
    low, high = difference(ours[across], cosine[across], pairs.take(across), seed=0)
    assert low < 0 < high
    assert auc(ours[across], pairs.take(across)) >= auc(cosine[across], pairs.take(across))


def _likely(one: Scored) -> float:
    assert one.plausibility is not None
    assert one.ground is not None
    return one.plausibility * one.ground


def _pairs(folder: Path, asked: list[tuple[str, str]]) -> Pairs:
    """Pairs as the back-test has them; one of a pair that asks the other is what "came" means here."""
    ties = csv.DictReader((folder / "ties.csv").read_text(encoding="utf-8").splitlines())
    advice = {frozenset((tie["source"], tie["target"])) for tie in ties if tie["relation"] == "advice"}
    keys = sorted({person for pair in asked for person in pair})
    place = {key: i for i, key in enumerate(keys)}
    a, b = (np.array([place[pair[end]] for pair in asked]) for end in (0, 1))
    past: Any = SimpleNamespace(keys=tuple(keys))
    network: Any = None
    return Pairs(past, network, a, b, np.array([frozenset(pair) in advice for pair in asked]), np.ones(len(asked)))
