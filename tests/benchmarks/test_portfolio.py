"""The table of portfolios: what is asked for by hand, and one small organisation examined for real."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.children import Cost
from benchmarks.portfolio import CAPACITY, Asked, broken, digest, pooled, row
from benchmarks.portfolio_subjects import BUDGET, case, examined
from bothways.demo.organisation import generate
from graph.options import RunOptions
from graph.run import run
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

GOOD: dict[str, Any] = {
    "candidates": 15_000,
    "links": 150,
    "seconds": 0.9,
    "fill_up": {"seconds": 0.04, "of_keeping": 0.9999, "of_free": 0.9857},
    "peak": 350.0,
    "basket": 0.012,
    "curve": [(0.02, 0.95), (0.05, 0.99), (0.1, 0.99), (0.2, 0.99)],
    "shares": [
        {"share": share, "ratio": 0.9995, "gap": 0.4, "gap_random": 0.2, "gap_valuable": 0.1, "planted": 40}
        | {"reached": 32, "reached_random": 24.0}
        for share in (0.05, 0.1, 0.2)
    ],
}
TOOK = Cost(3.0, 400.0)


def _changed(share: int, **changed: float) -> dict[str, Any]:
    shares = [dict(one) for one in GOOD["shares"]]
    shares[share] |= changed
    return GOOD | {"shares": shares}


def test_what_is_kept_is_called_all() -> None:
    assert not list(broken(Asked(1_000, 0), GOOD))
    assert row(Asked(1_000, 0), "abc", GOOD, TOOK).endswith(
        "| 32 of 40 (24.0) | 0.90 | 0.04, 0.9999, 0.9857 | 0.012 | 350, 400 | all |"
    )


@pytest.mark.parametrize(
    ("asked", "found", "what"),
    [
        (Asked(1_000, 0), _changed(1, ratio=0.9989), "**certificate**"),
        (Asked(1_000, 0), _changed(2, ratio=0.9979), "**certificate**"),
        (Asked(1_000, 0, CAPACITY), _changed(0, ratio=0.9949), "**certificate**"),
        (Asked(1_000, 0), GOOD | {"fill_up": GOOD["fill_up"] | {"of_keeping": 0.9989}}, "**certificate**"),
        (Asked(1_000, 0), GOOD | {"curve": [(0.02, 0.93)]}, "**bound**"),
        (Asked(1_000, 0), GOOD | {"curve": [(0.1, 0.979)]}, "**bound**"),
        (Asked(1_000, 0), _changed(1, gap=0.29), "**beside random**"),
        (Asked(1_000, 0), GOOD | {"seconds": 1.1}, "**under 1 s**"),
        (Asked(10_000, 0), GOOD | {"basket": 0.4}, "**fill up and basket**"),
        (Asked(100_000, 0), GOOD | {"peak": 2_100.0}, "**under 40 s and 2048 MiB**"),
    ],
)
def test_what_is_not_kept_is_named(asked: Asked, found: dict[str, Any], what: str) -> None:
    assert list(broken(asked, found)) == [what]


def test_planted_silos_are_pooled_over_the_seeds() -> None:
    said = pooled([(Asked(1_000, 0), GOOD), (Asked(1_000, 1), GOOD), (Asked(10_000, 0), _changed(1, reached=0))])
    assert said == "\nPlanted silos over all seeds: 80.0% get a link at 10 %, 60.0% by random swaps; kept: yes.\n"
    assert "**no**" in pooled([(Asked(1_000, 0), _changed(1, reached=29))])
    assert pooled([(Asked(10_000, 0), GOOD)]) == ""


def test_a_digest_names_tables_by_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n", encoding="utf-8")
    first = digest(tmp_path)
    (tmp_path / "truth.json").write_text("{}", encoding="utf-8")
    assert digest(tmp_path) == first
    (tmp_path / "a.csv").write_text("y\n", encoding="utf-8")
    assert digest(tmp_path) != first


def test_a_small_organisation_is_examined(tmp_path: Path) -> None:
    generate(tmp_path / "tables", people=120, seed=1)
    space = Workspace(tmp_path / "space")
    load(space, sorted((tmp_path / "tables").glob("*.csv*")), LoadOptions())
    run(space, RunOptions())
    of = case(space.folder)
    groups = of.gaps.boundary.groups
    everything = frozenset(tuple(sorted((groups[i], groups[j]))) for i, j in of.gaps.pairs.tolist())
    found = examined(of, everything, BUDGET, [0.05, 0.1])
    assert json.loads(json.dumps(found))["links"] == round(0.15 * 120) or found["links"] > 0
    first = found["shares"][0]
    assert 0.9 < first["ratio"] <= 1 + 1e-9
    assert 0.9 < found["fill_up"]["of_free"] <= 1 + 1e-9
    assert 0.99 < found["fill_up"]["of_keeping"] <= 1 + 1e-9
    assert 0 < first["reached"] <= first["planted"] == len(everything)
    assert 0 <= first["gap_valuable"] <= first["gap"] <= 1
