"""The made-up network is the same every time and looks like an organisation."""

import numpy as np
import pytest

from benchmarks import network_data
from benchmarks.network_data import Ties, make


@pytest.fixture(scope="module")
def ties() -> Ties:
    return make(2000, 16_000, 40)


def test_it_is_the_same_every_time(ties: Ties) -> None:
    again = make(2000, 16_000, 40)
    assert [x.tobytes() for x in again] == [x.tobytes() for x in ties]


def test_each_pair_is_tied_once_in_order(ties: Ties) -> None:
    pairs = ties.a.astype(np.int64) * 2000 + ties.b
    assert len(pairs) == 16_000
    assert (np.diff(pairs) > 0).all()
    assert (ties.a < ties.b).all()


def test_most_ties_stay_inside_a_unit_and_a_few_people_know_very_many(ties: Ties) -> None:
    degree = np.bincount(np.concatenate((ties.a, ties.b)), minlength=2000)
    assert 0.6 < (ties.unit[ties.a] == ties.unit[ties.b]).mean() < 0.75
    assert degree.max() > 10 * np.median(degree)


def test_what_is_written_is_read(ties: Ties, tmp_path) -> None:
    file = tmp_path / "kept" / "network.npz"
    for _ in range(2):  # the second time it stands there
        network_data.write(file, 2000, 16_000, 40)
    assert [x.tobytes() for x in network_data.read(file)] == [x.tobytes() for x in ties]
