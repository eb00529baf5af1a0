"""The table beside other libraries: one network under other numbers, agreement that can be lacking, rows in order."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import network_data, peer_graph, peers, questions
from benchmarks.peer_subjects import agreement, networkx, ours
from benchmarks.peers import Answer, table


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("network") / "network.npz"
    network_data.write(file, 300, 1500, 6)
    return file


def test_by_unit_is_the_same_network_under_other_numbers(file: Path) -> None:
    one, other = (peer_graph.read(file, order) for order in (questions.SCRAMBLED, questions.BY_UNIT))
    assert (np.diff(other.unit) >= 0).all()
    assert not (np.diff(one.unit) >= 0).all()
    assert one.by_tie(one.weight).tolist() == other.by_tie(other.weight).tolist()
    names = [{*map(tuple, np.sort(graph.node[np.stack((graph.a, graph.b))], axis=0).T)} for graph in (one, other)]
    assert names[0] == names[1]


def test_both_orders_give_the_values_of_networkx(file: Path) -> None:
    for order in (questions.SCRAMBLED, questions.BY_UNIT):
        graph = peer_graph.read(file, order)
        mine, theirs = ours(graph), networkx(graph)
        assert set(theirs) <= set(mine)
        far = {name: agreement(theirs[name](), mine[name](), drawn=False) for name in theirs}
        assert all(float(distance) < 1e-9 for distance in far.values()), far


def test_agreement_is_lacking_where_values_differ() -> None:
    known = np.array([0.5, 100.0, np.nan])
    assert agreement(known, known, drawn=False) == "0e+00"
    assert agreement(np.array([0.5, 101.0, np.nan]), known, drawn=False) == "1e-02"  # 1 of 100
    assert agreement(np.array([0.5, 100.0, 3.0]), known, drawn=False) == "nan"


def test_rows_of_one_question_stand_together_ours_first() -> None:
    found = {
        (peers.MIDDLE, "cores", "ours"): Answer("", {questions.SCRAMBLED: 1.0, questions.BY_UNIT: 0.5}),
        (peers.MIDDLE, "cuts", "ours"): Answer("", {questions.SCRAMBLED: 1.0}),
        (peers.MIDDLE, "cores", "igraph"): Answer("3e-16", {questions.SCRAMBLED: 4.0}),
    }
    rows = table(found).splitlines()[-3:]
    assert [row.split(" | ")[1:3] for row in rows] == [["cores", "ours"], ["cores", "igraph"], ["cuts", "ours"]]
    assert rows[1].endswith("| igraph | 4.0000 |  | 3e-16 | 4.0 |")
