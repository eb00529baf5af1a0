"""What became of a link: the furthest word counts, and a link is known wherever it was suggested."""

from pathlib import Path

import pyarrow as pa
import pytest

from graph.facts import FEEDBACK
from graph.feedback import (
    PROPOSED,
    STATES,
    afresh,
    answered,
    check,
    resting,
    running,
    said_by_others,
    seen_by,
    time_boxed,
    told,
    told_of_running,
    with_ends,
    with_goals,
)
from graph.results import TABLES, Results, table


def said(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=FEEDBACK)


def events(*words: str) -> pa.Table:
    return said(*[{"link": "l1", "event": word} for word in words])


def links(*keys: str) -> pa.Table:
    rows = [{"link": key, "a": "ann", "b": "bob", "rank": 1, "state": PROPOSED} for key in keys]
    return table("links", {name: [row.get(name) for row in rows] for name in TABLES["links"].names})


def run(*keys: str) -> Results:
    return Results(Path("runs/r1"), {"links": links(*keys)})


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ((), "proposed"),
        (("accepted",), "accepted"),
        (("declined",), "declined"),
        (("accepted", "declined"), "declined"),
        (("accepted", "declined", "met"), "met"),
        (("met", "accepted"), "met"),
        (("done", "declined"), "done"),
        (("done", "met"), "done"),
        (("taught",), "done"),
        (("met", "learned", "declined"), "done"),
    ],
)
def test_the_furthest_word_counts_in_whatever_order_it_came(words: tuple[str, ...], state: str) -> None:
    """The promise: proposed < accepted < declined < met < done; where somebody taught or learned it is done."""
    for order in (words, words[::-1]):
        assert told(links("l1"), events(*order))["state"].to_pylist() == [state]


def test_a_link_runs_from_its_acceptance_until_it_is_done_or_declined() -> None:
    ends = {"l1": ("ann", "bob"), "l2": ("bob", "cara"), "l3": ("dan", "eve"), "l4": ("ann", "eve"), "l5": (None, None)}
    words = [("l1", "accepted"), ("l1", "met"), ("l2", "accepted"), ("l2", "declined"), ("l3", "accepted")]
    words += [("l3", "taught"), ("l4", "accepted"), ("l5", "accepted")]
    facts = said(*[{"link": link, "event": event, "a": ends[link][0], "b": ends[link][1]} for link, event in words])
    assert running(facts) == [("ann", "bob"), ("ann", "eve")]


def test_every_state_is_one_that_is_promised() -> None:
    assert set(STATES) == {"proposed", "accepted", "declined", "met", "done"}


def test_a_link_of_which_nothing_was_said_stays_as_the_run_left_it() -> None:
    given = links("l1", "l2")
    seen = told(given, events("met"))
    assert dict(zip(seen["link"].to_pylist(), seen["state"].to_pylist(), strict=True)) == {
        "l1": "met",
        "l2": "proposed",
    }
    assert seen.schema.equals(given.schema, check_metadata=True)
    assert told(given, FEEDBACK.empty_table()).equals(given)


def test_the_two_people_of_a_link_come_from_a_run_or_from_another_row() -> None:
    facts = said(
        {"link": "l1", "event": "met"},
        {"link": "l2", "event": "met"},
        {"link": "l2", "event": "done", "a": "cem", "b": "dan"},
        {"link": "l3", "event": "met"},
    )
    ends = with_ends(facts, [run("l1"), run()]).select(["link", "a", "b"]).to_pylist()
    assert [tuple(row.values()) for row in ends] == [
        ("l1", "ann", "bob"),
        ("l2", "cem", "dan"),
        ("l2", "cem", "dan"),
        ("l3", None, None),
    ]


def test_runs_are_not_read_where_every_row_knows_its_people() -> None:
    facts = said({"link": "l1", "event": "met", "a": "ann", "b": "bob"})
    assert with_ends(facts, [Results(Path("nowhere"))]) is facts


def test_a_link_that_nobody_suggested_is_found_once() -> None:
    found = check(with_ends(said(*[{"link": "l9", "event": word} for word in ("met", "done")]), [run("l1")]))
    assert [(one.kind, one.subject) for one in found] == [("feedback on an unknown link", "l9")]


@pytest.mark.parametrize(("as_of", "rests"), [(100, True), (463, True), (464, False), (None, True)])
@pytest.mark.parametrize("event", ["declined", "done", "taught"])
def test_a_pair_is_left_alone_for_the_cooling_off(event: str, as_of: int | None, rests: bool) -> None:
    facts = said({"link": "l1", "event": event, "a": "ann", "b": "bob", "day": 100})
    assert resting(facts, as_of=as_of, days=364) == ([("ann", "bob")] if rests else [])


def test_what_was_declined_on_no_day_rests_for_good_and_what_runs_does_not_rest() -> None:
    facts = said(
        {"link": "l1", "event": "declined", "a": "ann", "b": "bob"},
        {"link": "l2", "event": "accepted", "a": "ann", "b": "cara", "day": 50},
        {"link": "l2", "event": "met", "a": "ann", "b": "cara", "day": 60},
        {"link": "l3", "event": "accepted", "a": "bob", "b": "cara"},
    )
    assert resting(facts, as_of=10**6, days=0) == [("ann", "bob")]
    rows = told_of_running(facts).to_pylist()
    assert [(row["link"], row["state"], str(row["since"])) for row in rows] == [
        ("l2", "met", "1970-02-20"),
        ("l3", "accepted", "None"),
    ]
    assert told_of_running(said()).num_rows == 0


@pytest.mark.parametrize(
    ("weeks", "as_of", "over"),
    [(12, 183, False), (12, 184, True), (12, 900, True), (0, 900, False), (12, None, False)],
)
def test_a_time_boxed_link_is_done_from_its_last_day_on(weeks: int, as_of: int | None, over: bool) -> None:
    """Twelve weeks from day 100 end on day 184; who began on no known day has no last one."""
    facts = said(
        {"link": "l1", "event": "accepted", "a": "ann", "b": "bob", "day": 100},
        {"link": "l1", "event": "met", "a": "ann", "b": "bob", "day": 130},
        {"link": "l2", "event": "accepted", "a": "cara", "b": "dan"},
        {"link": "l3", "event": "declined", "a": "dan", "b": "eve", "day": 10},
    )
    seen = time_boxed(facts, weeks=weeks, as_of=as_of)
    assert seen.schema.equals(facts.schema)
    assert running(seen) == ([] if over else [("ann", "bob")]) + [("cara", "dan")]
    assert (("ann", "bob") in resting(seen, as_of=184 + 363, days=364)) == over
    assert ("ann", "bob") not in resting(seen, as_of=184 + 364, days=364)


def test_feedback_is_seen_by_the_rules_and_the_day_of_the_run() -> None:
    facts = said({"link": "l1", "event": "accepted", "a": "ann", "b": "bob", "day": 100})
    manifest = {"settings": {"rules": {"weeks": 12}}, "as_of": "1970-07-04"}  # day 184
    assert running(seen_by(facts, manifest)) == []
    assert running(seen_by(facts, manifest | {"as_of": "1970-07-03"})) == [("ann", "bob")]
    assert running(seen_by(facts, {"as_of": None})) == [("ann", "bob")]


def test_every_answered_link_is_told_once_with_its_state() -> None:
    facts = said(
        {"link": "l1", "event": "accepted", "a": "ann", "b": "bob"},
        {"link": "l1", "event": "declined", "a": "ann", "b": "bob"},
        {"link": "l2", "event": "met", "a": "ann", "b": "cara"},
        {"link": "l3", "event": "met"},
    )
    assert answered(facts).to_pylist() == [
        {"a": "ann", "b": "bob", "state": "declined"},
        {"a": "ann", "b": "cara", "state": "met"},
    ]


def test_what_somebody_said_last_is_their_goal_and_what_the_link_offers_stands_where_nobody_said() -> None:
    facts = said(
        {"link": "l1", "event": "accepted", "a": "ann", "b": "bob", "person": "ann", "goal": "see the shop", "day": 50},
        {"link": "l1", "event": "met", "a": "ann", "b": "bob", "person": "ann", "goal": "know the shop", "day": 60},
        {"link": "l2", "event": "accepted", "a": "ann", "b": "cara", "day": 50},
    )
    lessons = {"link": ["l1", "l9"], "a_teaches": ["Go", "Rust"], "b_teaches": ["Zen", "Tea"]}
    rows = with_goals(told_of_running(facts), [pa.table(lessons)]).to_pylist()
    assert [(row["link"], row["goal_a"], row["goal_b"]) for row in rows] == [
        ("l1", "know the shop", "Go"),  # bob learns what ann teaches
        ("l2", None, None),
    ]


def test_what_others_said_of_a_link_is_not_theirs_to_say() -> None:
    met = {"link": "l1", "event": "met", "a": "ann", "b": "bob"}
    rows = [met | {"person": who} for who in ("ann", "b@x", "cem", "dd", None)]
    unknown = {"link": "l9", "event": "met", "person": "cem"}
    owners = {"ann": "ann", "bob": "bob", "b@x": "bob", "cem": "cem"}
    assert said_by_others(said(*rows, unknown), owners).tolist() == [False, False, True, False, False, False]
    assert not said_by_others(said(*rows), {}).any()


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([(0, "declined")], "proposed"),  # 100 days of rest are over on day 100
        ([(1, "declined")], "declined"),  # on day 101 only
        ([(0, "accepted")], "accepted"),  # a link that runs is at no rest
        ([(0, "declined"), (None, "declined")], "declined"),  # on no day: for good
        ([(-300, "declined"), (-150, "accepted"), (-140, "met")], "met"),  # suggested anew, and taken up
        ([(-300, "done"), (-150, "declined")], "proposed"),
        ([(-20, "declined"), (50, "met")], "met"),  # said of the same link: nobody was left alone
    ],
)
def test_after_its_rest_a_link_is_a_new_one(rows: list[tuple[int | None, str]], state: str) -> None:
    facts = said(*[{"link": "l1", "event": event, "a": "ann", "b": "bob", "day": day} for day, event in rows])
    fresh = afresh(facts, as_of=100, days=100)
    assert told(links("l1"), fresh)["state"].to_pylist() == [state]
    assert resting(fresh, as_of=100, days=100) == ([("ann", "bob")] if state in ("declined", "done") else [])
    assert running(fresh) == ([("ann", "bob")] if state in ("accepted", "met") else [])
    assert afresh(facts, as_of=None, days=100) == facts
