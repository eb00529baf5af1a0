"""The back-test on a small organisation: what is hidden stays hidden, and what cannot be said is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph import backtest as module
from graph.backtest import TOO_FEW, BackTest, backtest
from graph.errors import TooLittleError, UsageError
from graph.facts import MESSAGES, SNAPSHOTS
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.workspace import Workspace

KEYS = [f"p{i:02d}" for i in range(48)]
PEOPLE = [{"person": key, "units": ["ABCD"[i % 4]]} for i, key in enumerate(KEYS)]
START, DAYS, CUT = 18_000, 210, 18_140


def mails(seed: int = 0) -> list[dict[str, Any]]:
    """Two circles that cut across four units; everybody writes within the circle, to more and more of it."""
    draw = np.random.default_rng(seed)
    rows = []
    for day in range(START, START + DAYS):
        for _ in range(6):
            circle, (one, other) = draw.integers(0, 2), draw.choice(24, 2, replace=False)
            rows.append(mail(day, KEYS[24 * circle + one], KEYS[24 * circle + other]))
    return rows


def mail(day: int | None, sender: str, recipient: str) -> dict[str, Any]:
    return {
        "id": None,
        "sender": sender,
        "recipients": [recipient],
        "channel": "mail",
        "at": None,
        "day": day,
        "amount": 1.0,
    }


def swap(day: int) -> list[dict[str, Any]]:
    """Two of two units and circles could teach each other, as was known from a day on."""
    common = {"strength": 5.0, "evidence": "declared", "as_of": day}
    said = [("p00", "Go", "offer"), ("p00", "zen", "wish"), ("p25", "zen", "offer"), ("p25", "Go", "wish")]
    return [{"person": person, "skill": skill, "kind": kind} | common for person, skill, kind in said]


def workspace(
    folder: Path, contacts: list[dict[str, Any]], people: list[dict[str, Any]] = PEOPLE, skills: list[Any] = ()
) -> Workspace:
    made = Workspace(folder)
    with Ledger(made.ledger).stage() as staging:
        staging.replace("people", "people", pa.Table.from_pylist(people, schema=SNAPSHOTS["people"]))
        staging.replace("skills", "skills", pa.Table.from_pylist(list(skills), schema=SNAPSHOTS["skills"]))
        staging.add_messages("mail", pa.Table.from_pylist(contacts, schema=MESSAGES))
        staging.commit()
    return made


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> BackTest:
    return backtest(workspace(tmp_path_factory.mktemp("past"), mails()), RunOptions(), CUT)


def test_the_given_day_comes_last_and_four_lie_before(found: BackTest) -> None:
    days = [look.day for look in found.looks]
    assert days[-1] == CUT
    assert len(days) == 5
    assert all((day + 3) % 7 == 0 for day in days[:-1])  # Mondays


def test_pairs_and_those_who_met_are_counted_as_by_hand(found: BackTest) -> None:
    first: dict[tuple[str, ...], int] = {}
    for row in mails():
        first.setdefault(tuple(sorted((row["sender"], *row["recipients"]))), row["day"])
    seen = {person for pair, day in first.items() if day < CUT for person in pair}
    tied = sum(day < CUT for day in first.values())
    later = [pair for pair, day in first.items() if day >= CUT and set(pair) <= seen]
    unit = {row["person"]: row["units"] for row in PEOPLE}
    assert len(found.last.pairs) == len(seen) * (len(seen) - 1) // 2 - tied
    assert found.last.pairs.came.sum() == len(later)
    assert found.last.came_across == sum(unit[a] != unit[b] for a, b in later)


def test_circles_are_foretold_and_chance_is_not(found: BackTest) -> None:
    ranked = {ranking.name: ranking for ranking in found.rankings}
    assert ranked["plausibility"].auc_across > 0.75
    assert ranked["common contacts"].auc_across > 0.75
    assert abs(ranked["random"].auc_across - 0.5) < 0.15


def test_nothing_that_comes_later_changes_what_was_known(found: BackTest, tmp_path: Path) -> None:
    # Another future: other mails, people who come, somebody who leaves, skills found out.
    future = [row for row in mails(7) if row["day"] >= CUT]
    people = [*PEOPLE, {"person": "new", "units": ["A"], "active_from": CUT}]
    people[0] = PEOPLE[0] | {"active_to": CUT + 30}
    past = [row for row in mails() if row["day"] < CUT]
    other = backtest(workspace(tmp_path, past + future, people, swap(CUT)), RunOptions(), CUT)
    assert other.last.learned == found.last.learned
    assert other.last.pairs.a.tolist() == found.last.pairs.a.tolist()
    assert other.last.portfolio.gap_closed == found.last.portfolio.gap_closed
    scores = [dict(module.scores(test.last.pairs, test.last.learned.ranking, seed=0)) for test in (found, other)]
    assert all(np.array_equal(scores[0][name], scores[1][name]) for name in scores[0])


def test_a_skill_known_before_does_change_the_links(found: BackTest, tmp_path: Path) -> None:
    # The control of the test above: the same skill, known a day earlier.
    other = backtest(workspace(tmp_path, mails(), skills=swap(CUT - 1)), RunOptions(), CUT)
    assert other.last.portfolio != found.last.portfolio


@pytest.mark.parametrize(("cut", "days"), [(START + 1, 1), (START + 8, 2), (START + 15, 2)])
def test_no_day_is_looked_back_from_before_which_there_is_nothing(tmp_path: Path, cut: int, days: int) -> None:
    # START is a Sunday, so weeks begin on START + 1, + 8 ...; .6 to .9 of 15 days all lie in the week of START + 8.
    found = backtest(workspace(tmp_path, mails()), RunOptions(), cut)
    assert found.last.day == cut
    assert len(found.looks) == days
    assert found.looks[0].day > START


def test_too_few_who_met_are_no_verdict(tmp_path: Path) -> None:
    rows = [row for row in mails() if row["day"] < START + 20]
    few = backtest(workspace(tmp_path, rows), RunOptions(), START + 19)
    assert few.verdict == TOO_FEW


def test_a_day_outside_and_contacts_without_dates_are_refused(tmp_path: Path) -> None:
    space = workspace(tmp_path / "dated", mails())
    with pytest.raises(UsageError, match="has no contacts on both sides"):
        backtest(space, RunOptions(), START - 30)
    undated = workspace(tmp_path / "undated", [mail(None, "p00", "p01")])
    with pytest.raises(TooLittleError, match="no contact carries a date"):
        backtest(undated, RunOptions())


def test_of_many_people_some_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PEOPLE", 20)
    some = backtest(workspace(tmp_path, mails()), RunOptions(), CUT).last
    assert some.drawn
    assert len(some.pairs.people) <= 20
