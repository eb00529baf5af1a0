"""Offers, stated wishes and inferred ones. Expected numbers are worked out by hand from definitions, section 4."""

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import facts
from graph.network import TIE_SCALE, TIES, Network
from graph.roster import People
from graph.skills import ASSUMED, INFERRED, STATED, Skills, infer, rarity, read


def people_in(**units: str) -> People:
    n, keys = len(units), tuple(sorted(units))
    return People(
        keys=keys,
        known=np.array([not key.startswith("account") for key in keys]),
        names=("",) * n,
        units=tuple((units[key],) if units[key] else () for key in keys),
        manager=np.full(n, -1, dtype=np.int32),
        level=np.full(n, np.nan),
        ranks=("",) * n,
        locations=("",) * n,
        functions=("",) * n,
        opted_out=np.zeros(n, dtype=bool),
        max_links=np.full(n, -1, dtype=np.int32),
        hours_per_month=np.full(n, np.nan),
        units_from="roster",
    )


def table(*rows: tuple[object, ...]) -> pa.Table:
    filled = [(*row, *("declared", None, None)[len(row) - 4 :]) for row in rows]
    return pa.table([[row[i] for row in filled] for i in range(7)], schema=facts.SKILLS)


def ties(people: People, *pairs: tuple[str, str]) -> Network:
    ordered = sorted(tuple(sorted(pair)) for pair in pairs)
    columns = [[a for a, _ in ordered], [b for _, b in ordered], [TIE_SCALE] * len(ordered), [0] * len(ordered)]
    return Network.from_ties(people.keys, pa.table(columns, schema=TIES))


def wish(skills: Skills, people: People, person: str) -> dict[str, tuple[float, int]]:
    row = people.keys.index(person)
    weights, bases = skills.wishes[[row]].toarray()[0], skills.basis[[row]].toarray()[0]
    return {name: (round(float(weights[i]), 4), int(bases[i])) for i, name in enumerate(skills.names) if weights[i] > 0}


def inferred(people: People, network: Network, *rows: tuple[object, ...]) -> Skills:
    return infer(read(people, table(*rows)), network, people.boundary("unit"), people.known)


def test_a_stated_wish_weighs_a_fifth_of_its_strength() -> None:
    people = people_in(ann="A")
    skills = read(people, table(("ann", "chess", "wish", 4.0), ("ann", "go", "wish", 3)))
    # Definitions 4: W = strength / 5, so .6 for the default strength of 3.
    assert wish(skills, people, "ann") == {"chess": (0.8, STATED), "go": (0.6, STATED)}


def test_the_strongest_of_several_facts_counts_and_all_stay_as_evidence() -> None:
    people = people_in(ann="A")
    rows = [("ann", "chess", "offer", 2.0), ("ann", "chess", "offer", 4.5, "attested", 19000, "club")]
    skills = read(people, table(*rows))
    assert skills.offers.toarray().tolist() == [[4.5]]
    first, last = skills.facts_of(np.array([0]), np.array([0]), wish=False)
    found = skills.evidence.slice(first[0], last[0] - first[0]).select(["strength", "evidence", "source"]).to_pylist()
    assert found == [
        {"strength": 4.5, "evidence": "attested", "source": "club"},
        {"strength": 2.0, "evidence": "declared", "source": None},
    ]


def test_facts_of_strangers_and_of_accounts_in_no_roster_are_left_out() -> None:
    people = people_in(ann="A", account1="")
    skills = read(people, table(("ann", "chess", "offer", 3), ("account1", "go", "offer", 3), ("bob", "go", "wish", 3)))
    assert skills.names == ("chess",)
    assert skills.offers.nnz == 1
    assert skills.wishes.nnz == 0


def test_without_a_fact_there_is_no_offer() -> None:
    people = people_in(ann="A", bob="B")
    skills = inferred(people, ties(people))
    assert skills.names == ()
    assert not skills.any_offer


def test_rarity_counts_holders_of_the_unit_at_three_or_more() -> None:
    people = people_in(a1="A", a2="A", a3="A", b1="B", lone="")
    skills = read(people, table(("a1", "go", "offer", 3), ("a2", "go", "offer", 2.9), ("b1", "go", "offer", 5)))
    rare = rarity(skills, people.boundary("unit"))[:, 0]
    # r = 1 - (h + .5) / (n_u + 1): A 1 - 1.5 / 4, B 1 - 1.5 / 2, without a unit .5.
    assert rare.tolist() == pytest.approx([0.625, 0.25, 0.5])


def test_a_skill_that_goes_with_what_one_has_is_inferred() -> None:
    people = people_in(a1="A", a2="A", a3="A", ann="B", bob="B")
    both = [(person, skill, "offer", 4) for person in ("a1", "a2", "a3") for skill in ("python", "sql")]
    rows = [*both, ("ann", "python", "offer", 3), ("bob", "chess", "offer", 3)]
    skills = inferred(people, ties(people), *rows)
    # P1(ann, sql) = 3 / (4 + 5); no contact, so P2 = 0; the only q, so W = .3.
    assert wish(skills, people, "ann") == {"sql": (0.3, INFERRED)}


def test_what_contacts_elsewhere_hold_is_inferred_and_what_the_own_unit_holds_less() -> None:
    people = people_in(ann="A", a2="A", b1="B", b2="B")
    rows = [("b1", "go", "offer", 3), ("b1", "chess", "offer", 3), ("a2", "chess", "offer", 3)]
    skills = inferred(people, ties(people, ("ann", "b1"), ("ann", "b2"), ("ann", "a2")), *rows)
    # d = 2 contacts in other units, k = 1 for both: go 1/7 * (1 - .5/3), chess 1/7 * (1 - 1.5/3); W = .3 q / max q.
    assert wish(skills, people, "ann") == {"go": (0.3, INFERRED), "chess": (0.18, INFERRED)}


def test_where_nothing_speaks_for_a_skill_the_rarest_at_home_are_assumed() -> None:
    people = people_in(ann="A", a2="A", b1="B")
    rows = [("a2", "a-common", "offer", 3), *(("b1", f"s{i}", "offer", 3) for i in range(6))]
    skills = inferred(people, ties(people), *rows)
    # Nobody in A holds s0 ... s5 (r = 1 - .5/3); equals go by name, five of them.
    assert wish(skills, people, "ann") == {f"s{i}": (0.15, ASSUMED) for i in range(5)}


def test_skills_already_held_at_two_are_never_inferred() -> None:
    people = people_in(ann="A", b1="B")
    skills = inferred(people, ties(people), ("b1", "go", "offer", 3), ("ann", "go", "offer", 2))
    assert wish(skills, people, "ann") == {}


def test_who_stated_a_wish_gets_none_inferred() -> None:
    people = people_in(ann="A", b1="B")
    rows = [("b1", "go", "offer", 3), ("b1", "chess", "offer", 3), ("ann", "chess", "wish", 1)]
    skills = inferred(people, ties(people, ("ann", "b1")), *rows)
    assert wish(skills, people, "ann") == {"chess": (0.2, STATED)}


def test_inferred_wishes_are_five_at_most_and_weigh_at_most_half_of_a_usual_stated_one() -> None:
    people = people_in(ann="A", b1="B")
    rows = [("b1", f"s{i}", "offer", 3) for i in range(8)]
    found = wish(inferred(people, ties(people, ("ann", "b1")), *rows), people, "ann")
    assert len(found) == 5
    assert max(weight for weight, _ in found.values()) <= 0.3


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_facts_changes_nothing(random: object) -> None:
    people = people_in(ann="A", a2="A", b1="B", b2="B")
    rows = [
        ("b1", "go", "offer", 3, "declared", 1, "x"),
        ("b1", "go", "offer", 3, "observed", None, None),
        ("b1", "go", "offer", 3, "observed", 5, None),
        ("a2", "chess", "offer", 4),
        ("b2", "chess", "wish", 2),
        ("ann", "chess", "offer", 3.5),
    ]
    network = ties(people, ("ann", "b1"), ("a2", "b2"))
    straight = inferred(people, network, *rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    shuffled = inferred(people, network, *rows)
    assert straight.evidence.equals(shuffled.evidence)
    assert np.array_equal(straight.wishes.toarray(), shuffled.wishes.toarray())
    assert np.array_equal(straight.offers.toarray(), shuffled.offers.toarray())


def test_evidence_keeps_its_day() -> None:
    people = people_in(ann="A")
    day = (datetime.date(2025, 3, 3) - datetime.date(1970, 1, 1)).days
    skills = read(people, table(("ann", "go", "offer", 3, "attested", day)))
    assert skills.evidence["as_of"].to_pylist() == [day]
