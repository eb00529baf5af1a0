"""A programme after its first run: what was declined is filled, lots are compared, rules must not change on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]


def links(call: Call, space: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in call("-C", space, "show", "links", "--json")[1].splitlines()]


def pairs(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(row["a"], row["b"]) for row in rows}


@pytest.fixture
def begun(call: Call, moved: Path) -> Path:
    """A run of eleven links, of which lots drew three."""
    assert call("-C", moved, "run", "--control", "30")[0] == 0
    return moved


def test_a_declined_link_is_filled_and_all_others_stay(call: Call, begun: Path, tables: Tables) -> None:
    was = links(call, begun)
    assert call("-C", begun, "feedback", *tables(answers=f"link,event\n{was[1]['link']},declined\n"))[0] == 0
    code, said, _ = call("-C", begun, "run", "--replan", "--control", "30")
    assert code == 0
    assert f"of its {len(was)} links 0 were taken up, {len(was) - 1} stand, 1 are new" in said
    now = links(call, begun)
    assert pairs(was) - pairs(now) == pairs(was[1:2])
    assert [row["link"] for row in now if row["arm"] == "lot"] == [row["link"] for row in was if row["arm"] == "lot"]
    assert call("-C", begun, "verify")[0] == 0


def test_an_accepted_link_keeps_its_place(call: Call, begun: Path, tables: Tables) -> None:
    was = links(call, begun)
    call("-C", begun, "feedback", *tables(answers=f"link,event\n{was[0]['link']},accepted\n"))
    call("-C", begun, "run", "--replan", "--control", "30")
    assert pairs(links(call, begun)) == pairs(was[1:])


def test_who_changed_the_rules_has_to_choose_anew(call: Call, begun: Path) -> None:
    code, _, complaint = call("-C", begun, "run", "--replan", "--give-up", "20")
    assert code == 2
    assert "was made with another give_up" in complaint
    assert "run `bothways run` without it" in complaint


def test_without_a_run_there_is_nothing_to_go_on_from(call: Call, tmp_path: Path, tables: Tables) -> None:
    call("-C", tmp_path / "new", "ingest", *tables(people="person,unit\nann,Sales\nbo,Ops\n"))
    code, _, complaint = call("-C", tmp_path / "new", "run", "--replan")
    assert (code, "there is no run yet" in complaint) == (2, True)


def test_lots_are_verified_and_compared(call: Call, begun: Path, tables: Tables) -> None:
    rows = links(call, begun)
    assert [row["arm"] for row in rows].count("lot") == round(0.3 * len(rows))
    assert "the control group is what lots drew" in call("-C", begun, "verify")[1]
    text = "".join(f"{row['link']},accepted\n" for row in rows if row["arm"] == "chosen")
    call("-C", begun, "feedback", *tables(answers=f"link,event\n{text}"))
    found = json.loads(call("-C", begun, "show", "health", "--json")[1])["outcomes"]
    assert [(row["arm"], row["share"]) for row in found] == [("chosen", 1.0), ("lot", 0.0), ("difference", 1.0)]
    assert "beside links that lots drew" in call("-C", begun, "show", "health")[1]


def test_without_lots_no_run_compares_anything(call: Call, lawyers: Path) -> None:
    assert {row["arm"] for row in links(call, lawyers)} == {"chosen"}
    assert json.loads(call("-C", lawyers, "show", "health", "--json")[1])["outcomes"] == []


def test_links_that_run_tell_both_goals_and_that_undated_contacts_say_nothing(
    call: Call, begun: Path, tables: Tables
) -> None:
    link = links(call, begun)[0]
    text = f"link,event,person,goal,at\n{link['link']},accepted,{link['a']},win a case,2026-03-01\n"
    call("-C", begun, "feedback", *tables(answers=text))
    call("-C", begun, "run", "--replan", "--control", "30")
    said = call("-C", begun, "show", "links")[1]
    assert "win a case" in said
    assert "not known: ask them" in said  # the lawyers' ties carry no dates
