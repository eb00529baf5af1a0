"""What was measured as the tables of a run: who is a row, which figure stands in which column."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

from graph.facts import MESSAGES, SNAPSHOTS
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.results import Results
from graph.run import run
from graph.workspace import Workspace

LEVELS = "1111112223"
"""Of the ten people of each unit: six on the front line, three above, one at the top."""
LEVEL = {f"{unit}{i}": LEVELS[i] for unit in "ABCDE" for i in range(10)}
OFFERS = [
    ("A9", "knots", 4),
    ("A9", "sails", 3),
    ("B1", "sails", 5),
    ("B9", "oars", 2),
    ("B9", "zen", 3),
    ("B9", "maps", 5),
]
INSIDE = [(f"{unit}{i}", f"{unit}{j}") for unit in "ABCDE" for i, j in combinations(range(10), 2)]
"""In a unit everybody writes to everybody, and the one with the higher number never answers."""
RICH = [
    (f"{x}{i}", f"{y}{j}")
    for x, y in ("BD", "BE", "CD", "CE", "DE")
    for i in range(10)
    for j in (i, (i + 1) % 10)
]  # fmt: skip
ACROSS = [*RICH, *(("B9", f"C{i}") for i in range(5)), ("A9", "B9")]
"""Twenty ties between B, C, D and E each but for B and C, whose five are B9's; A hangs on A9 and B9. All answered."""
STRANGERS = [("E0", "door@x"), ("door@x", "far@x")]


def mail(a: str, b: str) -> dict[str, Any]:
    return {"id": f"{a} {b}", "sender": a, "recipients": [b], "channel": "mail", "day": 20_000, "amount": 1.0}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Results:
    workspace = Workspace(tmp_path_factory.mktemp("measured"))
    people = [{"person": key, "units": [key[0]], "level": level} for key, level in LEVEL.items()]
    offers = [
        {"person": who, "skill": skill, "kind": "offer", "strength": float(strength), "evidence": "declared"}
        for who, skill, strength in OFFERS
    ]
    sent = [*INSIDE, *ACROSS, *((b, a) for a, b in ACROSS), *STRANGERS]
    with Ledger(workspace.ledger).stage() as staging:
        for kind, rows in (("people", people), ("skills", offers)):
            staging.replace(kind, kind, pa.Table.from_pylist(rows, schema=SNAPSHOTS[kind]))
        staging.add_messages("mail", pa.Table.from_pylist([mail(*pair) for pair in sent], schema=MESSAGES))
        staging.commit()
    return run(workspace, RunOptions(as_of=20_000))


def rows(finished: Results, name: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in finished.table(name).to_pylist() if row.get("boundary") in (None, "unit")}


def within_two(graph: nx.Graph, person: str) -> set[str]:
    return set(nx.single_source_shortest_path_length(graph, person, cutoff=2)) & LEVEL.keys() - {person}


def test_single_points_by_hand(finished: Results) -> None:
    # Without A9 the nine others of A are cut off; without B9 all ten, and B and C have no tie left. Of A and B hardly a
    # tie is expected. Without E0 two accounts are cut off, who are no people.
    found = rows(finished, "single_points", "person")
    told = {who: (row["pairs_lost"], row["people_separated"], row["skills_lost"]) for who, row in found.items()}
    assert told == {"A9": (0, 9, "knots"), "B9": (1, 10, "maps;zen")}


def test_bubbles_by_hand(finished: Results) -> None:
    # 45 ties of strength 1 in A and one of strength 2 out of it; nobody's skills but A9's are known there.
    found = rows(finished, "units", "unit")["A"]
    assert found["bubble_index"] == pytest.approx(90 / 92, rel=1e-5)
    assert 0 < found["bubble_expected"] < 0.2  # about the fifth of A among the units, less as it has least contact
    assert found["basis"] == "estimated"


def test_who_stands_between_units_has_a_brokerage_and_who_knows_nobody_else_has_none(finished: Results) -> None:
    found = rows(finished, "people", "person")
    assert found["A0"]["brokerage"] is None  # all contacts know each other
    # A9: 9 open paths, too few. B9 stands between A9 and everybody, C and everybody.
    assert found["A9"]["brokerage"] is None
    assert found["B9"]["brokerage"] > 1


def test_reach_agrees_with_a_second_library(finished: Results) -> None:
    everything, answered = nx.Graph([*INSIDE, *ACROSS, *STRANGERS]), nx.Graph(ACROSS)
    answered.add_nodes_from(LEVEL)
    leaders = [within_two(everything, key) for key, level in LEVEL.items() if level in "23"]
    heard = [len([k for k in within_two(answered, key) if LEVEL[k] == "3"]) for key in LEVEL if LEVEL[key] == "1"]
    medians = {
        "leader_reach_people": np.median([len(reached) / 49 for reached in leaders]),
        "leader_reach_units": np.median([len({key[0] for key in reached}) / 5 for reached in leaders]),
        "leader_reach_levels": np.median([len({LEVEL[key] for key in reached}) / 3 for reached in leaders]),
        "voice": np.median(heard) / 5,
    }
    found = {row["measure"]: row for row in finished.table("reach").to_pylist()}
    assert {name: row["median"] for name, row in found.items()} == pytest.approx(medians, rel=1e-5)
    assert medians["voice"] > 0
    assert [(row["level"], row["people"], row["others"]) for row in found.values()] == [
        *[(None, 20, 50)] * 3, ("1", 30, 5),
    ]  # fmt: skip


def test_one_unit_without_levels_has_nothing_of_all_this(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("small"))
    with Ledger(workspace.ledger).stage() as staging:
        staging.add_messages("mail", pa.Table.from_pylist([mail("a", "b"), mail("b", "c")], schema=MESSAGES))
        staging.commit()
    made = run(workspace, RunOptions())
    assert made.table("reach").num_rows == made.table("units").num_rows == 0
    assert made.table("people")["brokerage"].null_count == 3
    lost = {"pairs_lost": 0, "people_separated": 1, "skills_lost": None}
    assert made.table("single_points").to_pylist() == [{"run": made.run, "person": "b", **lost}]


def test_a_share_of_units_that_nobody_has_is_no_number(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("levels"))
    people = [{"person": key, "level": level} for key, level in zip("abc", "123", strict=True)]
    with Ledger(workspace.ledger).stage() as staging:
        staging.replace("people", "people", pa.Table.from_pylist(people, schema=SNAPSHOTS["people"]))
        staging.add_messages("mail", pa.Table.from_pylist([mail("a", "b"), mail("b", "c")], schema=MESSAGES))
        staging.commit()
    found = {row["measure"]: row["median"] for row in run(workspace, RunOptions()).table("reach").to_pylist()}
    # b and c lead: b reaches a and c, c reaches b and a; both on two of three levels. Nobody answered anybody.
    assert found.pop("leader_reach_levels") == pytest.approx(2 / 3, rel=1e-5)
    assert found == {"leader_reach_people": 1, "leader_reach_units": None}
