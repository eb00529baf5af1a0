"""Answers about pairs from the tables of a finished run."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from graph import records, results
from graph.facts import FEEDBACK
from graph.feedback import told
from graph.options import RunOptions
from graph.suggest.case import Case
from graph.suggest.explain import NO_CANDIDATE, NOT_CHOSEN, SUGGESTED, UNKNOWN, explain
from graph.suggest.objection import objection
from graph.suggest.plan import plan
from graph.suggest.wording import band, listed

MakeCase = Callable[..., Case]
PEOPLE = {
    "ann": {"unit": "A"},
    "bob": {"unit": "B"},
    "carl": {"unit": "C"},
    "dora": {"unit": "A"},
    "eve": {"unit": "E"},
}
SKILLS = [
    ("ann", "Plan B", "offer", 5, "observed", 20000, "forge"),
    ("ann", "zen", "wish", 5),
    ("bob", "zen", "offer", 5),
    ("bob", "Plan B", "wish", 5),
    ("carl", "zen", "offer", 3),
    ("carl", "Plan B", "wish", 3),
]


def full_of(*people: str) -> pa.Table:
    """Nothing of their own room is left to these people."""
    many = len(people)
    return pa.table({"person": list(people), "room": [True] * many, "cap": [False] * many})


def finished(case: Case) -> dict[str, pa.Table]:
    """The run's tables that explain reads."""
    people = {name: [None] * len(case.people.keys) for name in results.TABLES["people"].names}
    people["person"] = list(case.people.keys)
    people["unit"] = [units[0] if units else None for units in case.people.units]
    people["opted_out"] = case.people.opted_out.tolist()
    ties = case.network.to_ties()
    made = records.to_tables(case, plan(case), "run")
    return made | {
        "people": results.table("people", people),
        "gaps": results.TABLES["gaps"].empty_table(),
        "single_points": results.TABLES["single_points"].empty_table(),
        "network": results.table("network", {name: ties[name] for name in ties.column_names}),
        "skills": results.TABLES["skills"].empty_table(),
        "full": full_of("ann").slice(0, 0),
    }


@pytest.fixture
def run(make_case: MakeCase) -> dict[str, pa.Table]:
    return finished(make_case(PEOPLE, [("ann", "eve")], SKILLS, options=RunOptions(links=1)))


def test_how_the_two_stand_is_told_whatever_became_of_the_pair(run: dict[str, pa.Table]) -> None:
    """Of ann's two ties one crosses; between her unit and the other's 1 tie runs where 4 are expected."""
    gap = dict.fromkeys(results.TABLES["gaps"].names) | {"boundary": "unit", "unit_a": "A", "unit_b": "C"}
    gaps = results.table("gaps", {name: [value] for name, value in (gap | {"observed": 1, "expected": 4.0}).items()})
    people = run["people"].to_pydict()
    here = people["person"].index("ann")
    for name, value in (("degree", 2), ("effective_size", 1.5), ("bridging", 0.5), ("bridging_person", True)):
        people[name][here] = value
    said = explain(run | {"gaps": gaps, "people": results.table("people", people)}, "carl", "ann").reasons
    assert said[-2:] == (
        "Between A and C 1 tie runs where chance would give 4.",
        (
            "B has 2 contacts, who speak for 1.5 different sides, and is one of the people who bridge units "
            "(bridging 0.5)."
        ),
    )


def test_a_link_is_explained_with_evidence_from_the_side_that_asks(run: dict[str, pa.Table]) -> None:
    said = explain(run, "ann", "bob")
    assert said.verdict == SUGGESTED
    first = "{} teaches Plan B (observed, strength 5, as of 2024-10-04), which {} wants to learn; few in {}'s own unit"
    second = "{} teaches zen (declared, strength 5), which {} wants to learn; few in {}'s own unit could teach it."
    assert first.format("A", "B", "B") in said.reasons[1]
    assert second.format("B", "A", "A") in said.reasons[1]
    assert run["links"]["explanation"][0].as_py() == said.reasons[1]
    other = explain(run, "bob", "ann")
    assert second.format("A", "B", "B") in other.reasons[1]
    assert first.format("B", "A", "A") in other.reasons[1]


def test_what_a_link_adds_is_told_with_the_openness_that_it_brings(run: dict[str, pa.Table]) -> None:
    row = run["links"].to_pylist()[0]

    def opening(share: float | None) -> dict[str, pa.Table]:
        return run | {
            "links": results.table("links", {name: [value] for name, value in (row | {"opens": share}).items()})
        }

    said = f"To the links before it, it adds {row['score']:.2g} expected lessons and 1.23% of openness."
    assert said in explain(opening(0.0123), "ann", "bob").reasons
    assert not any("openness" in reason for reason in explain(opening(None), "ann", "bob").reasons)


@pytest.mark.parametrize(
    ("event", "said"), [("declined", "It was declined; nobody is told by whom."), ("met", "The two have met.")]
)
def test_what_became_of_a_link_is_said(run: dict[str, pa.Table], event: str, said: str) -> None:
    assert explain(run, "ann", "bob").reasons[0] == "It is link 1 of this run."
    fact = {"link": run["links"]["link"][0].as_py(), "event": event}
    facts = pa.Table.from_pylist([fact], schema=FEEDBACK)
    later = run | {"links": told(run["links"], facts)}
    assert explain(later, "ann", "bob").reasons[0] == f"It is link 1 of this run. {said}"


def test_a_candidate_that_was_not_chosen_says_what_stood_before_it(run: dict[str, pa.Table]) -> None:
    said = explain(run | {"full": full_of("ann")}, "carl", "ann")
    assert said.verdict == NOT_CHOSEN
    assert said.reasons[0].startswith("A could teach zen, worth")
    assert "B's room goes to link 1 of this run." in said.reasons
    assert not any("room goes" in reason for reason in explain(run, "carl", "ann").reasons)
    assert "other links were worth more" in said.reasons[-1]


@pytest.mark.parametrize("other", ["bob", "carl", "eve"])  # suggested, not chosen, no candidate
def test_who_carries_too_much_and_what_hangs_on_one_of_them_is_said_last(run: dict[str, pa.Table], other: str) -> None:
    people = run["people"].to_pydict()
    people["overloaded"] = [key == "ann" for key in people["person"]]
    alone = {"skill": ["Law", "Plan B", "zen"], "only_holder": [other, "ann", "ann"]}
    nothing = {name: [None] * 3 for name in results.TABLES["skills"].names}
    told = run | {"people": results.table("people", people), "skills": results.table("skills", nothing | alone)}
    said, plain = explain(told, other, "ann"), explain(run, other, "ann")
    assert said.reasons[: len(plain.reasons)] == plain.reasons
    assert said.reasons[len(plain.reasons) :] == (
        "A alone holds Law well enough to teach.",
        "Far more people than usual ask B, with nobody or no room to share it.",
        "B alone holds Plan B, zen well enough to teach.",
    )


def test_what_hangs_on_one_of_the_two_is_said_whatever_the_verdict(run: dict[str, pa.Table]) -> None:
    lost = {"run": "run", "person": "ann", "pairs_lost": 1, "people_separated": None, "skills_lost": "Plan B;zen"}
    run["single_points"] = results.table("single_points", {name: [value] for name, value in lost.items()})
    lost_with = "1 pair of groups would have no tie left, a few people would be cut off and nobody else could teach"
    for a, b, side in (("ann", "bob", "A"), ("carl", "ann", "B"), ("ann", "eve", "A")):
        assert explain(run, a, b).reasons[-1] == f"If {side} left, {lost_with} Plan B and zen."
    assert not any("left" in reason for reason in explain(run, "bob", "dora").reasons)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [("ann", "eve", "They have a tie already."), ("dora", "ann", "They share a unit.")],
)
def test_a_pair_that_is_no_candidate_says_why(make_case: MakeCase, a: str, b: str, words: str) -> None:
    assert asked(make_case(PEOPLE, [("ann", "eve")], SKILLS), a, b)[0] == words


def test_a_tie_is_told_from_the_tables_alone(run: dict[str, pa.Table]) -> None:
    said = explain(run, "ann", "eve")
    assert (said.verdict, said.found.tied, said.reasons[0]) == (NO_CANDIDATE, True, "They have a tie already.")


@pytest.mark.parametrize("pair", [("ann", "eve"), ("eve", "ann"), ("dora", "ann")])
def test_who_reports_to_whom_is_told_before_their_tie_or_unit(make_case: MakeCase, pair: tuple[str, str]) -> None:
    people = PEOPLE | {key: PEOPLE[key] | {"manager": "ann"} for key in ("eve", "dora")}
    case = make_case(people, [("ann", "eve")], SKILLS)
    assert asked(case, *pair)[0] == "One of them reports to the other."


def test_every_verdict_brings_the_fields_that_its_sentences_are_made_from(run: dict[str, pa.Table]) -> None:
    """Rows as the tables have them, in order of keys, whichever way the pair is asked for."""
    for a, b in (("ann", "bob"), ("bob", "ann")):
        said = explain(run, a, b)
        assert said.found.link == run["links"].to_pylist()[0]
        assert [
            (row["direction"], row["skill"]) for row in said.found.evidence if row["direction"][2:] == "teaches"
        ] == [
            ("a_teaches", "Plan B"),
            ("b_teaches", "zen"),
        ]
        assert [one.person["person"] for one in said.standing] == [a, b]
    considered = explain(run | {"full": full_of("ann")}, "carl", "ann").found
    assert considered.link is None
    assert considered.candidate in run["candidates"].to_pylist()
    assert considered.rivals is not None
    assert (considered.rivals.room_a, considered.rivals.room_b) == ((1,), ())
    (left_out,) = explain(run, "bob", "dora").found.excluded
    assert (left_out["person"], left_out["reason"]) == ("dora", "no skill is known")


def test_a_pair_without_two_lessons_says_what_is_known_of_both(run: dict[str, pa.Table]) -> None:
    said = explain(run, "bob", "dora")
    assert said.verdict == NO_CANDIDATE
    assert said.reasons[0].startswith("B has no link in this run (no skill is known)")
    assert said.reasons[-1].startswith("It was no candidate")


def test_strangers_and_people_who_opted_out_are_equally_unknown(make_case: MakeCase) -> None:
    run = finished(make_case(PEOPLE | {"carl": {"unit": "C", "opt_out": True}}, (), SKILLS))
    for stranger in ("carl", "nobody"):
        said = explain(run, "ann", stranger)
        assert (said.verdict, said.reasons) == (UNKNOWN, ("B is not among the people of this run.",))
    assert explain(run, "ann", "ann").reasons == ("A and B are the same person.",)


def test_an_introduction_is_explained_without_a_lesson(make_case: MakeCase, split: dict[str, Any]) -> None:
    run = finished(make_case(**split))
    link = run["links"].to_pylist()[0]
    said = explain(run, link["b"], link["a"])
    assert "no lesson is claimed" in said.reasons[1]
    assert said.reasons[2].startswith("It takes the gap weight from ")
    assert "one of plausibility p = " in said.reasons[2]


@pytest.mark.parametrize(("value", "word"), [(0.18, "low"), (0.25, "fair"), (0.49, "fair"), (0.5, "high")])
def test_plausibility_is_said_in_bands(value: float, word: str) -> None:
    assert band(value).startswith(word)


def test_words_are_listed_as_one_would_say_them() -> None:
    assert [listed(words) for words in ([], ["unit"], ["unit", "level"], ["a", "b", "c"])] == [
        "",
        "unit",
        "unit and level",
        "a, b and c",
    ]


def test_an_account_in_no_roster_is_told_how_to_come_in(run: dict[str, pa.Table]) -> None:
    said = explain(run, "ann", "10", accounts=["10"])
    assert said.verdict == UNKNOWN
    assert said.reasons == (
        "10 (B) is in no roster: add a row for 10 to the people file, `bothways ingest` it and run again.",
    )
    assert explain(run, "ann", "10").reasons == ("B is not among the people of this run.",)


def asked(case: Case, a: str, b: str) -> tuple[str, ...]:
    """The reasons where the pair may be scored."""
    found = explain(finished(case), a, b, ask=lambda: asdict(objection(case, a, b)))
    assert found.verdict == NO_CANDIDATE
    return found.reasons


def test_a_pair_that_must_not_be_paired_says_so_and_no_more(make_case: MakeCase) -> None:
    case = make_case(PEOPLE, (), SKILLS, never=[("ann", "bob")])
    assert asked(case, "bob", "ann")[0] == "A list says that they must not be paired, or that they were before."


def test_the_direction_without_a_lesson_is_named(make_case: MakeCase) -> None:
    skills = [row for row in SKILLS if row[0] != "carl"] + [
        ("carl", "chess", "offer", 5),
        ("carl", "Plan B", "wish", 5),
    ]
    case = make_case(PEOPLE, (), skills)
    # ann wishes zen alone, so carl's chess is nothing to her; she teaches him Plan B.
    assert asked(case, "ann", "carl")[-1] == "B is known to teach nothing that A could want."
    assert asked(case, "carl", "ann")[-1] == "A is known to teach nothing that B could want."


def test_a_lesson_that_is_too_small_says_what_it_is_worth(make_case: MakeCase) -> None:
    skills = [*SKILLS[:4], ("carl", "zen", "offer", 5), ("carl", "Plan B", "wish", 0.4)]
    (said,) = asked(make_case(PEOPLE, (), skills), "carl", "ann")[-1:]
    assert said.startswith("B has no lesson for A that is worth giving: the best, Plan B, is worth 0.0")
    assert said.endswith("of a full lesson, at least 0.1 is asked for.")


def test_a_pair_with_better_partners_says_so(make_case: MakeCase) -> None:
    case = make_case(PEOPLE, (), SKILLS)
    made = finished(case)
    own = pc.and_(pc.equal(made["candidates"]["a"], "ann"), pc.equal(made["candidates"]["b"], "bob"))
    made["links"], others = made["links"].slice(0, 0), made["candidates"].filter(pc.invert(own))
    assert others.num_rows
    reasons = {}
    for name, candidates in (("some", others), ("none", others.slice(0, 0))):
        made["candidates"] = candidates
        reasons[name] = explain(made, "ann", "bob", ask=lambda: asdict(objection(case, "ann", "bob"))).reasons[-1]
    assert reasons["some"] == "Nothing speaks against the pair, but each has better partners."
    assert "better partners" not in reasons["none"]  # there are none in that run


def test_the_score_is_asked_for_only_where_the_tables_do_not_know(run: dict[str, pa.Table]) -> None:
    def never() -> Any:
        pytest.fail("asked")

    for other in ("bob", "carl", "nobody"):
        assert explain(run, "ann", other, ask=never).reasons


def test_a_lesson_of_an_exchange_of_three_says_who_else_takes_part(run: dict[str, pa.Table]) -> None:
    own = run["links"].to_pylist()[0] | {"kind": "cycle", "exchange": "x"}
    lessons = [
        own | {"a": "ann", "b": "bob", "a_teaches": "Plan B", "b_teaches": None},
        own | {"a": "bob", "b": "carl", "a_teaches": "zen", "b_teaches": None},
        own | {"a": "ann", "b": "carl", "a_teaches": None, "b_teaches": "go"},
    ]
    said = explain(run | {"links": pa.Table.from_pylist(lessons, schema=run["links"].schema)}, "bob", "ann")
    three = (
        "It is one lesson of an exchange of three: ann teaches bob Plan B, bob teaches carl zen, carl teaches ann go."
    )
    assert three in said.reasons
    assert len(said.found.exchange) == 3
