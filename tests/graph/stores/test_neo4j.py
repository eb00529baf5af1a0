"""What only a store on a server can get wrong: killed writers, killed servers, broken lines, strangers, two at once."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from graph import schema
from graph.errors import StoreError
from graph.stores.base import Scope
from graph.stores.bolt import Place, Server
from graph.stores.neo4j import Neo4jStore
from graph.stores.samples import people, ties

pytestmark = pytest.mark.neo4j

SIZE = 200
"""Rows of one write of the writer below."""


def fill(place: Place, *keys: str) -> None:
    with Neo4jStore(place) as store:
        store.ensure_schema()
        store.write_nodes("Person", people(*keys), batch="1")
        store.tidy(Scope("Person"), "1")


def keys(place: Place) -> list[str]:
    with Neo4jStore(place, read_only=True) as store:
        return store.read_nodes("Person", ["id"])["id"].to_pylist()


@contextmanager
def cypher(place: Place) -> Iterator[Server]:
    connection = Server(place, writing=True)
    try:
        yield connection
    finally:
        connection.close()


_WRITER = """
import sys
from graph.stores.bolt import Place
from graph.stores.neo4j import Neo4jStore
from graph.stores.samples import people, ties

uri, password, first, rounds, size = *sys.argv[1:3], *map(int, sys.argv[3:])
with Neo4jStore(Place(uri, password=password)) as store:
    store.ensure_schema()
    for number in range(first, first + rounds):
        store.write_nodes("Person", people(*(f"{number:04}-{i:03}" for i in range(size))), batch="2")
        print(number, flush=True)
print("closed", flush=True)
"""


@contextmanager
def writer(place: Place, *, first: int = 0, rounds: int = 1000) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes; it says a number after each write of `SIZE` people and "closed" at the end."""
    words = [place.uri, place.password, str(first), str(rounds), str(SIZE)]
    with subprocess.Popen([sys.executable, "-c", _WRITER, *words], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def by_write(place: Place) -> dict[str, int]:
    """Rows that stand of each write."""
    found = pa.table({"write": [key.partition("-")[0] for key in keys(place)]})
    counts = found.group_by("write").aggregate([([], "count_all")])
    return dict(zip(counts["write"].to_pylist(), counts["count_all"].to_pylist(), strict=True))


def test_a_killed_writer_loses_nothing_it_was_told_and_leaves_nothing_half(neo4j_place: Place) -> None:
    """Ten rounds on one database, killed a little later into the next write each time."""
    acknowledged = 0
    for killing in range(10):
        with writer(neo4j_place, first=100 * killing) as process:
            for _ in range(2):
                acknowledged = int(said(process))
            time.sleep(0.013 * killing)
            process.send_signal(signal.SIGKILL)
            process.wait()
        stands = by_write(neo4j_place)
        told = {f"{100 * round_ + step:04}" for round_ in range(killing + 1) for step in (0, 1)}
        assert set(stands.values()) == {SIZE}
        assert told <= set(stands)
    assert acknowledged == 901
    fill(neo4j_place, "a", "b")  # writing everything anew mends whatever is left
    assert keys(neo4j_place) == ["a", "b"]


def test_a_server_that_is_killed_in_a_load_and_comes_back_has_all_of_it(neo4j_place: Place, neo4j_server: Any) -> None:
    """Four rounds on one database, killed a little later into a write each time; the writer never notices."""
    with writer(neo4j_place, rounds=24) as process:
        for killing in range(4):
            while (word := said(process)) != str(5 * killing):
                assert word, "the writer gave up"
            time.sleep(0.03 * killing)
            neo4j_server.stop(how=signal.SIGKILL)
            neo4j_server.start()
            told = {f"{number:04}" for number in range(5 * killing + 1)}
            stands = by_write(neo4j_place)
            assert set(stands.values()) == {SIZE}
            assert told <= set(stands)
        while (word := said(process)) != "closed":
            assert word, "the writer gave up"
    assert by_write(neo4j_place) == {f"{number:04}": SIZE for number in range(24)}
    fill(neo4j_place, "a", "b")
    assert keys(neo4j_place) == ["a", "b"]


class Proxy:
    """A line to the server that can be cut."""

    def __init__(self, port: int) -> None:
        self._target, self._lines, self._open = port, [], True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while self._open:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            self._lines += [near, far]
            for source, sink in ((near, far), (far, near)):
                self._threads.append(threading.Thread(target=self._carry, args=(source, sink)))
                self._threads[-1].start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Breaks every line that stands; new ones may be made."""
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def close(self) -> None:
        """Breaks every line for good; a second call does nothing."""
        if not self._open:
            return
        self._open = False
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.cut()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def proxy(neo4j_place: Place) -> Iterator[Proxy]:
    line = Proxy(int(neo4j_place.uri.rpartition(":")[2]))
    yield line
    line.close()


def test_a_line_that_breaks_in_a_load_is_made_again_and_nothing_stands_twice(neo4j_place: Place, proxy: Proxy) -> None:
    with writer(replace(neo4j_place, uri=f"bolt://127.0.0.1:{proxy.port}"), rounds=30) as process:
        while (word := said(process)) != "closed":
            assert word, "the writer gave up"
            if int(word) % 5 == 0:
                time.sleep(0.007 * int(word) / 5)
                proxy.cut()
    assert by_write(neo4j_place) == {f"{number:04}": SIZE for number in range(30)}


def test_relationships_written_over_a_breaking_line_stand_once(neo4j_place: Place, proxy: Proxy) -> None:
    names = [f"{number:03}" for number in range(60)]
    pairs = [(a, b) for a in names for b in names if a < b]
    rows = ties("r").from_pylist(
        [{"a": a, "b": b, "run": "r", "strength": 1.0, "onward": 1, "back": 1} for a, b in pairs],
        schema=schema.relation("TIE").schema,
    )
    with Neo4jStore(replace(neo4j_place, uri=f"bolt://127.0.0.1:{proxy.port}")) as store:
        store.ensure_schema()
        store.write_nodes("Person", people(*names), batch="1")
        cuts = [threading.Timer(0.15 * number, proxy.cut) for number in range(1, 5)]
        for cut in cuts:
            cut.start()
        for start in range(0, rows.num_rows, 100):
            store.write_rels("TIE", rows.slice(start, 100), batch="1")
        for cut in cuts:
            cut.join()
    with Neo4jStore(neo4j_place, read_only=True) as store:
        assert store.read_ties().equals(rows)
    with cypher(neo4j_place) as server:
        assert server.ask("MATCH ()-[r:TIE]->() RETURN count(r)") == [[len(pairs)]]


def test_a_reader_never_sees_half_of_a_write(neo4j_place: Place) -> None:
    fill(neo4j_place)
    with writer(neo4j_place, rounds=15) as process:
        seen = set()
        with Neo4jStore(neo4j_place, read_only=True) as reader:
            while process.poll() is None:
                seen.add(reader.read_nodes("Person", ["id"]).num_rows)
    assert {count % SIZE for count in seen} == {0}
    assert len(keys(neo4j_place)) == 15 * SIZE


def test_only_one_may_write_at_a_time(neo4j_place: Place) -> None:
    fill(neo4j_place, "a")
    with Neo4jStore(neo4j_place) as first, Neo4jStore(neo4j_place) as second:
        first.write_nodes("Person", people("b"), batch="1")
        with pytest.raises(StoreError, match=r"another process is writing.*wait until it is done"):
            second.write_nodes("Person", people("c"), batch="1")
    fill(neo4j_place, "a", "c")


def test_a_writer_who_lost_the_lock_does_not_write_over_what_another_wrote_meanwhile(
    neo4j_place: Place, proxy: Proxy
) -> None:
    fill(neo4j_place, "a")
    with Neo4jStore(replace(neo4j_place, uri=f"bolt://127.0.0.1:{proxy.port}")) as store:
        store.write_nodes("Person", people("a", unit="Sales"), batch="1")
        proxy.cut()
        store.write_nodes("Person", people("b"), batch="1")  # nobody came between: the lock is simply taken again
        proxy.cut()
        fill(neo4j_place, "c")
        for _ in range(2):
            with pytest.raises(
                StoreError, match=r"another process wrote .* while the connection was broken; do it again"
            ):
                store.write_nodes("Person", people("d"), batch="1")
    assert keys(neo4j_place) == ["c"]


def test_a_line_that_is_cut_for_good_ends_in_an_error_and_leaves_whole_writes(
    neo4j_place: Place, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.stores.bolt.RETRY", 1.0)

    def load() -> None:
        with Neo4jStore(replace(neo4j_place, uri=f"bolt://127.0.0.1:{proxy.port}")) as store:
            store.ensure_schema()
            store.write_nodes("Person", people("a", "b"), batch="1")
            proxy.close()
            store.write_nodes("Person", people("c", "d"), batch="1")

    with pytest.raises(StoreError, match=r"no Neo4j server answers.*bothways doctor"):
        load()
    assert keys(neo4j_place) == ["a", "b"]
    fill(neo4j_place, "a", "c")
    assert keys(neo4j_place) == ["a", "c"]


def test_counts_that_a_dead_writer_left_hold_a_reader_up_once_and_the_next_writer_mends_them(
    neo4j_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(neo4j_place, "a")
    monkeypatch.setattr("graph.stores.neo4j.SETTLED", 0.3)
    with cypher(neo4j_place) as server:
        server.run("MATCH (w:Bothways {id: 'begun'}) SET w.number = w.number + 1")
    waits: list[float] = []
    with Neo4jStore(neo4j_place, read_only=True) as reader, monkeypatch.context() as patched:
        usual = time.sleep
        patched.setattr("graph.stores.neo4j.time.sleep", lambda seconds: (waits.append(seconds), usual(seconds)))
        since = time.monotonic()
        assert reader.read_nodes("Person", ["id"]).num_rows == 1
        assert time.monotonic() - since >= 0.3  # questions to a busy server take their part of it
        assert waits
        waits.clear()
        assert reader.read_nodes("Person", ["id"]).num_rows == 1
        assert waits == []
        fill(neo4j_place, "b", "c")
        begun, done = reader._database.writes()
        assert begun == done
        assert reader.read_nodes("Person", ["id"]).num_rows == 2


def test_an_address_with_routing_works_on_a_single_server(neo4j_place: Place) -> None:
    routed = replace(neo4j_place, uri=neo4j_place.uri.replace("bolt://", "neo4j://"))
    fill(routed, "a", "b")
    assert keys(routed) == keys(neo4j_place) == ["a", "b"]


def test_a_wrong_password_says_where_the_right_one_goes(neo4j_place: Place) -> None:
    with pytest.raises(StoreError, match=r"password of user 'neo4j'.*BOTHWAYS_NEO4J__PASSWORD") as refused:
        Neo4jStore(replace(neo4j_place, password="wrong-password"))
    assert "wrong-password" not in str(refused.value)


def test_a_server_that_is_not_there_and_a_database_that_is_not_there_are_told_apart(neo4j_place: Place) -> None:
    with pytest.raises(StoreError, match=r"no Neo4j server answers.*correct neo4j\.uri"):
        Neo4jStore(replace(neo4j_place, uri="bolt://127.0.0.1:1"))
    with pytest.raises(StoreError, match=r"no database 'elsewhere'.*correct neo4j\.database"):
        Neo4jStore(replace(neo4j_place, database="elsewhere"))
    with pytest.raises(StoreError, match="no address of a Neo4j server"):
        Neo4jStore(replace(neo4j_place, uri="localhost"))


def test_a_database_that_may_only_be_read_says_so(neo4j_place: Place, neo4j_server: Any) -> None:
    """Users without the right to write are for the Enterprise edition, see `test_bolt`."""
    fill(neo4j_place, "a")
    neo4j_server.stop()
    neo4j_server.settings = ("server.databases.read_only=neo4j",)
    try:
        neo4j_server.start()
        with pytest.raises(StoreError, match=r"may only be read.*allow writing"):
            fill(neo4j_place, "b")
        assert keys(neo4j_place) == ["a"]
    finally:
        neo4j_server.stop()
        neo4j_server.settings = ()
        neo4j_server.start()


def test_data_of_somebody_else_is_refused_unless_told_so(neo4j_place: Place) -> None:
    with cypher(neo4j_place) as server:
        server.run("CREATE (:Invoice {number: 1})")
    with pytest.raises(StoreError, match=r"did not write.*beside_others"), Neo4jStore(neo4j_place) as store:
        store.ensure_schema()
    with Neo4jStore(replace(neo4j_place, beside_others=True)) as store:
        store.ensure_schema()
        store.write_nodes("Person", people("a"), batch="1")
        store.start_over()
    with cypher(neo4j_place) as server:
        assert server.ask("MATCH (n:Invoice) RETURN count(n)") == [[1]]


def test_people_of_somebody_else_are_never_taken_for_ours(neo4j_place: Place) -> None:
    with cypher(neo4j_place) as server:
        server.run("CREATE (:Person {id: 'theirs'})")
    with (
        pytest.raises(StoreError, match=r"label Person that Bothways did not write.*database of its own"),
        Neo4jStore(replace(neo4j_place, beside_others=True)) as store,
    ):
        store.ensure_schema()


def test_a_store_of_an_older_version_is_emptied_and_one_of_a_newer_left_alone(neo4j_place: Place) -> None:
    fill(neo4j_place, "a")
    change = "MATCH (s:Bothways {id: 'store'}) SET s.version = $version"
    with cypher(neo4j_place) as server:
        server.run(change, version=schema.VERSION - 1)
    with pytest.raises(StoreError, match=r"an older version of Bothways made the store.*bothways rebuild"):
        keys(neo4j_place)
    with Neo4jStore(neo4j_place) as store:
        store.ensure_schema()
        assert store.read_nodes("Person").num_rows == 0
    with cypher(neo4j_place) as server:
        server.run(change, version=schema.VERSION + 1)
    with pytest.raises(StoreError, match="newer version of Bothways"):
        keys(neo4j_place)
    with pytest.raises(StoreError, match="newer version of Bothways"), Neo4jStore(neo4j_place) as store:
        store.ensure_schema()


def test_what_was_dropped_of_the_schema_is_made_again_by_a_rebuild(neo4j_place: Place) -> None:
    fill(neo4j_place, "a")
    with cypher(neo4j_place) as server:
        server.run("DROP CONSTRAINT bothways_person_id")
    with Neo4jStore(neo4j_place) as store:
        store.start_over()
    with cypher(neo4j_place) as server:
        assert ["bothways_person_id"] in server.ask("SHOW CONSTRAINTS YIELD name RETURN name")


def test_every_transaction_of_ours_says_so(neo4j_place: Place) -> None:
    """Who has to end a writer that hangs finds all of it."""
    fill(neo4j_place, "a")
    with Neo4jStore(neo4j_place) as store:
        store.write_nodes("Person", people("b"), batch="1")
        seen = store._server.ask("SHOW TRANSACTIONS YIELD metaData RETURN metaData.app")
    assert len(seen) == 2  # the lock, and the question itself
    assert {app for (app,) in seen} == {"bothways"}


def test_writing_what_is_there_sends_nothing(neo4j_place: Place) -> None:
    fill(neo4j_place, "a", "b")
    with Neo4jStore(neo4j_place) as store:
        before = store._database.writes()
        store.write_nodes("Person", people("a", "b"), batch="2")
        store.tidy(Scope("Person"), "2")
        assert store._database.writes() == before


def test_long_texts_go_with_the_rows_that_they_are_about(neo4j_place: Place) -> None:
    long, other = "x" * 5000, "y" * 5000
    texts = "MATCH (t:BothwaysText) RETURN t.text ORDER BY t.text"
    with cypher(neo4j_place) as server:
        with Neo4jStore(neo4j_place) as store:
            store.ensure_schema()
            store.write_nodes("Person", people("a", name=long), batch="1")
            store.write_nodes("Person", people(other, name=long), batch="1")
        assert server.ask(texts) == [[long], [other]]
        with Neo4jStore(neo4j_place) as store:
            store.write_nodes("Person", people("a", name="short"), batch="2")
        assert server.ask(texts) == [[long], [other]]  # somebody is still called that
        with Neo4jStore(neo4j_place) as store:
            store.write_nodes("Person", people("a", name="short"), batch="3")
            store.tidy(Scope("Person"), "3")
        assert server.ask(texts) == []


def test_a_password_is_never_shown(neo4j_place: Place) -> None:
    assert neo4j_place.password not in repr(neo4j_place)
