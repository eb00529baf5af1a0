"""The tie expression: whole numbers, any order, decay, the as-of week."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import ties
from graph.errors import InputError
from graph.facts import MESSAGES
from graph.gather import WEEKLY, gather, met, weekly_contacts
from graph.ledger import Ledger
from graph.network import TIE_SCALE, Network
from graph.options import TieOptions

DAY = 20_000


def ledger(folder: Path, *rows: tuple[Any, ...]) -> list[Path]:
    """Rows are (sender, recipients, day, channel, amount); what is left out is usual."""
    usual = ("", [], DAY, "mail", 1.0)
    full = [row + usual[len(row) :] for row in rows]
    table = pa.Table.from_pylist(
        [
            {"id": str(i), "sender": s, "recipients": r, "channel": c, "at": None, "day": d, "amount": w}
            for i, (s, r, d, c, w) in enumerate(full)
        ],
        schema=MESSAGES,
    )
    found = Ledger(folder / "ledger")
    with found.stage() as staging:
        staging.add_messages("interactions", table)
        staging.commit()
    return found.contact_files()


def made(files: list[Path], **options: Any) -> list[tuple[str, str, float, float]]:
    rows = gather(files, {}, TieOptions(**options)).ties.to_pylist()
    return [(row["a"], row["b"], row["onward"] / TIE_SCALE, row["back"] / TIE_SCALE) for row in rows]


def test_both_directions_are_kept(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("b", ["a"]), ("a", ["b"]), ("a", ["b"]))
    assert made(files) == [("a", "b", 2.0, 1.0)]


def test_a_contact_is_divided_by_its_audience_in_whole_shares(tmp_path: Path) -> None:
    """By hand: 1,000,000 // 3 = 333,333 shares each."""
    files = ledger(tmp_path, ("a", ["b", "c", "d"]))
    assert {round(onward * 1_000_000) for _, _, onward, _ in made(files)} == {333_333}


def test_a_contact_counts_half_after_the_half_life(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", ["b"], DAY), ("a", ["c"], DAY - 8 * 7), ("a", ["d"], DAY - 16 * 7))
    assert [onward for _, _, onward, _ in made(files)] == [1.0, 0.5, 0.25]


def test_contacts_with_oneself_are_counted_and_dropped(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", ["a", "b"]))
    found = gather(files, {}, TieOptions())
    assert found.counts["to_oneself"] == 1
    assert [row["a"] + row["b"] for row in found.ties.to_pylist()] == ["ab"]


def test_two_addresses_of_one_person_are_one_person(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("Ann@X", ["b"]), ("a", ["b"]), ("a", ["ann@x"]))
    found = gather(files, {"a": "a", "b": "b", "ann@x": "a"}, TieOptions())
    assert found.ties.num_rows == 1
    assert found.counts["to_oneself"] == 1
    assert found.counts["accounts"] == 4
    assert found.accounts == ("a", "b")


def test_announcements_take_no_part(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", [f"p{i}" for i in range(51)]))
    assert made(files) == []


def test_channels_are_left_out_or_weighed(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", ["b"], DAY, "mail"), ("a", ["b"], DAY, "chat"))
    assert made(files, exclude=("chat",)) == [("a", "b", 1.0, 0.0)]
    assert made(files, include=("chat",), weights={"chat": 0.5}) == [("a", "b", 0.5, 0.0)]
    assert made(files, weights={"chat": 0.0}) == [("a", "b", 1.0, 0.0)]


def test_undated_contacts_do_not_decay(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", ["b"], None), ("a", ["c"], DAY - 56), ("a", ["d"], DAY))
    assert [onward for _, _, onward, _ in made(files)] == [1.0, 0.5, 1.0]


def test_without_any_date_there_is_no_as_of(tmp_path: Path) -> None:
    found = gather(ledger(tmp_path, ("a", ["b"], None)), {}, TieOptions())
    assert (found.as_of, found.week, found.ties.num_rows) == (None, None, 1)


def test_no_contacts_at_all_are_no_ties() -> None:
    found = gather([], {}, TieOptions())
    assert (found.ties.num_rows, found.accounts, found.as_of) == (0, (), None)


def test_a_bot_outside_the_roster_is_left_out_and_named_ones_too(tmp_path: Path) -> None:
    crowd = [f"p{i:02d}" for i in range(30)]
    mails = [("digest", [p]) for p in crowd] + [("no-reply@x", ["p00"]), ("p01", ["p02"])]
    files = ledger(tmp_path, *mails)
    assert gather(files, {p: p for p in crowd}, TieOptions()).bots == ("digest", "no-reply@x")
    everybody = {p: p for p in (*crowd, "digest")}
    assert gather(files, everybody, TieOptions()).bots == ("no-reply@x",)


def test_an_amount_beyond_counting_names_the_column(tmp_path: Path) -> None:
    files = ledger(tmp_path, *[("a", ["b"], DAY, "mail", 1e6)] * 5)
    with pytest.raises(InputError, match="weight, minutes or count"):
        made(files)


def test_weekly_contacts_are_undecayed_whole_numbers(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("b", ["a"], DAY), ("a", ["b"], DAY), ("a", ["b"], DAY - 7), ("a", ["b"], None))
    with weekly_contacts(files, {}, TieOptions()) as batches:
        rows = pa.Table.from_batches(batches, schema=WEEKLY).to_pylist()
    week = (DAY + 3) // 7
    assert [(r["week"], r["onward"], r["back"], r["count"]) for r in rows] == [
        (week - 1, 1_000_000, 0, 1),
        (week, 1_000_000, 1_000_000, 2),
        (None, 1_000_000, 0, 1),
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.integers(0, 200)), max_size=12))
def test_summing_weeks_first_gives_the_same_ties(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]]
) -> None:
    """The oracle adds up the weekly rows in plain Python with the factors of `decay`."""
    files = ledger(tmp_path_factory.mktemp("ties"), *[(a, [b], DAY - age) for a, b, age in rows])
    found = gather(files, {}, TieOptions())
    with weekly_contacts(files, {}, TieOptions()) as batches:
        weekly = pa.Table.from_batches(batches, schema=WEEKLY).to_pylist()
    table = ties.decay({row["week"] for row in weekly}, as_of=found.week, half_life=8.0).to_pylist()
    factors = {row["week"]: row["factor"] for row in table}
    sums: dict[tuple[str, str], list[int]] = {}
    for row in weekly:
        total = sums.setdefault((row["a"], row["b"]), [0, 0])
        total[0] += row["onward"] * factors.get(row["week"], 0)
        total[1] += row["back"] * factors.get(row["week"], 0)
    expected = sorted((a, b, onward, back) for (a, b), (onward, back) in sums.items() if onward + back)
    assert [tuple(row.values()) for row in found.ties.to_pylist()] == expected


def test_one_row_dated_far_in_the_future_does_not_erase_an_organisation() -> None:
    assert ties.as_of_week({100: 1500, 101: 499, 5000: 1}) == 101
    assert ties.as_of_week({100: 500, 101: 400, 5000: 1}) == 101
    assert ties.as_of_week({100: 500, 152: 1}) == 152
    assert ties.as_of_week({100: 1500, 101: 2}) == 101
    assert ties.as_of_week({ties.UNDATED: 5}) is None
    assert ties.as_of_week({7: 1}) == 7


def test_a_network_keeps_isolated_people_and_drops_ties_to_strangers() -> None:
    table = pa.table({"a": ["p", "p"], "b": ["q", "x"], "onward": [TIE_SCALE, 5], "back": [0, 5]})
    network = Network.from_ties(("o", "p", "q"), table)
    assert (network.a.tolist(), network.b.tolist(), network.strength.tolist()) == ([1], [2], [1.0])
    assert network.degrees.tolist() == [0, 1, 1]
    assert network.to_ties().to_pylist() == [{"a": "p", "b": "q", "onward": TIE_SCALE, "back": 0}]
    assert sorted(network.to_networkx().edges(data="strength")) == [("p", "q", 1.0)]


def test_first_meetings_are_dated_and_of_channels_that_count(tmp_path: Path) -> None:
    contacts = ("a", ["b"], 30), ("b", ["a"], 20), ("a", ["c"], None), ("a", ["a"], 5), ("c", ["b"], 10)
    files = ledger(tmp_path, *contacts)
    found, weeks = met(files, {}, TieOptions())
    assert found.to_pylist() == [{"a": "a", "b": "b", "first": 20}, {"a": "b", "b": "c", "first": 10}]
    assert weeks == {1: 2, 3: 1, 4: 1}  # days 5 and 10, 20, 30; week 0 ends on day 3, a Sunday
    assert met(files, {}, TieOptions(weights={"mail": 0.0}))[0].num_rows == 0


def test_what_is_hidden_is_in_no_tie_and_no_count(tmp_path: Path) -> None:
    files = ledger(tmp_path, ("a", ["b"], 20), ("a", ["c"], 21), ("b", ["c"], None))
    found = gather(files, {}, TieOptions(before=21))
    assert found.ties["b"].to_pylist() == ["b"]
    assert (found.accounts, found.as_of, found.counts["contacts"]) == (("a", "b"), 20, 1)
    assert met(files, {}, TieOptions(before=21))[0].to_pylist() == [{"a": "a", "b": "b", "first": 20}]
