from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp

from graph.measures.gaps import judge
from graph.measures.needs import needs
from graph.skills import at_least

SKILLS = ("German", "Law", "Python", "Rhetoric", "Statistics")


@pytest.fixture
def two_units(blocks):
    network, units = blocks({("A", "B"): 6}, {"A": 6, "B": 6})
    return judge(network, units)


def _skills(offers: dict[str, list[int]], wishes: dict[str, dict[int, float]]) -> SimpleNamespace:
    """Skills held at strength 4 by some people, and wished by some; people 0 to 5 are in A, 6 to 11 in B."""
    held, wished = np.zeros((12, 5)), np.zeros((12, 5))
    for skill, people in offers.items():
        held[people, SKILLS.index(skill)] = 4
    for skill, by_person in wishes.items():
        for person, weight in by_person.items():
            wished[person, SKILLS.index(skill)] = weight
    offers_, wishes_ = sp.csr_array(held), sp.csr_array(wished)
    return SimpleNamespace(names=SKILLS, offers=offers_, wishes=wishes_, holders=lambda: at_least(offers_, 3.0))


def _by(people: int, weight: float) -> dict[int, float]:
    return dict.fromkeys(range(people), weight)


def test_a_need_is_wished_by_five_here_and_held_by_five_there(two_units) -> None:
    offers = {"Python": [6, 7, 8, 9, 10], "German": [6, 7, 8, 9, 10], "Law": [6, 7, 8, 9]}
    made = _skills(offers, {"Python": _by(5, 0.6), "Law": _by(6, 1.0), "German": _by(4, 1.0)})
    assert needs(two_units, made) == (("Python",), ("",))


def test_three_are_named_by_the_sum_of_wishes_then_by_name(two_units) -> None:
    everybody = list(range(12))
    wishes = {"Statistics": _by(6, 0.4), "Python": _by(5, 0.3), "Law": _by(5, 0.3), "Rhetoric": _by(5, 0.2)}
    made = _skills(dict.fromkeys(SKILLS, everybody), wishes | {"German": dict.fromkeys(range(6, 12), 1.0)})
    assert needs(two_units, made) == (("Statistics;Law;Python",), ("German",))


def test_without_skills_nothing_is_needed(two_units) -> None:
    nothing = sp.csr_array((12, 0))
    empty = SimpleNamespace(names=(), offers=nothing, wishes=nothing, holders=lambda: nothing)
    assert needs(two_units, empty) == (("",), ("",))


def test_without_pairs_there_are_no_texts(blocks) -> None:
    network, units = blocks({}, {"A": 12})
    assert needs(judge(network, units), _skills({}, {})) == ((), ())
