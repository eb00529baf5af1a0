"""The shipped sets, loaded and run: figures of definitions 2, worked out a second time where that is short."""

import csv
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

import bothways.settings
from bothways.demo import shipped
from graph.results import Results
from graph.run import run
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

Ran = Callable[[str], Results]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The finished run of a shipped set."""
    done: dict[str, Results] = {}

    def of(name: str) -> Results:
        if name not in done:
            workspace = Workspace(tmp_path_factory.mktemp(name))
            workspace.settings.write_text(shipped.settings(name), encoding="utf-8")
            load(workspace, shipped.copy(name, workspace.folder / "input"), LoadOptions())
            done[name] = run(workspace, bothways.settings.load(workspace.folder).run_options())
        return done[name]

    return of


def _rows(results: Results, table: str, **wanted: str) -> list[dict[str, object]]:
    rows = results.table(table).to_pylist()
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _strengths(results: Results) -> tuple[list[str], np.ndarray]:
    """People in key order and the symmetric matrix of nominations, counted straight from the shipped table."""
    folder = results.folder.parents[1] / "input"
    rows = list(csv.DictReader((folder / "interactions.csv").read_text(encoding="utf-8").splitlines()))
    keys = sorted({row[end] for row in rows for end in ("from", "to")})
    matrix = np.zeros((len(keys), len(keys)))
    for row in rows:
        matrix[keys.index(row["from"]), keys.index(row["to"])] += 1
    return keys, matrix + matrix.T


# Krackhardt -----------------------------------------------------------------------------------------------------------


def test_krackhardt_has_159_ties_and_the_defined_e_i_indices(ran: Ran) -> None:
    results = ran("krackhardt")
    unit = results.manifest["boundaries"]["unit"]
    assert results.manifest["counts"]["ties"] == 159  # the union of the three relations
    # By hand: departments of 5, 8, 3, 4 and 1: 1 - 2 (5*4 + 8*7 + 3*2 + 4*3) / (21 * 20) = 1 - 188 / 420.
    assert unit["ei_expected"] == pytest.approx(1 - 188 / 420, abs=1e-5)
    assert unit["ei_index"] == pytest.approx(0.4969, abs=5e-5)
    found = {row["unit"]: row["ei_index"] for row in _rows(results, "units", boundary="unit")}
    defined = {"Department 1": 0.5068, "Department 2": 0.2787, "Department 3": 0.7551, "Department 4": 0.6000}
    assert {name: found[name] for name in defined} == pytest.approx(defined, abs=5e-5)


def test_krackhardt_has_three_groups_for_gaps_and_claims_no_silo(ran: Ran) -> None:
    results = ran("krackhardt")
    gaps = _rows(results, "gaps", boundary="unit")
    assert len(gaps) == 3  # departments of 5 and 8, and the rest merged
    assert {row["null"] for row in gaps} == {"mixing"}
    assert {row["finding"] for row in gaps} <= {"insular", "none"}


def test_krackhardt_s_constraint_is_burt_s_formula(ran: Ran) -> None:
    # Burt 1992: p_ij = a_ij / sum_k a_ik; c_i = sum_j (p_ij + sum_q p_iq p_qj)^2 over i's contacts, q other than i, j.
    results = ran("krackhardt")
    keys, strength = _strengths(results)
    p = strength / strength.sum(axis=1, keepdims=True)
    expected = {key: ((p + p @ p)[i] ** 2 * (strength[i] > 0)).sum() for i, key in enumerate(keys)}
    found = {row["person"]: row["constraint"] for row in _rows(results, "people")}
    assert found == pytest.approx(expected, rel=1e-5)


def test_krackhardt_s_betweenness_counts_shortest_paths(ran: Ran) -> None:
    # Freeman 1977, by counting every shortest path through powers of the matrix (no tie is further than 3 steps away).
    results = ran("krackhardt")
    keys, strength = _strengths(results)
    tied = (strength > 0).astype(float)
    n = len(keys)
    steps, paths = np.full((n, n), n), np.zeros((n, n))
    walks = np.eye(n)
    for length in range(n):
        new = (walks > 0) & (steps == n)
        steps[new], paths[new] = length, walks[new]
        walks = walks @ tied
    expected = {
        key: sum(
            paths[a, v] * paths[v, b] / paths[a, b]
            for a, b in combinations([i for i in range(n) if i != v], 2)
            if steps[a, v] + steps[v, b] == steps[a, b]
        )
        for v, key in enumerate(keys)
    }
    found = {row["person"]: row["betweenness"] for row in _rows(results, "people")}
    assert {row["basis"] for row in _rows(results, "people")} == {"measured"}
    scale = max(found.values()) / max(expected.values())  # a share of all pairs, or a count of them
    assert scale in (pytest.approx(1.0, rel=1e-5), pytest.approx(2 / ((n - 1) * (n - 2)), rel=1e-5))
    assert found == pytest.approx({key: value * scale for key, value in expected.items()}, rel=1e-4, abs=1e-9)


# Lazega ---------------------------------------------------------------------------------------------------------------


def test_lazega_s_two_larger_offices_have_the_defined_gap(ran: Ran) -> None:
    results = ran("lazega")
    (gap,) = _rows(results, "gaps", boundary="unit")
    assert results.manifest["counts"]["ties"] == 1_008
    assert (gap["unit_a"], gap["unit_b"], gap["observed"], gap["null"]) == ("Office 1", "Office 2", 205, "mixing")
    assert gap["expected"] == pytest.approx(347.055, abs=5e-4)
    assert gap["z"] == pytest.approx(7.63, abs=0.005)
    assert gap["finding"] == "insular"


def test_lazega_gets_links_between_practices_across_offices(ran: Ran) -> None:
    results = ran("lazega")
    links = _rows(results, "links")
    assert len(links) >= 10
    assert {row["kind"] for row in links} == {"pair"}
    assert all({row["a_teaches"], row["b_teaches"]} == {"Litigation", "Corporate"} for row in links)
    assert all(row["unit_a"] != row["unit_b"] for row in links)
    evidence = _rows(results, "evidence")
    assert {row["kind"] for row in evidence if row["direction"].endswith("teaches")} == {"declared"}
    assert {row["kind"] for row in evidence if row["direction"].endswith("wishes")} <= {"inferred", "assumed"}


def test_lazega_s_candidates_come_from_513_untied_pairs(ran: Ran) -> None:
    # Never tied, across offices, of different practice: counted here from the shipped tables alone.
    results = ran("lazega")
    folder = results.folder.parents[1] / "input"
    people, skills = (
        {row["person"]: row[column] for row in csv.DictReader((folder / name).read_text().splitlines())}
        for name, column in (("people.csv", "unit"), ("skills.csv", "skill"))
    )
    keys, strength = _strengths(results)
    possible = {
        (a, b)
        for (i, a), (j, b) in product(enumerate(keys), repeat=2)
        if a < b and not strength[i, j] and people[a] != people[b] and skills[a] != skills[b]
    }
    assert len(possible) == 513
    assert {(row["a"], row["b"]) for row in _rows(results, "candidates")} <= possible


def test_nobody_in_lazega_has_more_links_than_the_default_of_two(ran: Ran) -> None:
    links = _rows(ran("lazega"), "links")
    ends = [row[end] for row in links for end in ("a", "b")]
    assert max(ends.count(person) for person in set(ends)) <= 2


@pytest.mark.parametrize("name", ["krackhardt", "lazega"])
def test_advice_flows_from_the_one_who_is_asked(ran: Ran, name: str) -> None:
    """Counted straight from the shipped table: advice gives to the one who asks, all else goes both ways."""
    results = ran(name)
    text = (results.folder.parents[1] / "input" / "interactions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    found = {row["person"]: row["balance"] for row in _rows(results, "people")}
    for person, value in found.items():
        theirs = [row for row in rows if person in (row["from"], row["to"])]
        gave = sum(row["channel"] == "advice" and row["to"] == person for row in theirs)
        took = sum(row["channel"] == "advice" and row["from"] == person for row in theirs)
        if len({row[end] for row in theirs for end in ("from", "to")}) - 1 < 5 or not gave + took:
            assert value is None
        else:
            assert value == pytest.approx((gave - took) / len(theirs), rel=1e-5)


# The French workplace -------------------------------------------------------------------------------------------------


def test_workfrance_is_judged_by_eleven_groups_and_gets_introductions(ran: Ran) -> None:
    results = ran("workfrance")
    assert results.manifest["counts"]["ties"] == 932
    unit = results.manifest["boundaries"]["unit"]
    assert (unit["groups"], unit["judged"], unit["pairs"]) == (12, 11, 55)  # 4 and 2 people merge to 6
    links = _rows(results, "links")
    assert {row["kind"] for row in links} == {"introduction"}
    assert {(row["a_teaches"], row["b_teaches"]) for row in links} <= {("", ""), (None, None)}


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_shipped_set_without_dates_says_so(ran: Ran, name: str) -> None:
    results = ran(name)
    assert results.manifest["as_of"] is None
    assert any("date" in note for note in results.manifest["notes"])
    assert results.table("trend").num_rows == 0
    assert set(results.table("people")["load"].to_pylist()) == {None}
    assert Path(results.folder).name == results.run
