"""What a run says of itself: its notes, and why the data cannot carry an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import UsageError
from graph.facts import MESSAGES, SNAPSHOTS
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.run import dearer, run
from graph.workspace import Workspace

KEYS = [f"p{i:02d}" for i in range(30)]
PEOPLE = [
    {"person": key, "units": ["ABCDE"[i % 5]], "location": ["Oslo", "Rome"][i % 2], "active_to": 25_000}
    for i, key in enumerate(KEYS)
]
"""Thirty people of five units and two locations."""
DAY = 20_000
SWAP = [
    {"person": person, "skill": skill, "kind": kind, "strength": 5.0, "evidence": "declared"}
    for person, offer, wish in (("p00", "Go", "zen"), ("p01", "zen", "Go"))
    for skill, kind in ((offer, "offer"), (wish, "wish"))
]


def mails(day: int | None = DAY) -> list[dict[str, Any]]:
    return [
        {"id": a, "sender": a, "recipients": [b], "channel": "mail", "day": day, "amount": 1.0}
        for a, b in pairwise(KEYS)
    ]


def to_self() -> list[dict[str, Any]]:
    return [mail | {"recipients": [mail["sender"]]} for mail in mails()]


def manifest(
    folder: Path,
    *,
    contacts: Sequence[dict[str, Any]] = (),
    skills: Sequence[dict[str, Any]] = (),
    as_of: int | None = None,
) -> dict[str, Any]:
    workspace = Workspace(folder)
    with Ledger(workspace.ledger).stage() as staging:
        for kind, rows in (("people", PEOPLE), ("skills", list(skills))):
            staging.replace(kind, kind, pa.Table.from_pylist(rows, schema=SNAPSHOTS[kind]))
        staging.add_messages("mail", pa.Table.from_pylist(list(contacts), schema=MESSAGES))
        staging.commit()
    return run(workspace, RunOptions(as_of=as_of)).manifest


@pytest.mark.parametrize(
    ("contacts", "as_of", "why"),
    [
        ([], DAY, "there are no contacts, and no skill is known (`bothways ingest CONTACTS`)"),
        ([], 26_000, f"nobody of the roster is active on {date.fromordinal(719_163 + 26_000)}"),
        (to_self(), DAY, "there are contacts, but no tie between two people"),
    ],
    ids=["no contacts", "nobody active", "to themselves"],
)
def test_a_run_that_can_say_nothing_says_the_cause(
    tmp_path: Path, contacts: list[dict[str, Any]], as_of: int, why: str
) -> None:
    assert manifest(tmp_path, contacts=contacts, as_of=as_of)["too_little"] == why


def test_skills_alone_are_enough_where_a_link_follows_from_them(tmp_path: Path) -> None:
    document = manifest(tmp_path, skills=SWAP, as_of=DAY)
    assert document["too_little"] is None
    assert "There are no contacts, so only skills can speak for a link." in document["notes"]


def test_a_day_that_was_asked_for_hides_the_rest_of_its_week(tmp_path: Path) -> None:
    # DAY is a Friday (2024-10-04): mails of the Thursday, and those of the Saturday of the same week.
    contacts = [*mails(DAY - 1), *({**mail, "day": DAY + 1, "id": f"{mail['id']}late"} for mail in mails()[:7])]
    document = manifest(tmp_path, contacts=contacts, as_of=DAY)
    assert document["counts"]["later"] == 7
    assert document["counts"]["contacts"] == len(contacts)
    assert document["as_of"] == "2024-10-04"
    without = manifest(tmp_path / "without", contacts=mails(DAY - 1), as_of=DAY)
    assert document["counts"]["ties"] == without["counts"]["ties"]
    network, alone = (
        pq.ParquetFile(folder / "runs" / made["run"] / "network.parquet").read()
        for folder, made in ((tmp_path, document), (tmp_path / "without", without))
    )
    assert network.equals(alone)


@pytest.mark.parametrize(
    ("sent", "as_of", "why"),
    [
        (DAY, 100, "looks back from 1970-04-11, and all contacts lie after it"),
        (DAY - 10_000, DAY, "looks back from 2024-10-04, and all contacts lie so long before it that nothing is left"),
    ],
)
def test_a_day_that_no_contact_is_in_reach_of_makes_no_run(tmp_path: Path, sent: int, as_of: int, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        manifest(tmp_path, contacts=mails(sent), skills=SWAP, as_of=as_of)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("day", "skills"), [(DAY, 2), (DAY + 1, 0), (None, 2)])
def test_a_skill_dated_after_the_day_that_was_asked_for_is_not_known_yet(
    tmp_path: Path, day: int | None, skills: int
) -> None:
    dated = [row | {"as_of": day} for row in SWAP]
    document = manifest(tmp_path, contacts=mails(), skills=dated, as_of=DAY)
    assert document["counts"]["skills"] == skills


def test_skills_from_which_no_link_follows_are_not_enough(tmp_path: Path) -> None:
    why = manifest(tmp_path, skills=SWAP[:1], as_of=DAY)["too_little"]
    assert why == "there are no contacts, and no link follows from skills alone (`bothways ingest CONTACTS`)"


def test_pairs_that_ties_can_be_expected_of_are_an_answer(tmp_path: Path) -> None:
    assert manifest(tmp_path, contacts=mails())["too_little"] is None


@pytest.mark.parametrize(("rows", "note"), [(1, "1 skill row belongs"), (3, "3 skill rows belong")])
def test_skill_rows_of_nobody_are_counted(tmp_path: Path, rows: int, note: str) -> None:
    strangers = [SWAP[0] | {"person": f"stranger{i}"} for i in range(rows)]
    notes = manifest(tmp_path, contacts=mails(), skills=strangers)["notes"]
    assert any(said.startswith(f"{note} to nobody in the roster and") for said in notes)


@pytest.mark.parametrize(("loss", "told"), [(0.05, False), (0.0599, False), (0.071, True)])
def test_a_portfolio_that_goes_on_says_when_it_has_become_dear(loss: float, told: bool) -> None:
    said = dearer(loss, 0.05)
    assert bool(said) == told
    assert not told or said[0].startswith(
        "The links cost 7.1% of the lesson value that there could be now, and 5% were"
    )
