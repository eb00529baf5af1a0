"""The store is a projection of the ledger and the runs: made again at any time, always the same."""

from pathlib import Path

import pyarrow as pa
import pytest

from graph import organisation, project, results, schema
from graph.errors import GuardError
from graph.facts import FEEDBACK, MESSAGES, PEOPLE, SKILLS
from graph.ledger import Ledger
from graph.network import TIE_SCALE
from graph.options import LevelOptions, RunOptions, TieOptions
from graph.project import Upstream
from graph.stores import GraphStore
from graph.stores.embedded import EmbeddedStore
from graph.stores.memory import Graph, MemoryStore

MONDAY = 20_000 - 20_000 % 7 + 4  # days since 1970; 1970 began on a Thursday


def roster(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=PEOPLE)


def mails(*pairs: str, day: int | None = MONDAY, channel: str = "mail") -> pa.Table:
    rows = [
        {"id": f"{pair}{i}{day}", "sender": a, "recipients": [b], "channel": channel, "day": day, "amount": 1.0}
        for i, pair in enumerate(pairs)
        for a, b in [tuple(pair)]
    ]
    return pa.Table.from_pylist(rows, schema=MESSAGES)


def skill(person: str, name: str, kind: str = "offer", strength: float = 3.0) -> dict[str, object]:
    return {"person": person, "skill": name, "kind": kind, "strength": strength, "evidence": "declared"}


ROSTER = (
    {"person": "a", "name": "Ann", "units": ["Sales/North"], "location": "Oslo", "level": "1"},
    {"person": "b", "name": "Bo", "units": ["Sales/South", "Legal"], "opt_out": True},
    {"person": "c", "name": "Cy"},
    {"person": "d", "name": "Di", "units": ["Legal"], "active_to": 10},
)


class Workspace:
    """A ledger and runs in a folder, and what is made from them."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.runs, self.folder = Ledger(folder / "ledger"), folder / "runs", folder
        self.options = RunOptions()

    def put(
        self, *, people: pa.Table | None = None, skills: pa.Table | None = None, mail: pa.Table | None = None
    ) -> None:
        with self.ledger.stage() as staging:
            for kind, table in (("people", people), ("skills", skills)):
                if table is not None:
                    staging.replace(kind, kind, table)
            if mail is not None:
                staging.add_messages("mail", mail)
            staging.commit(allow_shrink=True)

    def tell(self, *rows: dict[str, object]) -> None:
        with self.ledger.stage() as staging:
            staging.add("feedback", "feedback", pa.Table.from_pylist(list(rows), schema=FEEDBACK))
            staging.commit()

    def run(self, name: str, *pairs: str) -> None:
        made = {"a": [p[0] for p in pairs], "b": [p[1] for p in pairs]}
        flows = {"onward": [TIE_SCALE] * len(pairs), "back": [TIE_SCALE // 2] * len(pairs)}
        links = pa.Table.from_pylist(
            [{"run": name, "link": f"l{p}", "kind": "pair", "a": p[0], "b": p[1], "rank": 1} for p in pairs[:1]],
            schema=results.TABLES["links"],
        )
        manifest = {"versions": {"bothways": "1"}, "facts": "f", "settings": {"seed": 7}, "as_of": "2026-11-20"}
        tables = {"network": results.table("network", made | flows), "links": links}
        results.write(self.runs, name, tables, {"manifest": manifest})

    def upstream(self) -> Upstream:
        return Upstream(self.ledger, organisation.read(self.ledger, self.options), self.runs, self.options)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Four people, one of them gone, a stranger who writes, skills, one run."""
    space = Workspace(tmp_path)
    facts = [skill("a", "Go"), skill("a", "Go", strength=5.0), skill("a", "SQL", "wish"), skill("zz", "Go")]
    space.put(
        people=roster(*ROSTER),
        skills=pa.Table.from_pylist(facts, schema=SKILLS),
        mail=mails("ab", "ab", "ba", "ad", "xa"),
    )
    space.run("r1", "ab", "ac")
    return space


def content(store: GraphStore) -> dict[str, list[dict[str, object]]]:
    """Everything that stands in a store."""
    nodes = {name: store.read_nodes(name).to_pylist() for name in schema.NODES}
    return nodes | {name: store.read_ties(name).to_pylist() for name in schema.RELATIONS}


def rebuilt(workspace: Workspace) -> dict[str, list[dict[str, object]]]:
    """What a new store comes to."""
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    return content(store)


def test_people_stand_with_what_a_run_knows_of_them(workspace: Workspace) -> None:
    ann, bo, cy, di, x = rebuilt(workspace)["Person"]
    assert ann == {
        "id": "a", "name": "Ann", "unit": "Sales/North", "level": "1", "location": "Oslo", "function": None,
        "known": True, "active": True, "opted_out": False,
    }  # fmt: skip
    assert (bo["name"], bo["opted_out"]) == (None, True)  # who opted out is never named
    assert (cy["unit"], cy["active"]) == (None, True)
    assert (di["name"], di["unit"], di["known"], di["active"]) == (None, None, True, False)  # left on day 10
    assert (x["id"], x["known"], x["active"]) == ("x", False, True)  # an account in no roster


def test_units_stand_as_a_tree_with_those_above_that_nobody_is_in(workspace: Workspace) -> None:
    made = rebuilt(workspace)
    assert made["Unit"] == [
        {"id": "Legal", "name": "Legal", "depth": 1},
        {"id": "Sales", "name": "Sales", "depth": 1},
        {"id": "Sales/North", "name": "North", "depth": 2},
        {"id": "Sales/South", "name": "South", "depth": 2},
    ]
    assert made["PART_OF"] == [{"a": "Sales/North", "b": "Sales"}, {"a": "Sales/South", "b": "Sales"}]
    assert made["MEMBER_OF"] == [
        {"a": "a", "b": "Sales/North", "first": True},
        {"a": "b", "b": "Legal", "first": False},
        {"a": "b", "b": "Sales/South", "first": True},
    ]


def test_of_evidence_that_differs_in_strength_alone_the_strongest_stands(workspace: Workspace) -> None:
    made = rebuilt(workspace)
    offer = {"source": "skills", "evidence": "declared", "origin": "", "as_of": None}
    assert made["HAS_SKILL"] == [{"a": "a", "b": "Go", "strength": 5.0, **offer}]
    assert made["WANTS_SKILL"] == [{"a": "a", "b": "SQL", "strength": 3.0, **offer}]
    assert [row["id"] for row in made["Skill"]] == ["Go", "SQL"]


def test_contacts_are_weekly_whole_and_undecayed(workspace: Workspace) -> None:
    """Two mails from a to b and one back in one week: 1,000,000 shares each."""
    week = (MONDAY + 3) // 7
    first = rebuilt(workspace)["CONTACT"][0]
    assert first == {
        "a": "a", "b": "b", "key": f"mail/mail/{week}", "channel": "mail", "week": week, "source": "mail",
        "onward": 2_000_000, "back": 1_000_000, "count": 3,
    }  # fmt: skip


def test_contacts_without_a_date_have_no_week(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.put(people=roster(*ROSTER), mail=mails("ab", day=None))
    contact = rebuilt(space)["CONTACT"][0]
    assert (contact["key"], contact["week"]) == ("mail/mail/undated", None)


def test_runs_stand_with_their_ties_and_links(workspace: Workspace) -> None:
    made = rebuilt(workspace)
    assert made["Run"] == [{"id": "r1", "version": "1", "facts": "f", "seed": 7, "as_of": "2026-11-20"}]
    assert [(t["a"], t["b"], t["run"], t["strength"]) for t in made["TIE"]] == [
        ("a", "b", "r1", 1.5),
        ("a", "c", "r1", 1.5),
    ]
    assert [(link["link"], link["a"], link["b"], link["rank"]) for link in made["LINK"]] == [("lab", "a", "b", 1)]


def test_ties_of_an_old_run_to_people_who_are_gone_for_good_are_left_out(workspace: Workspace) -> None:
    workspace.run("r0", "ab", "aq")
    assert [(t["a"], t["b"]) for t in rebuilt(workspace)["TIE"] if t["run"] == "r0"] == [("a", "b")]


def said(link: str, event: str, **more: object) -> dict[str, object]:
    return {"link": link, "event": event, **more}


def test_feedback_stands_once_an_event_with_its_first_day_and_nobody_s_word(workspace: Workspace) -> None:
    ends = {"a": "a", "b": "c"}
    workspace.tell(
        said("l1", "accepted", person="a", day=21, **ends),
        said("l1", "accepted", person="c", day=20, **ends),
        said("l1", "declined", person="c", reason="no_time", **ends),
    )
    assert rebuilt(workspace)["FEEDBACK"] == [
        {"a": "a", "b": "c", "link": "l1", "event": "accepted", "day": 20},
        {"a": "a", "b": "c", "link": "l1", "event": "declined", "day": None},
    ]


def test_feedback_outlives_the_run_that_its_link_is_from(workspace: Workspace) -> None:
    workspace.tell(said("lab", "met", a="a", b="b"))
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    change(workspace)
    project.refresh(store, workspace.upstream())
    assert "r1" not in [row["run"] for row in store.query("runs").to_pylist()]
    assert store.query("feedback", link="lab").to_pylist() == [{"a": "a", "b": "b", "event": "met", "day": None}]


def test_feedback_that_waits_for_its_link_is_there_with_the_run_that_suggests_it(workspace: Workspace) -> None:
    workspace.tell(said("lac", "met"))
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    assert store.query("feedback", link="lac").num_rows == 0
    workspace.run("r2", "ac")
    project.refresh(store, workspace.upstream())
    assert store.query("feedback", link="lac")["event"].to_pylist() == ["met"]


def test_feedback_on_people_who_are_gone_for_good_is_left_out(workspace: Workspace) -> None:
    workspace.tell(said("l1", "met", a="a", b="q"))
    assert rebuilt(workspace)["FEEDBACK"] == []


def test_new_feedback_makes_a_store_stale(workspace: Workspace) -> None:
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    workspace.tell(said("lab", "met", a="a", b="b"))
    assert project.stale(store, workspace.upstream())


def test_every_store_is_made_the_same(workspace: Workspace) -> None:
    with EmbeddedStore(workspace.folder / "store", memory=1 << 27) as store:
        project.rebuild(store, workspace.upstream())
        assert content(store) == rebuilt(workspace)


def test_a_store_is_stale_until_it_was_made_from_what_stands(workspace: Workspace) -> None:
    store = MemoryStore()
    assert project.stale(store, workspace.upstream())
    project.rebuild(store, workspace.upstream())
    assert not project.stale(store, workspace.upstream())
    workspace.put(mail=mails("bc", day=MONDAY + 7))
    assert project.stale(store, workspace.upstream())


@pytest.mark.parametrize(
    "options",
    [
        RunOptions(as_of=MONDAY + 70),
        RunOptions(ties=TieOptions(exclude=("mail",))),
        RunOptions(levels=LevelOptions(top="1")),
    ],
    ids=["day", "channels", "levels"],
)
def test_a_store_is_stale_when_the_facts_are_seen_in_another_way(workspace: Workspace, options: RunOptions) -> None:
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    workspace.options = options
    assert project.stale(store, workspace.upstream())


def test_a_seed_or_a_half_life_makes_no_store_stale(workspace: Workspace) -> None:
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    workspace.options = RunOptions(seed=9, links=3, ties=TieOptions(half_life_weeks=2.0))
    assert not project.stale(store, workspace.upstream())


def change(workspace: Workspace) -> None:
    """One person comes, one is gone, units move, skills vanish, contacts, feedback and a run come, one run goes."""
    moved = ({**ROSTER[0], "units": ["Legal/Patents"]}, ROSTER[1], {"person": "e", "name": "Ed"})
    workspace.put(people=roster(*moved), skills=SKILLS.empty_table(), mail=mails("be", "ab", day=MONDAY + 7))
    workspace.tell(said("lbe", "met", a="b", b="e"))
    workspace.run("r2", "ab", "be")
    for path in sorted((workspace.runs / "r1").iterdir()):
        path.unlink()
    (workspace.runs / "r1").rmdir()


@pytest.mark.parametrize("step", [project.update, project.refresh, project.rebuild])
@pytest.mark.parametrize("kind", ["memory", "embedded"])
def test_bringing_a_store_up_to_date_ends_where_a_new_one_does(workspace: Workspace, step: object, kind: str) -> None:
    graph = Graph()

    def opened() -> GraphStore:
        memory, embedded = MemoryStore(graph), workspace.folder / "store"
        return memory if kind == "memory" else EmbeddedStore(embedded, memory=1 << 27)

    with opened() as store:
        project.rebuild(store, workspace.upstream())
    change(workspace)
    with opened() as store:
        step(store, workspace.upstream())  # type: ignore[operator]
        assert content(store) == rebuilt(workspace)
    with opened() as store:
        stats = step(store, workspace.upstream())  # type: ignore[operator]
        assert content(store) == rebuilt(workspace)
        if step is not project.rebuild:
            assert (stats.created, stats.updated, stats.removed) == (0, 0, 0)


def test_a_store_that_is_up_to_date_only_gets_the_runs_it_lacks(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    workspace.run("r2", "ab")
    monkeypatch.setattr(store, "start_over", lambda: pytest.fail("started over"))
    stats = project.refresh(store, workspace.upstream())
    assert (stats.created, stats.removed) == (3, 0)  # a run, a tie, a link
    assert content(store) == rebuilt(workspace)


def test_a_damaged_store_is_made_again(workspace: Workspace) -> None:
    folder = workspace.folder / "store"
    with EmbeddedStore(folder) as store:
        project.rebuild(store, workspace.upstream())
    (folder / (folder / "current").read_text().strip()).write_bytes(b"no database")
    with EmbeddedStore(folder) as store:
        project.refresh(store, workspace.upstream())
        assert content(store) == rebuilt(workspace)


def test_a_store_that_was_left_half_way_is_stale(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    project.rebuild(store, workspace.upstream())
    monkeypatch.setattr(project, "weekly_contacts", lambda *_, **__: pytest.fail("killed here"))
    with pytest.raises(pytest.fail.Exception):
        project.update(store, workspace.upstream())
    assert project.stale(store, workspace.upstream())


def test_contacts_reach_the_store_in_parts(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rebuilt(workspace)
    monkeypatch.setattr(project, "ROWS", 1)
    assert rebuilt(workspace) == whole


def test_the_order_and_the_split_of_what_was_loaded_do_not_matter(workspace: Workspace, tmp_path: Path) -> None:
    other = Workspace(tmp_path / "other")
    other.put(mail=mails("ab", "ab", "ba", "ad", "xa").take([4, 2, 0]))
    other.put(mail=mails("ab", "ab", "ba", "ad", "xa").take([1, 3]), people=roster(*reversed(ROSTER)))
    other.put(skills=workspace.ledger.snapshot("skills").drop_columns(["source"]))
    other.run("r1", "ab", "ac")
    ours, theirs = rebuilt(workspace), rebuilt(other)
    (facts, _), (same, _) = ours.pop("Projection"), theirs.pop("Projection")  # beside each stands whose store it is
    assert (same, theirs) == (facts, ours)


def test_most_people_do_not_leave_a_store_that_others_read(tmp_path: Path) -> None:
    """Of a, b, c and d two go; a fifth may."""
    space, store = Workspace(tmp_path), MemoryStore()
    space.put(people=roster(*ROSTER))
    project.rebuild(store, space.upstream())
    space.put(people=roster(*ROSTER[:2]))
    with pytest.raises(GuardError, match=r"2 of the 4 people.*--allow-shrink"):
        project.update(store, space.upstream())
    assert store.read_nodes("Person", ["id"])["id"].to_pylist() == ["a", "b", "c", "d"]
    project.update(store, space.upstream(), shrink=1)
    assert store.read_nodes("Person", ["id"])["id"].to_pylist() == ["a", "b"]


def test_a_ledger_keeps_its_name_and_no_two_have_the_same(tmp_path: Path) -> None:
    one, other = Workspace(tmp_path / "one"), Workspace(tmp_path / "other")
    for space in (one, other):
        space.put(people=roster(*ROSTER))
    name = one.ledger.manifest.workspace
    one.put(people=roster(*ROSTER[:2]))
    assert one.ledger.manifest.workspace == name != other.ledger.manifest.workspace
