"""The conversation with a server: what its errors become, what is repeated and what never, what is logged."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import neo4j
import pytest

from graph.errors import StoreError
from graph.stores import bolt
from graph.stores.bolt import CURES, Place, Server
from graph.stores.neo4j import Neo4jStore

NOWHERE = Place("bolt://127.0.0.1:1", password="secret-word")


@contextmanager
def connected(place: Place) -> Iterator[Server]:
    server = Server(place, writing=True)
    try:
        yield server
    finally:
        server.close()


def refused(code: str) -> neo4j.exceptions.Neo4jError:
    """What the driver raises for a code of the server."""
    return neo4j.exceptions.Neo4jError._hydrate_neo4j(code=code, message="Jane Roe has no write access")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Neo.ClientError.Security.Unauthorized", r"password of user 'neo4j'; set BOTHWAYS_NEO4J__PASSWORD"),
        ("Neo.ClientError.Security.AuthenticationRateLimit", r"refuses user 'neo4j' for a while; correct the password"),
        ("Neo.ClientError.Security.CredentialsExpired", r"must be changed first; change it on the server"),
        (
            "Neo.ClientError.Security.Forbidden",
            r"'neo4j' may not do this in 'neo4j'; give a user who may read and write",
        ),
        ("Neo.ClientError.Database.DatabaseNotFound", r"no database 'neo4j'; correct neo4j\.database"),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", r"may only be read; allow writing on the server"),
        ("Neo.TransientError.General.OutOfMemoryError", r"too little memory for this; give it more heap"),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", r"contradicts the schema; give Bothways a database"),
        ("Neo.DatabaseError.General.UnknownError", r"did not do it \(Neo\.DatabaseError.*; see the server's log"),
    ],
)
def test_a_code_of_the_server_becomes_a_cure_and_none_of_its_words(code: str, expected: str) -> None:
    """`Security.Forbidden` is what the Enterprise edition says to a user without the right to write.

    The Community edition knows no rights: it refuses GRANT ROLE, CREATE ROLE and DENY, every user may write. What it
    does have is a database that may only be read, see `test_neo4j`.
    """
    with connected(NOWHERE) as server, pytest.raises(StoreError, match=expected) as told, server._failing():
        raise refused(code)
    assert "Jane" not in str(told.value)


def test_every_cure_is_a_sentence_about_a_place(root: Any) -> None:
    with connected(NOWHERE) as server:
        for part in CURES:
            error = server._explained(part)
            assert error.where == NOWHERE.uri
            assert error.cure
            assert "{" not in str(error)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(StoreError, match="no address of a Neo4j server") as told:
        Server(Place("bolt://neo4j:secret-word@127.0.0.1:1"), writing=False)
    assert "secret-word" not in str(told.value)


def failing(times: int, error: Exception) -> Callable[..., Any]:
    """A driver that fails some times and then answers 1."""
    left = [error] * times

    def execute(*_: object, **__: object) -> list[list[int]]:
        if left:
            raise left.pop()
        return [[1]]

    return execute


def test_a_question_is_asked_again_when_the_line_broke_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(NOWHERE) as server:
        monkeypatch.setattr(server._driver, "execute_query", failing(4, neo4j.exceptions.IncompleteCommit()))
        assert server.ask("RETURN 1") == [[1]]
        monkeypatch.setattr(server._driver, "execute_query", failing(5, neo4j.exceptions.IncompleteCommit()))
        with pytest.raises(StoreError, match="breaks again and again; try again"):
            server.ask("RETURN 1")


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A writer who lost the lock with the connection."""
    with connected(NOWHERE) as server, monkeypatch.context() as patched:
        patched.setattr(server, "_lock", (None, None))
        patched.setattr(server, "_holds", lambda: False)
        patched.setattr(server, "unlock", lambda: None)
        patched.setattr(bolt.time, "sleep", lambda _: None)
        yield server


def test_a_lost_lock_is_tried_again_until_the_server_is_back(cut_off: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_off._driver, "session", failing(3, neo4j.exceptions.ServiceUnavailable()))
    monkeypatch.setattr(cut_off, "_take_lock", lambda: failed_by(cut_off))
    assert cut_off.lock()


def test_a_lost_lock_is_not_tried_again_with_a_password_that_was_refused(
    cut_off: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut_off._driver, "session", failing(2, refused("Neo.ClientError.Security.Unauthorized")))
    monkeypatch.setattr(cut_off, "_take_lock", lambda: failed_by(cut_off))
    with pytest.raises(StoreError, match="password"):
        cut_off.lock()
    with pytest.raises(StoreError, match="password"):  # so it was tried once each time
        cut_off.lock()
    assert cut_off.lock()


def failed_by(server: Server) -> None:
    with server._failing():
        server._driver.session()


@pytest.fixture
def prepared(neo4j_place: Place) -> Place:
    """A place with an empty store."""
    with Neo4jStore(neo4j_place) as store:
        store.ensure_schema()
    return neo4j_place


@pytest.mark.neo4j
def test_of_two_that_become_the_writer_at_once_one_is_refused_and_none_waits(
    prepared: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one comes just when the first has seen that the lock is free, and would have it first."""
    refusals = []

    def second_comes() -> None:
        with connected(prepared) as second:
            try:
                second.lock()
            except StoreError as error:
                refusals.append(str(error))

    with connected(prepared) as first:
        holding = first._holding

        @contextmanager
        def interrupted(text: str, *, at_most: float) -> Iterator[None]:
            with holding(text, at_most=at_most):
                yield
            if text == bolt.TAKE_LOCK:
                monkeypatch.setattr(bolt, "LOCK", 0.2)  # the second one is less patient
                coming = threading.Thread(target=second_comes)
                coming.start()
                coming.join(timeout=60)

        monkeypatch.setattr(first, "_holding", interrupted)
        assert first.lock()
    assert len(refusals) == 1
    assert "another process is writing" in refusals[0]


@pytest.mark.neo4j
def test_whoever_looks_on_the_server_sees_who_holds_the_lock(prepared: Place) -> None:
    show = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.holds IS NOT NULL RETURN metaData.holds"
    with connected(prepared) as server:
        assert server.ask(show) == []
        server.lock()
        assert server.ask(show) == [["the lock of the one writer"]]
        server.unlock()
        assert server.ask(show) == []


@pytest.mark.neo4j
def test_what_the_server_remarks_is_logged_without_a_value(prepared: Place, caplog: pytest.LogCaptureFixture) -> None:
    """The shortest way starts from two patterns that nothing connects, which the server remarks."""
    with caplog.at_level(logging.INFO, "neo4j.notifications"), Neo4jStore(prepared, read_only=True) as store:
        store.query("steps", a="Jane Roe", b="Richard Roe", run="r")
    assert [record.name for record in caplog.records] == ["neo4j.notifications"]
    assert "cartesian product" in caplog.text
    assert "$a" in caplog.text
    assert "Roe" not in caplog.text


def test_ctrl_c_in_the_middle_of_a_conversation_stays_ctrl_c() -> None:
    """What the broken conversation makes of it is no error of the server."""
    server = Server(Place("bolt://127.0.0.1:1"), writing=False)

    def interrupted() -> None:
        with server._failing():
            try:
                raise KeyboardInterrupt
            finally:
                raise neo4j.exceptions.ServiceUnavailable

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    server.close()


def test_a_server_that_does_not_encrypt_is_told_from_one_that_is_away() -> None:
    server = Server(Place("bolt+s://127.0.0.1:1"), writing=False)
    assert "TLS" in str(server._explained("ServiceUnavailable"))
    server.close()
