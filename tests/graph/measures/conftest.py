"""Networks and boundaries for the tests of measures: from edges by hand, and from the shipped real sets."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph import roster
from graph.boundaries import Boundary
from graph.exchange import Exchange
from graph.facts import PEOPLE
from graph.measures.gaps import Gaps, judge
from graph.network import TIE_SCALE, Network
from graph.options import LevelOptions
from graph.roster import People

Set = tuple[Network, Boundary]


def _network(people: Iterable[str], ties: Mapping[tuple[str, str], float] | Iterable[tuple[str, str]]) -> Network:
    """People by key, ties by pairs of keys with their strength (1 where none is given)."""
    keys = tuple(sorted(people))
    place = {key: i for i, key in enumerate(keys)}
    strengths = dict(ties) if isinstance(ties, Mapping) else dict.fromkeys(ties, 1.0)
    rows = sorted((*sorted((place[x], place[y])), strength) for (x, y), strength in strengths.items())
    a, b = (np.array([row[i] for row in rows], dtype=np.int32) for i in (0, 1))
    onward = np.array([round(row[2] * TIE_SCALE) for row in rows], dtype=np.int64)
    return Network(keys, a, b, onward, np.zeros_like(onward))


def _boundary(network: Network, groups: Mapping[str, str], kind: str = "unit") -> Boundary:
    """Group names by person key; people that are not there have no group. Names with "/" make a tree."""
    names = tuple(sorted({group for group in groups.values() if group}))
    place = {name: i for i, name in enumerate(names)}
    codes = np.array([place.get(groups.get(person, ""), -1) for person in network.people], dtype=np.int32)
    return Boundary(kind, names, codes, any("/" in name for name in names))


def _mails(people: Iterable[str], sent: Iterable[tuple[str, str]]) -> Network:
    """People by key and who wrote to whom; a tie is answered where both did."""
    sent = set(sent)
    made = _network(people, {(min(pair), max(pair)) for pair in sent})
    keys = made.people
    onward, back = (
        np.array([TIE_SCALE * ((keys[x], keys[y]) in sent) for x, y in ends], dtype=np.int64)
        for ends in (zip(made.a, made.b, strict=True), zip(made.b, made.a, strict=True))
    )
    return replace(made, onward=onward, back=back)


def _people(rows: Mapping[str, Mapping[str, object]], accounts: Iterable[str] = ()) -> People:
    """A roster by key with whatever `facts.PEOPLE` knows of each, as the ledger would read it."""
    facts = pa.Table.from_pylist([{"person": key, **row} for key, row in rows.items()], schema=PEOPLE)
    return roster.read(facts, as_of=None, levels=LevelOptions()).with_accounts(accounts)


@pytest.fixture(scope="session")
def mails() -> Callable[..., Network]:
    """`mails(people, sent)` with who wrote to whom."""
    return _mails


@pytest.fixture(scope="session")
def people() -> Callable[..., People]:
    """`people({key: {"units": ["A"], "level": "1", "manager": "x"}}, accounts=())`."""
    return _people


@pytest.fixture(scope="session")
def network() -> Callable[..., Network]:
    """`network(people, ties)` with ties as pairs, or as pairs to strengths."""
    return _network


@pytest.fixture(scope="session")
def boundary() -> Callable[..., Boundary]:
    """`boundary(network, {person: group}, kind="unit")`."""
    return _boundary


@pytest.fixture(scope="session")
def shipped(root: Path) -> Callable[..., Set]:
    """`shipped(name, without=())`: a real set; ties are distinct pairs, their strength the number of rows.

    `without` leaves out the people of these units.
    """

    def read(name: str, without: Sequence[str] = ()) -> Set:
        folder = root / "bothways" / "data" / name
        units = {row["person"]: row["unit"] for row in _rows(folder / "people.csv") if row["unit"] not in without}
        pairs = Counter(
            tuple(sorted((row["from"], row["to"])))
            for row in _rows(folder / "interactions.csv")
            if row["from"] in units and row["to"] in units
        )
        made = _network(units, pairs)
        return made, _boundary(made, units)

    return read


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def blocks() -> Callable[..., Set]:
    """`blocks({("A", "B"): 7, ...}, sizes={"A": 10, ...})`: groups of people with that many ties between them.

    The ties of a pair are dealt out evenly: tie k joins person k % n_i and person (k + k // n_i) % n_j.
    """

    def deal(counts: Mapping[tuple[str, str], int], sizes: Mapping[str, int]) -> Set:
        units = {f"{group}-{i:02d}": group for group, size in sizes.items() for i in range(size)}
        ties = {
            (f"{x}-{k % sizes[x]:02d}", f"{y}-{(k + k // sizes[x]) % sizes[y]:02d}")
            for (x, y), many in counts.items()
            for k in range(many)
        }
        made = _network(units, ties)
        return made, _boundary(made, units)

    return deal


@pytest.fixture(scope="session")
def one_silo(blocks: Callable[..., Set]) -> Set:
    """Six units of 12 people, 40 ties between each two except A and B, which have only 2: one planted silo."""
    names = "ABCDEF"
    counts = {(x, y): 40 for x in names for y in names if x < y}
    counts[("A", "B")] = 2
    return blocks(counts, dict.fromkeys(names, 12))


@pytest.fixture(scope="session")
def planted_gaps(one_silo: Set) -> Gaps:
    """The gaps of `one_silo`."""
    return judge(*one_silo)


def _exchange(
    people: Iterable[str],
    given: Mapping[tuple[str, str], float] | None = None,
    *,
    turned: Iterable[tuple[str, str]] = (),
    lately: Mapping[tuple[str, str], float] | None = None,
    asking: Mapping[tuple[str, str], int] | None = None,
    weeks: Mapping[tuple[str, str], Iterable[int]] | None = None,
) -> Exchange:
    """Arcs by pairs of keys, in either order; weeks of contact count back from the last one."""
    keys = sorted(people)
    place = {key: i for i, key in enumerate(keys)}
    parts = {"given": given or {}, "lately": lately or {}, "asking": asking or {}}
    turned, met = set(turned), {frozenset(pair): tuple(when) for pair, when in (weeks or {}).items()}
    named = {frozenset(pair) for part in (*parts.values(), turned) for pair in part} | set(met)
    pairs = sorted(tuple(sorted(pair)) for pair in named)
    arcs = [*pairs, *((b, a) for a, b in pairs)]
    return Exchange(
        people=len(keys),
        source=np.array([place[a] for a, _ in arcs], dtype=np.int32),
        target=np.array([place[b] for _, b in arcs], dtype=np.int32),
        given=np.array([parts["given"].get(arc, 0) for arc in arcs], dtype=np.float64),
        lately=np.array([parts["lately"].get(arc, 0) for arc in arcs], dtype=np.float64),
        turned=np.array([arc in turned for arc in arcs], dtype=bool),
        asking=np.array([parts["asking"].get(arc, 0) for arc in arcs], dtype=np.int64),
        weeks=np.array([sum(1 << week for week in met.get(frozenset(pair), ())) for pair in pairs], dtype=np.int64),
    )


@pytest.fixture(scope="session")
def exchange() -> Callable[..., Exchange]:
    """`exchange(people, {(x, y): contacts}, turned=, lately=, asking=, weeks=)`: who gave whom what."""
    return _exchange
