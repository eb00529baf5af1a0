"""What openness counts beside gaps: which terms there are, what each weighs, and that portfolios go after them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.options import RunOptions
from graph.rules import Rules
from graph.suggest.case import Case
from graph.suggest.choice import Choice, choose, lay_out
from graph.suggest.terms import Terms

MakeCase = Callable[..., Case]

FIRM = {
    "ann": {"unit": "A", "level": "1"},
    "ada": {"unit": "A", "level": "2"},
    "bob": {"unit": "B", "level": "1"},
    "bea": {"unit": "B", "level": "3"},
}
"""Ann teaches Go, Bob and Bea teach Law; everybody wishes the other skill, so each of A could swap with each of B."""
TAUGHT = {"ann": "Go", "ada": "Go", "bob": "Law", "bea": "Law"}
SKILLS = [(key, skill, "offer", 5.0) for key, skill in TAUGHT.items()]
SKILLS += [(key, "Law" if skill == "Go" else "Go", "wish", 5.0) for key, skill in TAUGHT.items()]


def terms(case: Case) -> dict[str, float]:
    """Weights by name."""
    made = lay_out(case)[2].terms
    assert made.share == pytest.approx(made.weight.sum())
    return dict(zip(made.names, made.weight.round(6).tolist(), strict=True))


def asks(**shares: float) -> RunOptions:
    return RunOptions(rules=Rules(**shares))


def test_level_pairs_weigh_as_their_people_do(make_case: MakeCase) -> None:
    # Levels 1, 1, 2, 3: pairs across are ann-bea (1, 3), ada-bob (1, 2), ada-bea (2, 3), and ann-bob of one level.
    # n_k n_l: (1, 2) 2 * 1, (1, 3) 2 * 1, (2, 3) 1 * 1: fifths of the share.
    case = make_case(FIRM, skills=SKILLS, options=asks(level_share=0.5))
    assert terms(case) == {"levels 1 and 2": 0.2, "levels 1 and 3": 0.2, "levels 2 and 3": 0.1}


def test_skills_count_where_nobody_of_the_unit_holds_them(make_case: MakeCase) -> None:
    case = make_case(FIRM, skills=SKILLS, options=asks(skill_share=0.4))
    assert terms(case) == {"Law in A": 0.2, "Go in B": 0.2}
    holds = [*SKILLS, ("ada", "Law", "offer", 4.0)]  # now somebody of A does, though Ann still learns it
    assert terms(make_case(FIRM, skills=holds, options=asks(skill_share=0.4))) == {"Go in B": 0.4}


def test_people_weigh_more_the_fewer_contacts_they_have(make_case: MakeCase) -> None:
    # Contacts: ann 1, ada 1, others 0. Percentiles (midranks): bob and bea 1/4, ann and ada 3/4; 1 - p: .75, .25, of 2.
    case = make_case(FIRM, [("ann", "ada")], SKILLS, options=asks(equity_share=0.2))
    assert terms(case) == {"ada": 0.025, "ann": 0.025, "bea": 0.075, "bob": 0.075}


def test_a_family_that_no_candidate_counts_for_leaves_openness_to_gaps(make_case: MakeCase) -> None:
    alike = {key: {**row, "level": "1"} for key, row in FIRM.items()}
    problem = lay_out(make_case(alike, skills=SKILLS, options=asks(level_share=0.5)))[2]
    assert problem.terms.names == ()
    assert problem.terms.share == 0


def test_without_shares_there_are_no_terms(make_case: MakeCase, make_town: Callable[..., Any]) -> None:
    problem = lay_out(make_case(**make_town(3)))[2]
    assert problem.terms.of.shape == (len(problem.w), 0)


@pytest.mark.parametrize("share", ["level_share", "skill_share", "equity_share"])
def test_a_share_of_openness_opens_more_of_what_it_is_for(
    make_case: MakeCase, make_town: Callable[..., Any], share: str
) -> None:
    case = make_case(**make_town(3, people=200), options=RunOptions(links=12, give_up=0.2))
    asked = replace(case, options=replace(case.options, rules=Rules(**{share: 0.5})))
    with_share, without = choose(asked), choose(case)
    own: Terms = with_share.problem.terms
    assert own.value(_rows(with_share, with_share)) > own.value(_rows(with_share, without))


def _rows(of: Choice, chosen: Choice) -> np.ndarray:
    """The links of one choice as candidates of another one over the same people."""
    at = {pair: i for i, pair in enumerate(zip(of.found.a.tolist(), of.found.b.tolist(), strict=True))}
    return np.array([at[pair] for pair in zip(chosen.links.a.tolist(), chosen.links.b.tolist(), strict=True)])
