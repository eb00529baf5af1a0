import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.balance import balance

FIVE = "abcde"


def test_mails_written_read_and_meetings_by_hand(exchange) -> None:
    # The example of the docstring: p wrote 6 mails to five people, got 2, and sat in 4 meetings (1/2 each way).
    written = dict.fromkeys((("p", q) for q in FIVE), 1.2 + 0.4)
    read = dict.fromkeys(((q, "p") for q in FIVE), 0.4 + 0.4)
    found = balance(exchange("abcdep", written | read, turned=written))
    assert found[5] == pytest.approx((8 - 4) / 12)


def test_who_only_gives_has_1_and_who_only_takes_has_minus_1(exchange) -> None:
    arcs = {("p", q): 1.0 for q in FIVE} | {(q, "r"): 1.0 for q in FIVE}
    found = balance(exchange("abcdepr", arcs, turned=arcs))
    assert (found[5], found[6]) == (1, -1)


def test_an_even_exchange_is_exactly_0(exchange) -> None:
    arcs = {arc: 0.1 * i for i, q in enumerate(FIVE, 1) for arc in ((q, "p"), ("p", q))}
    assert balance(exchange("abcdep", arcs, turned=arcs))[5] == 0


def test_under_five_people_in_contact_there_is_no_value(exchange) -> None:
    arcs = {("p", q): 1.0 for q in "abcd"}
    assert np.isnan(balance(exchange("abcdep", arcs, turned=arcs))).all()


def test_who_is_named_and_gave_nothing_yet_is_no_contact(exchange) -> None:
    arcs = {("p", q): 1.0 for q in "abcd"}
    assert np.isnan(balance(exchange("abcdep", arcs | {("p", "e"): 0.0}, turned=arcs))[5])


def test_meetings_alone_say_nothing_of_giving(exchange) -> None:
    meetings = {arc: 0.5 for q in FIVE for arc in ((q, "p"), ("p", q))}
    assert np.isnan(balance(exchange("abcdep", meetings))[5])
    assert balance(exchange("abcdep", meetings, turned=[("p", "a")]))[5] == 0  # a mail that has faded tells a direction


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(lambda arc: arc[0] != arc[1]),
        st.integers(0, 9),
        max_size=30,
    )
)
def test_a_person_by_person_count_agrees(exchange, arcs: dict[tuple[str, str], int]) -> None:
    found = balance(exchange("abcdefg", arcs, turned=arcs))
    assert not (np.abs(found) > 1).any()
    for person, value in zip("abcdefg", found.tolist(), strict=True):
        gave = sum(amount for (source, _), amount in arcs.items() if source == person)
        took = sum(amount for (_, target), amount in arcs.items() if target == person)
        others = {x for arc, amount in arcs.items() if person in arc and amount for x in arc} - {person}
        if len(others) < 5:
            assert np.isnan(value)
        else:
            assert value == pytest.approx((gave - took) / (gave + took), abs=1e-9)
