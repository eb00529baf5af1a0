"""The conversation with a Neo4j server: the one module that knows its driver. Every statement and error passes here.

No message of the server is handed on: it may hold what people wrote. Its codes say enough for a cure. What the server
remarks about statements the driver logs as `neo4j.notifications`; values are parameters, so statements hold none.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.errors import StoreError

if TYPE_CHECKING:
    import neo4j

Statement = tuple[str, dict[str, Any]]

CONNECT = 5.0
"""Seconds until a server that does not answer counts as away."""

RETRY = 60.0
"""Seconds for which the driver repeats what a passing trouble stopped (a restart takes ten)."""

LONGEST = 900.0
"""Seconds until a statement is given up by the server."""

LOCK = 2.0
"""Seconds for which a writer waits for another."""

TRIES = 5
"""How often something is sent whose end the server left open."""

COUNT_BEGUN = "MERGE (w:Bothways {id: 'begun'}) SET w.number = coalesce(w.number, 0) + 1 RETURN w.number"
COUNT_DONE = "MERGE (w:Bothways {id: 'done'}) SET w.number = $number"
TAKE_LOCK = "MATCH (s:Bothways {id: 'store'}) SET s.writing = true RETURN s.version"
TAKE_DOOR = "MERGE (d:Bothways {id: 'door'}) RETURN d.id"
"""Never committed: the key alone is locked, so that only one at a time tries to become the writer."""

OURS = {"app": "bothways"}
"""What SHOW TRANSACTIONS says of each of our transactions."""

HOLDER = {**OURS, "holds": "the lock of the one writer"}
"""What it says of the one that holds the lock."""


@dataclass(frozen=True)
class Place:
    """Where a store is, and who we are there.

    Attributes:
        uri: Address; `bolt://`, `neo4j://` (routing), `+s` for encryption.
        database: Name of the database; the Community edition has one, called neo4j.
        user: Name of the account.
        password: Its password; never shown.
        beside_others: Write into a database although it holds other data.
    """

    uri: str
    database: str = "neo4j"
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    beside_others: bool = False

    @classmethod
    def of(cls, uri: str, settings: Mapping[str, str]) -> Place:
        """The place that settings of text describe."""
        told = {name: settings[name] for name in ("database", "user", "password") if name in settings}
        return cls(uri, **told, beside_others=settings.get("beside_others") == "true")


class UnsureError(Exception):
    """The connection broke while a transaction was committed: nobody knows whether it was."""


class Server:
    """A connection to one database.

    Args:
        place: Where it is.
        writing: Whether statements may write; readers are routed to where reading is done.

    Raises:
        StoreError: The address makes no sense.
    """

    def __init__(self, place: Place, *, writing: bool) -> None:
        import neo4j  # noqa: PLC0415 - a tenth of a second that only this store needs

        self.place, self._neo4j = place, neo4j
        logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what is passing is logged, not said to people
        self._access = neo4j.WRITE_ACCESS if writing else neo4j.READ_ACCESS
        self._lock: tuple[neo4j.Session, neo4j.Transaction] | None = None
        self.begun: int | None = None  # number of our last write, see `COUNT_BEGUN`
        try:
            self._driver = neo4j.GraphDatabase.driver(
                place.uri,
                auth=(place.user, place.password),
                connection_timeout=CONNECT,
                connection_acquisition_timeout=2 * CONNECT,
                max_transaction_retry_time=RETRY,
                keep_alive=True,
                notifications_disabled_classifications=["UNRECOGNIZED"],  # an empty store knows no names yet
            )
        except (ValueError, neo4j.exceptions.DriverError) as error:
            raise StoreError(
                "this is no address of a Neo4j server",
                where=place.uri.rpartition("@")[2],  # a password may stand before it
                cure="write it like neo4j://host:7687",
            ) from error

    def knock(self) -> str:
        """Asks once whether the server is there and knows us and the database; gives its name and version."""
        with self._failing(), self._session() as session:
            return str(session.run("RETURN 1").consume().server.agent)

    def ask(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows that a statement gives which may be repeated; it is, when something passing is in the way."""
        query = self._neo4j.Query(text, timeout=LONGEST, metadata=OURS)
        with self._failing():
            for _ in range(TRIES - 1):
                with suppress(self._neo4j.exceptions.IncompleteCommit):
                    return self._asked(query, params)
            return self._asked(query, params)

    def _asked(self, query: neo4j.Query, params: dict[str, Any]) -> list[list[Any]]:
        rows: list[list[Any]] = self._driver.execute_query(
            query,
            parameters_=params,
            database_=self.place.database,
            routing_="w" if self._access == self._neo4j.WRITE_ACCESS else "r",
            result_transformer_=lambda result: [record.values() for record in result],
        )
        return rows

    def run(self, text: str, **params: Any) -> None:
        """Runs one statement that may be repeated."""
        self.ask(text, **params)

    def write(self, statements: Callable[[], Iterable[Statement]], *, counted: bool = False) -> list[int]:
        """Runs statements in one transaction, repeated as a whole when something passing is in the way.

        Args:
            statements: Gives them anew for each attempt, one after the other so that few are held at once; each of
                them gives one number.
            counted: Count the write for those who read meanwhile.

        Returns:
            The number that each gave.

        Raises:
            UnsureError: The connection broke during the commit; what was written may be written again.
        """

        @self._neo4j.unit_of_work(timeout=LONGEST, metadata=OURS)
        def work(transaction: neo4j.ManagedTransaction) -> list[int]:
            numbers = [_number(transaction, text, params) for text, params in statements()]
            if counted:
                self.begun = self.ask(COUNT_BEGUN)[0][0]
                transaction.run(COUNT_DONE, number=self.begun).consume()
            return numbers

        return self._written(work)

    def _written(self, work: Callable[[neo4j.ManagedTransaction], list[int]]) -> list[int]:
        with self._failing(), self._session() as session:
            try:
                return session.execute_write(work)
            except self._neo4j.exceptions.IncompleteCommit as error:
                raise UnsureError from error

    def _session(self) -> neo4j.Session:
        return self._driver.session(
            database=self.place.database, bookmark_manager=self._driver.execute_query_bookmark_manager
        )

    def lock(self) -> bool:
        """Becomes the one writer; True when that is new. A lock that went with a broken connection is taken again.

        Raises:
            StoreError: Somebody else is writing, or there is no schema yet.
        """
        lost = self._lock is not None
        if lost and self._holds():
            return False
        deadline = time.monotonic() + (RETRY if lost else 0)  # the server may still think that we have it
        self.unlock()
        while True:
            try:
                self._take_lock()
            except StoreError as error:
                if time.monotonic() > deadline or _about_us(error):
                    raise
                time.sleep(0.2)
            else:
                return True

    def _take_lock(self) -> None:
        """Waits for a moment only: once the lock was free, with the door held nobody else can have taken it."""
        with (
            self._failing("another process is writing this graph store", cure="wait until it is done"),
            self._holding(TAKE_DOOR, at_most=4 * LOCK),
        ):
            with self._holding(TAKE_LOCK, at_most=LOCK):
                pass
            session = self._session()
            try:
                transaction = session.begin_transaction(timeout=0, metadata=HOLDER)
                found = transaction.run(TAKE_LOCK).single()
            except BaseException:
                self._quietly(session.close)
                raise
            self._lock = session, transaction
        if found is None:
            self.unlock()
            raise StoreError("the database holds no graph store yet", where=self.place.uri, cure="call ensure_schema")

    @contextmanager
    def _holding(self, text: str, *, at_most: float) -> Iterator[None]:
        """Holds a lock and gives it back; the server ends the attempt when somebody else holds it all the time."""
        session = self._session()
        try:
            session.begin_transaction(timeout=at_most).run(text).consume()
            yield
        finally:
            self._quietly(session.close)

    def _holds(self) -> bool:
        assert self._lock is not None  # noqa: S101 - asked only where it is
        try:
            self._lock[1].run("RETURN 1").consume()
        except (self._neo4j.exceptions.DriverError, self._neo4j.exceptions.Neo4jError):
            return False
        return True

    def unlock(self) -> None:
        """Lets others write."""
        if self._lock is None:
            return
        session, transaction = self._lock
        self._lock = None
        self._quietly(transaction.close)
        self._quietly(session.close)

    def _quietly(self, step: Callable[[], None]) -> None:
        """Ends what may be broken already."""
        with suppress(self._neo4j.exceptions.DriverError, self._neo4j.exceptions.Neo4jError):
            step()

    def close(self) -> None:
        """Lets go of the lock and of every connection."""
        self.unlock()
        self._driver.close()

    @contextmanager
    def _failing(self, busy: str = "", *, cure: str = "") -> Iterator[None]:
        """Turns the driver's errors into ours, with a cure."""
        errors = self._neo4j.exceptions
        try:
            yield
        except (errors.Neo4jError, errors.DriverError) as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise self._translated(error, busy, cure) from error

    def _translated(self, error: Exception, busy: str, cure: str) -> StoreError:
        """Our error for one of the driver's; `busy` is said where the server ended what took too long."""
        if isinstance(error, self._neo4j.exceptions.Neo4jError):
            code = str(error.code)
            if busy and code.rpartition(".")[2].startswith(("TransactionTimedOut", "LockClientStopped", "Terminated")):
                return StoreError(busy, where=self.place.uri, cure=cure)
            return self._explained(code)
        return self._explained(type(error).__name__)

    def _explained(self, code: str) -> StoreError:
        """The error for one of the server's codes, or for an error class of the driver."""
        if code == "ServiceUnavailable" and "+s" in self.place.uri.partition("://")[0]:
            code = "EncryptedServiceUnavailable"
        for part, (message, cure) in CURES.items():
            if part in code:
                where = {"uri": self.place.uri, "user": self.place.user, "database": self.place.database}
                return StoreError(message.format(**where), where=self.place.uri, cure=cure.format(**where))
        return StoreError(f"the Neo4j server did not do it ({code})", where=self.place.uri, cure="see the server's log")


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C broke the conversation, of which the error is only what came of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False


def _about_us(error: StoreError) -> bool:
    """Whether the server refused who we are, so that trying again would only lock us out."""
    return ".Security." in str(getattr(error.__cause__, "code", ""))


def _number(transaction: neo4j.ManagedTransaction, text: str, params: dict[str, Any]) -> int:
    record = transaction.run(text, params).single(strict=True)
    number: int = record[0]
    return number


CURES: Mapping[str, tuple[str, str]] = {
    "Security.Unauthorized": (
        "the server does not accept the password of user {user!r}",
        "set BOTHWAYS_NEO4J__PASSWORD, or neo4j.password_file to a file that holds it",
    ),
    "AuthenticationRateLimit": ("the server refuses user {user!r} for a while", "correct the password, then wait"),
    "CredentialsExpired": ("the password of user {user!r} must be changed first", "change it on the server"),
    "DatabaseNotFound": ("the server has no database {database!r}", "correct neo4j.database, or create it there"),
    "DatabaseUnavailable": ("the database {database!r} is not running", "start it on the server, or wait"),
    "Security.Forbidden": ("user {user!r} may not do this in {database!r}", "give a user who may read and write"),
    "ReadOnly": ("the database {database!r} may only be read", "allow writing on the server, or give another"),
    "WriteOnReadOnly": ("the database {database!r} may only be read", "allow writing on the server, or give another"),
    "OutOfMemory": ("the server has too little memory for this", "give it more heap (server.memory.heap.max_size)"),
    "ConstraintValidation": ("the database holds what contradicts the schema", "give Bothways a database of its own"),
    "TransactionTimedOut": ("the server took too long", "see what else it is doing, then try again"),
    "EncryptedServiceUnavailable": (
        "no Neo4j server answers with encryption",
        "start it; see that it offers TLS on this port (bolt+ssc:// takes a certificate of its own), or take +s away",
    ),
    "ServiceUnavailable": ("no Neo4j server answers", "start it, or correct neo4j.uri; `bothways doctor` asks again"),
    "SessionExpired": ("the connection to the server broke", "try again"),
    "IncompleteCommit": ("the connection to the server breaks again and again", "try again"),
    "ConfigurationError": ("the address or the encryption does not fit", "see neo4j.uri: bolt, neo4j, +s, +ssc"),
}
"""Part of a code, to what it means and what to do."""
