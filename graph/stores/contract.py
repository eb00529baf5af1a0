"""What every graph store must do, as tests that anybody can run against a store of their own.

Make a class in your tests that inherits `StoreContract`, and a fixture `opener` that gives an `Opener` of a new, empty
place for every test. `pytest` and `hypothesis` are needed, nothing else of this package imports them.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pyarrow as pa
import pytest

from graph import schema
from graph.errors import StoreError
from graph.stores.base import Scope, WriteStats
from graph.stores.oracle_contract import Opener, OracleContract, writing
from graph.stores.samples import contacts, feedback, links, people, ties, units

ODD = {
    "empty": "",
    "blank": " ",
    "many alphabets": "Zoë Żółć 山田 👩‍👩‍👧",
    "quotes": "O'Brien \"the\" `tick` \\ \\\\ \\' $id {x: 1} ${y} %s",
    "cypher": "'}) MATCH (n) DETACH DELETE n //",
    "control": "line\nbreak\ttab\r\x00nul",
    "null": "NULL",
    "number": "1e5",
    "very long": "x" * 100_000,
}
"""Texts that a name may be."""


class StoreContract(OracleContract):
    """The contract. `opener` is a fixture of yours."""

    def test_what_was_written_is_read_again_by_another(self, opener: Opener) -> None:
        with opener() as store:
            store.ensure_schema()
            store.write_nodes("Person", people("b", "a"), batch="1")
            store.write_rels("TIE", ties("r", "ab"), batch="1")
        with opener(read_only=True) as store:
            assert store.read_nodes("Person", ["id"])["id"].to_pylist() == ["a", "b"]
            assert store.read_ties().to_pylist() == ties("r", "ab").to_pylist()

    def test_a_table_comes_back_in_the_columns_and_types_of_the_schema(self, opener: Opener) -> None:
        with writing(opener) as store:
            for label in schema.NODES.values():
                assert store.read_nodes(label.name).schema == label.schema
            for kind in schema.RELATIONS.values():
                assert store.read_ties(kind.name).schema == kind.schema

    def test_chosen_columns_come_in_the_order_asked_for(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("b", "a"), batch="1")
            assert store.read_nodes("Person", ["known", "id"]).column_names == ["known", "id"]
            with pytest.raises(StoreError, match="mood"):
                store.read_nodes("Person", ["mood"])

    def test_writing_twice_is_writing_once(self, opener: Opener) -> None:
        with writing(opener) as store:
            assert store.write_nodes("Person", people("a", "b"), batch="1") == WriteStats(created=2)
            assert store.write_rels("TIE", ties("r", "ab"), batch="1") == WriteStats(created=1)
            assert store.write_nodes("Person", people("a", "b"), batch="2") == WriteStats(unchanged=2)
            assert store.write_rels("TIE", ties("r", "ab"), batch="2") == WriteStats(unchanged=1)
            assert store.read_ties().num_rows == 1

    def test_a_changed_value_is_updated_and_the_rest_left_alone(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c", unit="Sales"), batch="1")
            moved = pa.concat_tables([people("a", unit=None), people("b", unit="Sales"), people("d")])
            assert store.write_nodes("Person", moved, batch="2") == WriteStats(created=1, updated=1, unchanged=1)
            units = store.read_nodes("Person", ["unit"])["unit"].to_pylist()
            assert units == [None, "Sales", "Sales", None]

    def test_a_changed_relationship_is_updated_in_place(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("TIE", ties("r", "ab", "bc"), batch="1")
            assert store.write_rels("TIE", ties("r", "bc", strength=9.0), batch="2") == WriteStats(updated=1)
            assert store.read_ties(columns=["strength"])["strength"].to_pylist() == [1.5, 9.0]

    def test_relationships_without_properties_are_written_once_too(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Unit", units("Sales", "Sales/North"), batch="1")
            part = pa.table({"a": ["Sales/North"], "b": ["Sales"]})
            assert store.write_rels("PART_OF", part, batch="1") == WriteStats(created=1)
            assert store.write_rels("PART_OF", part, batch="1") == WriteStats(unchanged=1)

    def test_what_is_gone_upstream_is_gone_here(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("TIE", ties("r", "ab", "bc"), batch="1")
        with opener() as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="2")
            store.write_rels("TIE", ties("r", "bc"), batch="2")
            assert store.tidy(Scope("TIE"), "2") == WriteStats(removed=1)
            assert store.tidy(Scope("Person"), "2") == WriteStats()
            assert store.read_ties(columns=["a", "b"]).to_pylist() == [{"a": "b", "b": "c"}]

    def test_a_node_goes_with_its_relationships(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("TIE", ties("r", "ab", "bc"), batch="1")
        with opener() as store:
            store.write_nodes("Person", people("b", "c"), batch="2")
            assert store.tidy(Scope("Person"), "2") == WriteStats(removed=1)
            assert store.read_ties(columns=["a"])["a"].to_pylist() == ["b"]

    def test_tidying_one_owner_leaves_the_others_alone(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b"), batch="1")
            store.write_rels("CONTACT", contacts("mail", "ab"), batch="1")
            store.write_rels("CONTACT", contacts("chat", "ab"), batch="1")
        with opener() as store:
            store.write_rels("CONTACT", contacts("mail"), batch="2")
            assert store.tidy(Scope("CONTACT", "mail"), "2") == WriteStats(removed=1)
            assert store.read_ties("CONTACT", columns=["source"])["source"].to_pylist() == ["chat"]

    def test_two_batches_may_speak_of_the_same_people(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="mail")
            store.write_rels("CONTACT", contacts("mail", "ab", "bc"), batch="mail")
            store.write_nodes("Person", people("b", "c", "d"), batch="chat")
            store.write_rels("CONTACT", contacts("chat", "bc", "cd"), batch="chat")
            assert store.tidy(Scope("CONTACT", "mail"), "mail") == WriteStats()
            assert store.tidy(Scope("CONTACT", "chat"), "chat") == WriteStats()
            assert store.read_nodes("Person").num_rows == 4
            assert store.read_ties("CONTACT").num_rows == 4
            assert store.tidy(Scope("Person"), "chat") == WriteStats(removed=1)

    def test_a_batch_may_come_in_any_number_of_writes(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c", "d"), batch="1")
            for pair in ("cd", "ab", "bc"):
                store.write_rels("TIE", ties("r", pair), batch="1")
            assert store.tidy(Scope("TIE"), "1") == WriteStats()
            assert store.read_ties(columns=["a"])["a"].to_pylist() == ["a", "b", "c"]

    def test_a_batch_that_wrote_nothing_cannot_tidy(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a"), batch="1")
            with pytest.raises(StoreError, match="batch '2' wrote no Person"):
                store.tidy(Scope("Person"), "2")
            assert store.read_nodes("Person").num_rows == 1

    def test_a_batch_of_no_rows_empties_its_scope(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b"), batch="1")
            store.write_rels("TIE", ties("r", "ab"), batch="1")
            assert store.write_rels("TIE", ties("r"), batch="2") == WriteStats()
            assert store.tidy(Scope("TIE"), "2") == WriteStats(removed=1)
            assert store.write_nodes("Person", people(), batch="2") == WriteStats()
            assert store.tidy(Scope("Person"), "2") == WriteStats(removed=2)
            assert store.read_nodes("Person").num_rows == 0

    def test_what_another_batch_removed_is_no_proof_of_what_this_one_wrote(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a"), batch="1")
            store.write_nodes("Person", people("b"), batch="2")
            assert store.tidy(Scope("Person"), "2") == WriteStats(removed=1)
            assert store.tidy(Scope("Person"), "1") == WriteStats(removed=1)  # b: as many stand as batch 1 wrote

    def test_what_went_with_its_node_is_no_proof_either(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c", "d"), batch="1")
            store.write_rels("TIE", ties("r", "ab"), batch="1")
            store.write_rels("TIE", ties("r", "bc", "cd"), batch="2")
            store.write_nodes("Person", people("a", "b", "c"), batch="2")
            assert store.tidy(Scope("Person"), "2") == WriteStats(removed=1)  # d, and with it a tie that batch 2 wrote
            assert store.tidy(Scope("TIE"), "2") == WriteStats(removed=1)
            assert store.read_ties(columns=["a"])["a"].to_pylist() == ["b"]

    def test_a_run_is_replaced_and_the_others_stay(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("TIE", ties("one", "ab", "bc"), batch="1")
            store.write_rels("TIE", ties("two", "ab"), batch="1")
            store.write_rels("TIE", ties("one", "ac"), batch="2")
            assert store.tidy(Scope("TIE", "one"), "2") == WriteStats(removed=2)
            assert store.read_ties(owner="one", columns=["b"])["b"].to_pylist() == ["c"]
            assert store.read_ties(owner="two", columns=["b"])["b"].to_pylist() == ["b"]

    def test_feedback_survives_a_re_run(self, opener: Opener) -> None:
        said = [{"a": "a", "b": "b", "event": event, "day": None} for event in ("accepted", "met")]
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("LINK", links("one", "ab"), batch="1")
            for event in ("accepted", "met"):
                store.write_rels("FEEDBACK", feedback(event, "ab"), batch="1")
        with opener() as store:
            store.write_rels("LINK", links("one", "bc"), batch="2")
            assert store.tidy(Scope("LINK", "one"), "2") == WriteStats(removed=1)
        with opener(read_only=True) as store:
            assert store.read_ties("LINK", columns=["link"])["link"].to_pylist() == ["bc"]
            assert store.query("feedback", link="ab").to_pylist() == said
            assert store.query("feedback", link="bc").num_rows == 0

    def test_starting_over_and_writing_everything_ends_in_the_same(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b"), batch="1")
        with opener() as store:
            store.start_over()
            store.write_nodes("Person", people("b", "c"), batch="2")
            store.tidy(Scope("Person"), "2")
        with opener(read_only=True) as store:
            assert store.read_nodes("Person").to_pylist() == people("b", "c").to_pylist()

    def test_unknown_names_are_refused_with_those_that_are_known(self, opener: Opener) -> None:
        with writing(opener) as store:
            with pytest.raises(StoreError, match="did you mean Person"):
                store.write_nodes("Persn", people("a"), batch="1")
            with pytest.raises(StoreError, match="Person has no property 'age'"):
                store.write_nodes("Person", people("a").append_column("age", pa.array([40])), batch="1")
            with pytest.raises(StoreError, match="the graph has no 'Person'"):
                store.write_rels("Person", people("a"), batch="1")
            with pytest.raises(StoreError, match=r"there is no query 'egos'.*did you mean ego"):
                store.query("egos", person="a", run="r")
            with pytest.raises(StoreError, match="takes person, run"):
                store.query("ego", person="a")
            assert store.read_nodes("Person").num_rows == 0

    def test_rows_that_do_not_fit_are_refused_whole(self, opener: Opener) -> None:
        nobody, twice = people("a", "b").set_column(0, "id", [[None, "b"]]), [people("a"), people("a", unit="Sales")]
        with writing(opener) as store:
            with pytest.raises(StoreError, match=r"Person\.id is missing in 1 rows"):
                store.write_nodes("Person", nobody, batch="1")
            with pytest.raises(StoreError, match="same key differ"):
                store.write_nodes("Person", pa.concat_tables(twice), batch="1")
            with pytest.raises(StoreError, match="must be bool"):
                store.write_nodes("Person", people("a").set_column(6, "known", [["maybe"]]), batch="1")
            assert store.read_nodes("Person").num_rows == 0

    def test_a_row_that_comes_twice_in_a_table_stands_once(self, opener: Opener) -> None:
        with writing(opener) as store:
            assert store.write_nodes("Person", people("a", "b", "a"), batch="1") == WriteStats(created=2)

    def test_relationships_of_nobody_are_refused_without_naming_anybody(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b"), batch="1")
            with pytest.raises(StoreError, match="1 rows of TIE have an end that is not there") as refused:
                store.write_rels("TIE", ties("r", "ab", "az"), batch="1")
            assert "z" not in str(refused.value)
            assert store.read_ties().num_rows == 0

    @pytest.mark.parametrize("text", ODD.values(), ids=ODD)
    def test_any_text_is_kept_as_it_is(self, opener: Opener, text: str) -> None:
        key, other = f"{text}|a", f"{text}|b"
        with writing(opener) as store:
            store.write_nodes("Person", people(key, other, name=text, unit=text), batch="1")
            tie = pa.table({"a": [key], "b": [other], "run": [text], "strength": [1.0], "onward": [1], "back": [0]})
            store.write_rels("TIE", tie, batch="1")
            assert store.write_rels("TIE", tie, batch="2") == WriteStats(unchanged=1)
            assert store.query("contacts", person=key, run=text)["person"].to_pylist() == [other]
        with opener(read_only=True) as store:
            assert store.read_nodes("Person").to_pylist() == people(key, other, name=text, unit=text).to_pylist()
            assert store.read_ties(owner=text).to_pylist() == tie.select(ties("r").column_names).to_pylist()

    def test_order_is_by_code_point_whatever_the_database_thinks(self, opener: Opener) -> None:
        names = ["Z", "a", "É", "é", "ﬀ", "😀", "a b", "a-b", "10", "9"]
        with writing(opener) as store:
            store.write_nodes("Person", people(*names), batch="1")
            assert store.read_nodes("Person", ["id"])["id"].to_pylist() == sorted(names)

    def test_large_numbers_and_missing_ones_are_kept(self, opener: Opener) -> None:
        rows = contacts("mail", "ab", "ac").set_column(4, "week", pa.array([None, -3], pa.int64()))
        rows = rows.set_column(6, "onward", pa.array([2**62, 0], pa.int64()))
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b", "c"), batch="1")
            store.write_rels("CONTACT", rows, batch="1")
            assert store.write_rels("CONTACT", rows, batch="1") == WriteStats(unchanged=2)
            read = store.read_ties("CONTACT", columns=["week", "onward"])
            assert read.to_pylist() == [{"week": None, "onward": 2**62}, {"week": -3, "onward": 0}]

    def test_a_reader_may_not_write(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a"), batch="1")
        with opener(read_only=True) as store:
            for forbidden in (store.start_over, lambda: store.write_nodes("Person", people("b"), batch="1")):
                with pytest.raises(StoreError, match="reading only"):
                    forbidden()

    def test_a_reader_sees_whole_writes_while_somebody_writes(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people("a", "b"), batch="1")
        with opener() as writer, opener(read_only=True) as reader:
            writer.write_nodes("Person", people("c", "d", "e"), batch="2")
            with opener(read_only=True) as late:
                assert {reader.read_nodes("Person").num_rows, late.read_nodes("Person").num_rows} <= {2, 5}
        with opener(read_only=True) as later:
            assert later.read_nodes("Person").num_rows == 5

    def test_whoever_reads_all_the_time_sees_whole_writes_only(self, opener: Opener) -> None:
        groups = [[f"{group}{number:02}" for number in range(50)] for group in "abcdef"]
        writing(opener).close()
        with watched(opener) as seen, opener() as store:
            for group in groups:
                store.write_nodes("Person", people(*group), batch="2")
                pairs = {"a": group[:-1], "b": group[1:], "run": ["r"] * 49, "strength": [1.0] * 49}
                store.write_rels("TIE", pa.table(pairs | {"onward": [1] * 49, "back": [1] * 49}), batch="2")
            store.write_nodes("Person", people(*groups[0], *groups[1]), batch="3")
            store.tidy(Scope("Person"), "3")
        assert {people % 50 for people, _ in seen} == {ties % 49 for _, ties in seen} == {0}
        assert seen[-1] == (100, 98)

    def test_closing_twice_is_closing_once(self, opener: Opener) -> None:
        store = opener()
        store.ensure_schema()
        store.close()
        store.close()


@contextmanager
def watched(opener: Opener) -> Iterator[list[tuple[int, int]]]:
    """Reads all the time, in a thread of its own and opening anew each time; gives numbers of people and of ties."""
    seen: list[tuple[int, int]] = []
    done = Event()

    def look() -> None:
        with opener(read_only=True) as store:
            seen.append((store.read_nodes("Person", ["id"]).num_rows, store.read_ties(columns=["a"]).num_rows))

    def watch() -> None:
        while not done.is_set():
            look()
        look()

    with ThreadPoolExecutor(1) as threads:
        watching = threads.submit(watch)
        try:
            yield seen
        finally:
            done.set()
            watching.result()
