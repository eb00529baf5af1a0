"""Who helps others already has less room for links: what a run, `explain` and `show people` make of it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]

ROSTER = "person,unit,max_links\nann,A,1\nbob,B,1\ncarl,C,1\ndora,A,1\n"
SKILLS = (
    "person,skill,kind,strength\nann,go,offer,5\nann,zen,wish,5\nbob,zen,offer,5\nbob,go,wish,5\n"
    "carl,yoga,offer,5\ndora,chess,offer,5\n"
)


def mails(sender: str, to: str, count: int) -> Iterable[str]:
    return (f"{sender},{to},2026-03-{1 + day:02d}T10:00:00Z,mail" for day in range(count))


@pytest.fixture
def asked(call: Call, tables: Callable[..., list[Path]], tmp_path: Path) -> Callable[..., Path]:
    """A finished run of four; Ann had so many mails to Carl in the last weeks, and got one back."""

    def made(count: int) -> Path:
        space = tmp_path / f"helping-{count}"
        rows = [*mails("ann", "carl", count), *mails("carl", "ann", 1), *mails("bob", "dora", 1)]
        contacts = "\n".join(("from,to,at,channel", *rows, ""))
        assert call("-C", space, "ingest", *tables(people=ROSTER, skills=SKILLS, mails=contacts))[0] == 0
        assert call("-C", space, "run")[0] in (0, 5)  # 5: four people are too few to find anything
        return space

    return made


def test_somebody_who_is_helped_takes_the_room_of_a_link(call: Call, asked: Callable[..., Path]) -> None:
    free, busy = asked(3), asked(4)  # four contacts are work, three are not
    assert [json.loads(row)["a"] for row in call("-C", free, "show", "links", "--json")[1].splitlines()] == ["ann"]
    assert not call("-C", busy, "show", "links", "--json")[1].strip()


def test_explain_says_that_there_is_no_room(call: Call, asked: Callable[..., Path]) -> None:
    no_room = "One of them has no room for another link"
    assert [no_room in call("-C", asked(many), "explain", "ann", "bob")[1] for many in (3, 4)] == [False, True]
