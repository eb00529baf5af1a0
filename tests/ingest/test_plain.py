"""What each row says: people, skills, interactions, pairs, feedback, with the checks of a single row."""

from datetime import date

import pyarrow as pa
import pytest

from graph.errors import InputError
from graph.facts import FEEDBACK, MESSAGES, PAIRS, PEOPLE, SKILLS
from ingest.columns import Wanted, recognise
from ingest.findings import Rejects
from ingest.plain import ordered, read, read_pairs
from ingest.readers import open_table

SCHEMAS = {"people": PEOPLE, "skills": SKILLS, "interactions": MESSAGES, "pairs": PAIRS, "feedback": FEEDBACK}


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


@pytest.fixture
def facts(write):
    """Rows and rejects of a CSV text."""

    def of(text: str, **wanted) -> tuple[list[dict], list[str]]:
        table = open_table(write("a.csv", text))
        layout = recognise(table.columns, Wanted(**wanted), where="a.csv")
        rejects = Rejects("a.csv")
        tables = list(read(table, layout, rejects))
        assert all(found.schema.equals(SCHEMAS[layout.kind]) for found in tables)
        return [row for found in tables for row in found.to_pylist()], [str(one) for one in rejects.kept]

    return of


def test_a_full_row_of_people(facts):
    rows, rejects = facts(
        "person,name,email,unit,manager,level,location,function,active_from,active_to,max_links,hours_per_month,opt_out,title\n"
        "ann,Ann A,Ann@X.org;a@x.org,Sales / North/;Ops,bob,3,Berlin,Finance,2020-01-31,2030-12-31,2,4.5,Yes,Boss\n",
        titles=True,
    )
    assert rejects == []
    assert rows == [
        {
            "person": "ann",
            "name": "Ann A",
            "emails": ["ann@x.org", "a@x.org"],
            "units": ["Sales/North", "Ops"],
            "manager": "bob",
            "level": "3",
            "layer": None,
            "location": "Berlin",
            "function": "Finance",
            "active_from": day("2020-01-31"),
            "active_to": day("2030-12-31"),
            "max_links": 2,
            "hours_per_month": 4.5,
            "opt_out": True,
            "title": "Boss",
        }
    ]


def test_a_row_of_people_with_the_key_only(facts):
    rows, rejects = facts("person\n ann \n")
    assert rejects == []
    assert rows[0] == dict.fromkeys(PEOPLE.names) | {"person": "ann", "opt_out": False}


def test_a_layer_is_kept_apart_from_a_level_because_it_counts_from_the_top(facts):
    assert [(row["level"], row["layer"]) for row in facts("id,Layer\nann,2\n")[0]] == [(None, "2")]
    assert [(row["level"], row["layer"]) for row in facts("id,Layer,rank\nann,2,7\n")[0]] == [("7", None)]


def test_addresses_are_compared_without_case_and_other_keys_as_written(facts):
    rows, _ = facts("email,manager,unit\nAnn@X.org,BOB@x.org,Ops\n")
    assert (rows[0]["person"], rows[0]["emails"], rows[0]["manager"]) == ("ann@x.org", ["ann@x.org"], "bob@x.org")
    rows, _ = facts("person,manager\nAnn,BOB\n")
    assert (rows[0]["person"], rows[0]["manager"]) == ("Ann", "BOB")


def test_what_is_wrong_with_a_person_is_said_by_line_and_field(facts):
    rows, rejects = facts(
        "person,active_from,active_to,max_links,hours_per_month,opt_out\n"
        ",2020-01-01,,,,\n"
        "b,2020-02-30,,,,\n"
        "c,2021-01-01,2020-01-01,,,\n"
        "d,,,2.5,,\n"
        "e,,,-1,,\n"
        "f,,,,many,\n"
        "g,,,,,perhaps\n"
        "h,,,0,0,no\n"
        "i,x,y,z,,\n"
    )
    assert [row["person"] for row in rows] == ["h"]
    assert sorted(rejects) == [
        "line 10: `active_from` is no date that can be read, or no such day (x)",
        "line 2: `person` is missing",
        "line 3: `active_from` is no date that can be read, or no such day (9999-99-99)",
        "line 4: `active_to` lies before active_from (9999-99-99)",
        "line 5: `max_links` is no whole number from 0 to 1000 (9.9)",
        "line 6: `max_links` is no whole number from 0 to 1000 (-9)",
        "line 7: `hours_per_month` is no number from 0 to 744 (xxxx)",
        "line 8: `opt_out` is not one of true, false (xxxxxxx)",
    ]


def test_a_key_that_spans_lines_is_a_sign_of_a_lost_quote(facts):
    assert facts('person,unit\n"ann\nbob",Ops\ncem,Ops\n')[1] == ["line 2: `person` spans lines (xxx\nxxx)"]


def test_skills_with_their_defaults_and_words(facts):
    rows, rejects = facts(
        "person,skill,kind,strength,evidence,as_of,source\n"
        "ann,Python,,,,,\n"
        "ann,Law,Can Teach,4.5,Attested,2026-01-02,review\n"
        "ann,Excel,wants_to_learn,5,observed,,\n"
        "ann,Go,WISH,1,,,\n"
    )
    assert rejects == []
    base = {"person": "ann", "as_of": None, "origin": None, "evidence": "declared"}
    assert rows == [
        {**base, "skill": "Python", "kind": "offer", "strength": 3.0},
        {**base, "skill": "Law", "kind": "offer", "strength": 4.5, "evidence": "attested", "as_of": day("2026-01-02"),
         "origin": "review"},
        {**base, "skill": "Excel", "kind": "wish", "strength": 5.0, "evidence": "observed"},
        {**base, "skill": "Go", "kind": "wish", "strength": 1.0},
    ]  # fmt: skip


def test_unknown_words_and_strengths_of_skills_are_rejects(facts):
    rows, rejects = facts(
        "person,skill,kind,strength,evidence\nann,,,,\nann,x,teach,,\nann,x,,0.5,\nann,x,,6,\nann,x,,high,\nann,x,,,heard\n"
    )
    assert rows == []
    assert rejects == [
        "line 2: `skill` is missing",
        "line 3: `kind` is not one of offer, wish (xxxxx)",
        "line 4: `strength` is no number from 1 to 5 (9.9)",
        "line 5: `strength` is no number from 1 to 5 (9)",
        "line 6: `strength` is no number from 1 to 5 (xxxx)",
        "line 7: `evidence` is not one of declared, attested, observed (xxxxx)",
    ]


def test_a_comma_in_a_number_is_a_decimal_comma_only_where_it_cannot_part_thousands(facts):
    rows, rejects = facts("person;skill;strength\nann;x;2,5\nann;y;1,500\n")
    assert [row["strength"] for row in rows] == [2.5]
    assert len(rejects) == 1


def test_interactions_with_many_recipients_an_id_and_a_channel(facts):
    rows, rejects = facts(
        "id,from,to,at,channel\nm1,ann,bob; Cem@X.org ;;dan,2026-03-01 09:05:07,Mail\n,bob,ann,2026-03-01,\n"
    )
    assert rejects == []
    assert rows == [
        {"id": "m1", "sender": "ann", "recipients": ["bob", "cem@x.org", "dan"], "channel": "mail", "at": 1772355907,
         "day": day("2026-03-01"), "amount": 1.0},
        {"id": None, "sender": "bob", "recipients": ["ann"], "channel": "contact", "at": None,
         "day": day("2026-03-01"), "amount": 1.0},
    ]  # fmt: skip


def test_the_amount_is_weight_else_minutes_by_fifteen_else_count_else_one(facts):
    rows, _ = facts("from,to,weight,mins,count\na,b,7,30,3\na,b,,30,3\na,b,,,3\na,b,,,\n")
    assert [row["amount"] for row in rows] == [7.0, 2.0, 3.0, 1.0]


def test_an_amount_outside_its_range_is_a_reject(facts):
    rows, rejects = facts("from,to,weight\na,b,0\na,b,-1\na,b,1000001\na,b,1e6\na,b,nan\na,b,inf\na,b,1e999\n")
    assert [row["amount"] for row in rows] == [1e6]
    assert len(rejects) == 6
    rows, rejects = facts("from,to,minutes\na,b,15000000\na,b,15000001\na,b,0\n")
    assert [row["amount"] for row in rows] == [1e6]
    assert len(rejects) == 2


def test_a_contact_without_an_end_or_a_date_is_a_reject(facts):
    rows, rejects = facts("from,to,at\n,b,2026-01-01\na,;;,2026-01-01\na,b,\na,b,2026-01-01\n")
    assert len(rows) == 1
    assert rejects == [
        "line 2: `from` is missing",
        "line 3: `to` is missing (;;)",
        "line 4: `at` is missing",
    ]


def test_without_a_date_column_contacts_are_undated(facts):
    rows, _ = facts("relation,source,target\nadvice,1,2\n")
    assert (rows[0]["channel"], rows[0]["at"], rows[0]["day"]) == ("advice", None, None)


def test_pairs_with_their_kinds(facts):
    rows, rejects = facts("a,b,kind,until\nann,bob,,\nbob,ann,Past,2026-12-31\nann,ann,,\nann,,,\nann,bob,maybe,\n")
    assert rows == [
        {"a": "ann", "b": "bob", "kind": "never", "until": None},
        {"a": "bob", "b": "ann", "kind": "past", "until": day("2026-12-31")},
        {"a": "ann", "b": "ann", "kind": "never", "until": None},  # harmless here, and `score` says why it cannot judge
    ]
    assert len(rejects) == 2


def test_feedback_with_its_words_its_reasons_and_a_person_who_may_be_an_address(facts):
    rows, rejects = facts(
        "Suggestion ID,Answer,person,goal,reason,at\n"
        "l1,Accepted,Ann@X.org,read a balance sheet,,2026-03-01\n"
        "l1,MET,,,Know each-other,\n"
        "l2,declined,bob,,my boss said no,2026-03-02 10:00\n"
        "l3,accepted,bob,a goal that goes on and on like the text of a message,,\n"
    )
    assert len(rejects) == 1
    assert "`goal` has more than 40 signs" in rejects[0]
    nobody = {"a": None, "b": None}  # who the two are is not in the file
    told = ("link", "event", "person", "goal", "reason", "day")
    assert rows == [
        nobody | dict(zip(told, said, strict=True))
        for said in (
            ("l1", "accepted", "ann@x.org", "read a balance sheet", None, day("2026-03-01")),
            ("l1", "met", None, None, "know_each_other", None),
            ("l2", "declined", "bob", None, "other", day("2026-03-02")),
        )
    ]


@pytest.mark.parametrize("word", ["accepted", "declined", "met", "done", "taught", "learned"])
def test_every_event_is_read_and_link_and_event_are_enough(facts, word):
    assert facts(f"link_id,state\nl1,{word}\n")[0] == [dict.fromkeys(FEEDBACK.names) | {"link": "l1", "event": word}]


def test_feedback_that_does_not_say_what_happened_to_which_link_is_a_reject(facts):
    rows, rejects = facts("link,event,at\n,met,\nl1,,\nl1,proposed,\nl1,liked it,\nl1,met,soon\n")
    assert rows == []
    words = "accepted, declined, met, done, taught, learned"
    assert rejects == [
        "line 2: `link` is missing",
        "line 3: `event` is missing",
        f"line 4: `event` is not one of {words} (xxxxxxxx)",
        f"line 5: `event` is not one of {words} (xxxxx xx)",
        "line 6: `at` is no date that can be read, or no such day (xxxx)",
    ]


def test_pairs_for_scoring_keep_their_order_and_need_no_workspace(write):
    table = read_pairs(write("a.csv", "person_a,person_b\nzoe,ann\nann,zoe\n"))
    assert table.to_pylist() == [{"a": "zoe", "b": "ann"}, {"a": "ann", "b": "zoe"}]


def test_a_pair_has_no_direction_in_the_ledger(facts):
    rows, _ = facts("a,b\nzoe,ann\nann,zoe\n")
    assert ordered(pa.Table.from_pylist(rows, schema=PAIRS)).column("a").to_pylist() == ["ann", "ann"]


def test_no_pair_for_scoring_is_dropped(write):
    table = read_pairs(write("a.csv", "a,b,kind\nann,,\n,bob,\n,,maybe\nann,bob\nann,bob,whatever\n"))
    # Line 5 has too few cells: it stays in its place, and says nothing.
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("ann", ""),
        ("", "bob"),
        ("", ""),
        ("", ""),
        ("ann", "bob"),
    ]


def test_a_file_that_is_no_list_of_pairs_is_refused(write):
    with pytest.raises(InputError, match="pairs lacks"):
        read_pairs(write("a.csv", "person,unit\nann,x\n"))


def test_dates_of_a_file_share_one_order_over_all_columns(facts):
    rows, rejects = facts("person,active_from,active_to\nann,01/02/2020,25/12/2030\nbob,05/06/2021,\n")
    assert rejects == []
    assert [row["active_from"] for row in rows] == [day("2020-02-01"), day("2021-06-05")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"person": {"id": "bob"}, "skill": "Go"}', "`person` is an object, not a value"),
        ('{"person": ["bob", "cem"], "skill": "Go"}', "`person` is a list, not one value"),
        ('{"person": "bob", "skill": {"name": "Go"}}', "`skill` is an object, not a value"),
    ],
)
def test_an_object_or_a_list_is_no_key(write, line, reason):
    table = open_table(write("a.jsonl", '{"person": "ann", "skill": "Go"}\n' + line + "\n"))
    rejects = Rejects("a.jsonl")
    (rows,) = read(table, recognise(table.columns, Wanted(), where="a.jsonl"), rejects)
    assert rows["person"].to_pylist() == ["ann"]
    assert [str(one).split(" (")[0] for one in rejects.kept] == [f"line 2: {reason}"]


def test_a_message_has_a_list_of_recipients_but_none_is_an_object(write):
    rows = ['{"from": "ann", "to": ["bob", "cem"]}', '{"from": "ann", "to": [{"id": "bob"}]}']
    table = open_table(write("a.jsonl", "\n".join(rows)))
    rejects = Rejects("a.jsonl")
    (found,) = read(table, recognise(table.columns, Wanted(), where="a.jsonl"), rejects)
    assert found["recipients"].to_pylist() == [["bob", "cem"]]
    assert rejects.count == 1
