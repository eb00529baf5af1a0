"""One call of ingest: what it recognises, stages, checks, reports, and what it leaves behind."""

import json
import random
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph import results
from graph.errors import InputError
from graph.ledger import Ledger

PEOPLE = "person,unit,manager\nann,Sales,\nbob,Ops,ann\ncem,Ops,ann\n"
MAILS = "Sender;Recipient;EventDate\n17;37;2010-01-02 17:40:10\n17;136;2010-01-02 17:40:10\n37;17;2010-01-05 08:00:00\n"


def contacts(workspace) -> list[dict]:
    tables = [pq.read_table(path) for path in Ledger(workspace.ledger).contact_files()]
    return pa.concat_tables(tables).to_pylist() if tables else []


def facts(workspace) -> dict[str, list]:
    """All facts of a workspace as values that can be compared."""
    ledger = Ledger(workspace.ledger)
    found = {kind: ledger.snapshot(kind).to_pylist() for kind in ("people", "skills", "pairs", "feedback")}
    return found | {"contacts": sorted(contacts(workspace), key=str)}


def test_two_kinds_of_files_in_one_call(ingest, write, workspace):
    report = ingest(write("mails.csv", MAILS), write("people.csv", PEOPLE))
    assert [(file.kind, file.rows, file.rejects) for file in report.files] == [("interactions", 3, 0), ("people", 3, 0)]
    assert [(one.kind, one.source, one.new) for one in report.sources] == [
        ("people", "people", 3),
        ("contacts", "interactions", 3),
    ]
    assert report.files[0].columns == {"from": "Sender", "to": "Recipient", "at": "EventDate"}
    assert len(contacts(workspace)) == 3


def test_the_formats_give_the_same_facts(ingest, write, write_gz, write_xlsx, write_ods, workspace, tmp_path):
    rows = [line.split(",") for line in PEOPLE.splitlines()]
    named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    pq.write_table(pa.Table.from_pylist(named), tmp_path / "f.parquet")
    files = [
        write("a.csv", PEOPLE),
        write("b.csv", PEOPLE.replace(",", ";")),
        write_gz("c.csv.gz", PEOPLE.replace(",", "\t")),
        write_xlsx("d.xlsx", rows),
        write_ods("e.ods", rows),
        tmp_path / "f.parquet",
        write("g.jsonl", "\n".join(json.dumps(row) for row in named)),
        write_gz("h.ndjson.gz", "\n".join(json.dumps(row) for row in named)),
    ]
    found = []
    for path in files:
        ingest(path)
        found.append(facts(workspace))
    assert len(found[0]["people"]) == 3
    assert all(one == found[0] for one in found)


def test_a_person_who_reports_to_themself_is_kept_as_given(ingest, write, people_of):
    report = ingest(write("reportsto.csv", "ID,ReportsToID\n1,1\n2,1\n"))
    assert report.files[0].kind == "people"
    assert report.findings == ()
    assert people_of()["1"]["manager"] == "1"


def test_files_of_one_snapshot_kind_are_one_snapshot(ingest, write, people_of):
    header, *rows = PEOPLE.splitlines(keepends=True)
    parts = [write(f"{i}.csv", header + row) for i, row in enumerate(rows)]
    ingest(*parts)
    assert sorted(people_of()) == ["ann", "bob", "cem"]
    ingest(*parts)
    assert sorted(people_of()) == ["ann", "bob", "cem"]


def test_a_later_snapshot_replaces_the_earlier(ingest, write, people_of):
    ingest(write("a.csv", PEOPLE))
    ingest(write("b.csv", PEOPLE.replace("cem,Ops", "cem,Law") + "dan,Law,ann\n"))
    assert people_of()["cem"]["units"] == ["Law"]
    assert len(people_of()) == 4


def test_sources_stand_beside_each_other(ingest, write, people_of):
    ingest(write("a.csv", PEOPLE))
    ingest(write("b.csv", "person,location\nann,Rome\n"), source="sites")
    assert len(people_of()) == 3


def test_a_content_given_twice_in_a_call_counts_once(ingest, write, write_gz, workspace):
    undated_time = "from,to,at\na,b,2026-01-01\na,b,2026-01-01\n"
    report = ingest(write("a.csv", undated_time), write("copy.csv", undated_time), write_gz("c.csv.gz", undated_time))
    assert len(report.files) == 1
    assert len(report.notes) == 2
    assert "copy.csv" in report.notes[0]
    assert len(contacts(workspace)) == 2  # without a time of day equal rows of one call are two contacts


def test_loading_everything_twice_changes_nothing(ingest, write, workspace):
    files = write("m.csv", MAILS), write("p.csv", PEOPLE)
    ingest(*files)
    before = facts(workspace)
    report = ingest(*files)
    assert facts(workspace) == before
    assert [one.new for one in report.sources] == [0, 0]


def test_shuffled_rows_and_split_files_give_the_same_facts(ingest, write, workspace):
    header = "from,to,at,id\n"
    draw = random.Random(1)
    rows = [
        f"p{draw.randrange(9)},p{draw.randrange(9)},2026-01-{1 + draw.randrange(28):02d}{' 10:00' * draw.randrange(2)},"
        f"{'' if draw.random() < 0.7 else draw.randrange(40)}\n"
        for _ in range(300)
    ]
    ingest(write("a.csv", header + "".join(rows)))
    before = facts(workspace)
    draw.shuffle(rows)
    other = type(workspace)(workspace.folder.parent / "other")
    parts = [write(f"part{i}.csv", header + "".join(rows[i::3])) for i in range(3)]
    from ingest.load import LoadOptions, load  # noqa: PLC0415 - into another workspace than the fixture's

    load(other, parts, LoadOptions())
    assert facts(other) == before


def test_a_dry_run_reports_and_changes_nothing(ingest, write, workspace):
    report = ingest(write("a.csv", PEOPLE), dry_run=True)
    assert report.dry_run
    assert report.sources[0].new == 3
    assert not workspace.folder.exists()


def test_a_dry_run_leaves_no_file_in_a_ledger_that_stands(ingest, write, workspace):
    ingest(write("a.csv", PEOPLE))
    before = {path: path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()}
    report = ingest(write("b.csv", PEOPLE + "dan,Law,ann\nx,Law,\n,Law,\n"), write("m.csv", MAILS), dry_run=True)
    assert report.sources[0].new == 2
    assert {path: path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()} == before


def test_rejects_go_to_a_dead_letter_file_without_their_values(ingest, write, workspace):
    report = ingest(
        write("people.csv", "person,active_from,email\nann,,a@x.org\nbob,31.02.2026,secret@x.org\n,,b@x.org\n")
    )
    assert report.rejects == 2
    path = workspace.rejects / report.files[0].dead_letters
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {
            "file": "people.csv",
            "line": 3,
            "field": "active_from",
            "reason": "is no date that can be read, or no such day",
            "shape": "99.99.9999",
        },
        {"file": "people.csv", "line": 4, "field": "person", "reason": "is missing", "shape": ""},
    ]
    assert "secret" not in path.read_text()


def test_without_rejects_there_is_no_dead_letter_file(ingest, write, workspace):
    assert ingest(write("a.csv", PEOPLE)).files[0].dead_letters == ""
    assert not workspace.rejects.exists()


def test_findings_across_tables_are_listed_and_refuse_nothing(ingest, write):
    people = "person,manager,unit\nann,bob,x\nbob,ann,x\ncem,nobody,x\ndan,,x\ndan,,y\n"
    report = ingest(write("p.csv", people), write("s.csv", "person,skill\nann,Law\nzoe,Law\n"))
    assert [(finding.kind, finding.subject) for finding in report.findings] == [
        ("contradicting rows", "dan"),
        ("reporting cycle", "ann"),
        ("reporting cycle", "bob"),
        ("skill of an unknown person", "zoe"),
        ("unknown manager", "cem"),
    ]


def test_a_skill_waits_for_its_person(ingest, write):
    assert len(ingest(write("s.csv", "person,skill\nann,Law\n")).findings) == 1
    assert ingest(write("p.csv", PEOPLE)).findings == ()


def test_columns_that_must_not_be_stored_are_counted_named_and_nowhere_in_the_ledger(ingest, write, workspace):
    roster = "person,unit,Gender,Date of Birth,Job Title,shoe\nann,x,secretF,1990-01-01,secretBoss,44\n"
    mails = "from,to,subject,body\nann,bob,secretS,secretT\n"
    report = ingest(write("p.csv", roster), write("m.csv", mails))
    assert report.files[0].refused == ("Gender", "Date of Birth", "Job Title")
    assert report.files[0].ignored == ("shoe",)
    assert report.files[1].refused == ("subject", "body")
    assert Ledger(workspace.ledger).manifest.refused == ("Date of Birth", "Gender", "Job Title", "body", "subject")
    assert "secret" not in str(facts(workspace))
    assert not any(b"secret" in path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file())


def test_titles_are_stored_for_display_only_if_asked(ingest, write, people_of):
    roster = write("p.csv", "person,Job Title\nann,Boss\n")
    ingest(roster)
    assert people_of()["ann"]["title"] is None
    ingest(roster, keep_titles=True)
    assert people_of()["ann"]["title"] == "Boss"


def test_what_was_taken_for_granted_is_said(ingest, write, write_bytes):
    report = ingest(
        write("t.csv", "relation,source,target\nadvice,1,2\n"), write_bytes("p.csv", b"id,unit\n1,B\xfcro\n")
    )
    assert "undated" in report.files[0].warnings[0]
    assert "cp1252" in report.files[1].warnings[0]


def test_the_report_is_plain_values(ingest, write):
    document = ingest(write("a.csv", PEOPLE), write("m.csv", MAILS)).to_dict()
    assert json.loads(json.dumps(document)) == json.loads(json.dumps(document, default=str))
    assert set(document) == {"dry_run", "files", "sources", "findings", "notes"}


def test_progress_is_told(workspace, write):
    from ingest.load import LoadOptions, load  # noqa: PLC0415 - with a listener

    told: list[str] = []
    load(workspace, [write("a.csv", PEOPLE)], LoadOptions(), progress=lambda step, share: told.append(step))
    assert told[:2] == ["opening a.csv", "reading a.csv"]


def test_a_pair_has_no_direction(ingest, write, workspace):
    ingest(write("a.csv", "a,b\nzoe,ann\nann,zoe\n"))
    assert [(row["a"], row["b"]) for row in Ledger(workspace.ledger).snapshot("pairs").to_pylist()] == [("ann", "zoe")]


@pytest.mark.parametrize("kind", ["people", "skills", "interactions", "pairs", "feedback"])
def test_the_kind_that_is_given_wins(kind, ingest, write):
    path = write("x.csv", "id,person,skill,from,to,a,b,link,event\n1,ann,Law,ann,bob,ann,bob,l1,met\n")
    assert ingest(path, kind=kind).files[0].kind == kind


def suggest(workspace, link, a, b, run="r1"):
    """A finished run that suggested one link."""
    row = {"run": run, "link": link, "kind": "pair", "a": a, "b": b, "rank": 1, "state": "proposed"}
    links = pa.Table.from_pylist([row], schema=results.TABLES["links"])
    return results.write(workspace.runs, run, {"links": links}, {"manifest": {}})


def test_feedback_is_recognised_and_knows_the_two_people_of_its_link(ingest, write, workspace):
    suggest(workspace, "l1", "ann", "bob")
    report = ingest(write("f.csv", "link,event,person,at\nl1,accepted,bob,2026-03-01\n"))
    assert (report.files[0].kind, report.files[0].source, report.findings) == ("feedback", "feedback", ())
    (fact,) = facts(workspace)["feedback"]
    assert (fact["link"], fact["event"], fact["a"], fact["b"], fact["person"]) == (
        "l1",
        "accepted",
        "ann",
        "bob",
        "bob",
    )


def test_feedback_adds_up_whatever_the_order_and_the_split(ingest, write, workspace):
    suggest(workspace, "l1", "ann", "bob")
    header, rows = "link,event,person\n", ["l1,accepted,ann\n", "l1,accepted,bob\n", "l1,accepted,ann\n", "l1,met,\n"]
    ingest(write("a.csv", header + rows[0] + rows[1]))
    second = ingest(write("b.csv", header + rows[3] + rows[2])).sources[0]
    assert (second.rows, second.new, second.known, second.repeats) == (2, 1, 1, 0)
    before = facts(workspace)["feedback"]
    assert len(before) == 3  # two said accepted, one said met; the row of ann stands once
    again = ingest(write("c.csv", header + "".join(reversed(rows)))).sources[0]
    assert (again.rows, again.new, again.known, again.repeats) == (4, 0, 3, 1)
    assert facts(workspace)["feedback"] == before


def test_feedback_of_somebody_else_is_left_out_and_said(ingest, write, workspace):
    ingest(write("people.csv", "person,unit\nann,A\nbob,B\ncem,A\n"))
    suggest(workspace, "l1", "ann", "bob")
    report = ingest(write("f.csv", "link,event,person\nl1,accepted,cem\nl1,met,ann\n"))
    assert [(one.kind, one.subject) for one in report.findings] == [("feedback of somebody else", "l1")]
    assert [(row["event"], row["person"]) for row in facts(workspace)["feedback"]] == [("met", "ann")]


def test_a_smaller_file_of_feedback_takes_nothing_away(ingest, write, workspace):
    ingest(write("a.csv", "link,event\n" + "".join(f"l{i},met\n" for i in range(10))))
    assert ingest(write("b.csv", "link,event\nl1,met\n")).sources[0].gone == 0
    assert len(facts(workspace)["feedback"]) == 10


def test_feedback_on_a_link_that_nobody_suggested_waits_for_it(ingest, write, workspace):
    path = write("f.csv", "link,event\nl1,met\nl1,done\nl2,met\n")
    findings = ingest(path).findings
    assert [(one.kind, one.subject) for one in findings] == [
        ("feedback on an unknown link", "l1"), ("feedback on an unknown link", "l2"),
    ]  # fmt: skip
    assert [row["a"] for row in facts(workspace)["feedback"]] == [None] * 3
    suggest(workspace, "l1", "ann", "bob")
    assert [one.subject for one in ingest(write("p.csv", PEOPLE)).findings] == ["l2"]
    ingest(path)
    assert [row["a"] for row in facts(workspace)["feedback"]] == ["ann", "ann", None]


def test_a_link_that_feedback_knew_once_stays_known_when_its_run_is_gone(ingest, write, workspace):
    run = suggest(workspace, "l1", "ann", "bob")
    ingest(write("a.csv", "link,event\nl1,accepted\n"))
    shutil.rmtree(run.folder)
    assert ingest(write("b.csv", "link,event\nl1,done\n")).findings == ()


def test_what_people_wrote_as_a_reason_is_nowhere_in_the_workspace(ingest, write, workspace):
    table = "link,event,reason,comment\nl1,declined,secretR,secretC\nl1,secretE,,\nl1,met,,\n"
    assert ingest(write("f.csv", table)).files[0].refused == ("comment",)
    assert [row["reason"] for row in facts(workspace)["feedback"]] == ["other", None]
    assert not any(b"secret" in path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file())


SHEET = "person,name,kind,question,skill,strength\n"


def test_questions_without_an_answer_are_skipped_and_counted(ingest, write, workspace):
    rows = "ann,Ann,offer,What?,Python,4\nann,Ann,wish,What?,,\nbob,Bob,offer,What?, ,9\nbob,Bob,wish,What?,Sailing,\n"
    report = ingest(write("sheet.csv", SHEET + rows))
    file = report.files[0]
    assert (file.kind, file.rows, file.rejects, file.unanswered) == ("skills", 4, 0, 2)
    assert report.to_dict()["files"][0]["unanswered"] == 2
    assert {(row["person"], row["skill"], row["kind"]) for row in facts(workspace)["skills"]} == {
        ("ann", "Python", "offer"), ("bob", "Sailing", "wish"),
    }  # fmt: skip


def test_an_answer_that_cannot_be_used_is_still_a_reject(ingest, write):
    rows = "ann,Ann,offer,What?,Python,9\nbob,Bob,offer,What?,Sailing,2\nbob,Bob,wish,What?,,\n"
    file = ingest(write("sheet.csv", SHEET + rows)).files[0]
    assert (file.rows, file.rejects, file.unanswered) == (3, 1, 1)


def test_a_sheet_that_nobody_answered_says_so_kindly(ingest, write, workspace):
    with pytest.raises(InputError, match="nobody has answered yet: the column skill is empty in all 2 rows"):
        ingest(write("sheet.csv", SHEET + "ann,Ann,offer,What?,,\nann,Ann,wish,What?,,\n"))
    assert not workspace.folder.exists()


def test_a_skill_that_is_missing_where_nobody_asked_is_a_reject(ingest, write):
    file = ingest(write("skills.csv", "person,skill\nann,Python\nbob,\n")).files[0]
    assert (file.rejects, file.unanswered) == (1, 0)


def test_columns_of_one_name_are_told(ingest, write):
    report = ingest(write("a.csv", "person,unit,person,unit,unit\nann,A,bob,B,C\n"))
    assert report.files[0].warnings == (
        "two columns are called person: only the first of them was read",
        "3 columns are called unit: only the first of them was read",
    )
