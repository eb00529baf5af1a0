"""Who is here as of a date: people, their units, levels, managers, and the boundaries between them.

`read` turns the ledger's people into `People`; `check` says what the rows contradict, with the same eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import identity, reporting
from graph.boundaries import Boundary
from graph.facts import PEOPLE
from graph.options import LevelOptions

UNNAMED = "someone who is not named"
"""Stands for people who opted out."""


@dataclass(frozen=True)
class Finding:
    """Something that does not fit between rows. It is listed and counted, and never refuses a file.

    Attributes:
        kind: "contradicting rows", "unknown manager", "reporting cycle", "skill of an unknown person", "pair with an
            unknown person" or "feedback on an unknown link".
        subject: Whom or which link it is about; `UNNAMED` for people who opted out.
        detail: What was done about it.
    """

    kind: str
    subject: str
    detail: str


@dataclass(frozen=True, eq=False)
class People:
    """The people of a network, in key order: active people of the roster, and accounts that are in no roster.

    Attributes:
        keys: (n,) person keys, sorted; the same as the network's `people`.
        known: (n,) True for people of the roster; False for unresolved accounts, which are never suggested.
        names: (n,) display only; "" where unknown.
        units: (n,) paths of each person's units, the first one counts for gaps; () without a unit.
        manager: (n,) index of the manager, -1 without one.
        level: (n,) 1 = front line; NaN where unknown or unranked.
        ranks: (n,) the level as a group name; "" where unknown.
        locations: (n,) "" where unknown.
        functions: (n,) "" where unknown.
        opted_out: (n,) present in counts only, never suggested, never named.
        max_links: (n,) -1 where not given.
        hours_per_month: (n,) NaN where not given.
        units_from: "roster", "tree" (branches under the root of the reporting tree) or "none".
    """

    keys: tuple[str, ...]
    known: NDArray[np.bool_]
    names: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    manager: NDArray[np.int32]
    level: NDArray[np.float64]
    ranks: tuple[str, ...]
    locations: tuple[str, ...]
    functions: tuple[str, ...]
    opted_out: NDArray[np.bool_]
    max_links: NDArray[np.int32]
    hours_per_month: NDArray[np.float64]
    units_from: str

    def with_accounts(self, accounts: Iterable[str]) -> People:
        """The same people and, in key order among them, accounts that are in no roster."""
        added = sorted(set(accounts) - set(self.keys))
        if not added:
            return self
        order = sorted(range(len(self.keys) + len(added)), key=(self.keys + tuple(added)).__getitem__)
        place = np.empty(len(order) + 1, dtype=np.int32)
        place[order], place[-1] = np.arange(len(order)), -1
        blank = _blank(tuple(added))
        joined: dict[str, Any] = {}
        for name in ("keys", "names", "units", "ranks", "locations", "functions"):
            values = getattr(self, name) + getattr(blank, name)
            joined[name] = tuple(values[i] for i in order)
        for name in ("known", "manager", "level", "opted_out", "max_links", "hours_per_month"):
            joined[name] = np.concatenate((getattr(self, name), getattr(blank, name)))[order]
        joined["manager"] = place[joined["manager"]]
        return People(**joined, units_from=self.units_from)

    def boundary(self, kind: str) -> Boundary:
        """The boundary of one kind; it may have no group at all."""
        if kind == "unit":
            return self._units()
        names = {"function": self.functions, "location": self.locations, "level": self.ranks}[kind]
        return _boundary(kind, names)

    def _units(self) -> Boundary:
        groups = tuple(sorted({path for paths in self.units for path in paths}))
        place = {name: i for i, name in enumerate(groups)}
        first = np.array([place[paths[0]] if paths else -1 for paths in self.units], dtype=np.int32)
        others = [(p, place[path]) for p, paths in enumerate(self.units) for path in paths[1:]]
        tree = any("/" in name for name in groups)
        return Boundary("unit", groups, first, tree, np.array(others, dtype=np.int32).reshape(-1, 2))


def _boundary(kind: str, names: tuple[str, ...]) -> Boundary:
    groups = tuple(sorted(set(names) - {""}))
    place = {name: i for i, name in enumerate(groups)} | {"": -1}
    return Boundary(kind, groups, np.array([place[name] for name in names], dtype=np.int32))


def read(facts: pa.Table, *, as_of: int | None, levels: LevelOptions) -> People:
    """Who is active as of a day.

    Args:
        facts: `Ledger.snapshot("people")`.
        as_of: Day since 1970; None where nothing is dated: then who has no `active_to` is active.
        levels: How the level column is read.
    """
    rows, _ = _one_each(facts)
    manager = _managers(rows)
    for person in reporting.cycles(manager):
        manager[person] = -1
    units, units_from = _units(rows, manager)
    level, ranks = _levels(rows, manager, levels)
    everybody = People(
        keys=tuple(row["person"] for row in rows),
        known=np.ones(len(rows), dtype=np.bool_),
        names=tuple(row["name"] or "" for row in rows),
        units=units,
        manager=np.array([-1 if above == p else above for p, above in enumerate(manager)], dtype=np.int32),
        level=level,
        ranks=ranks,
        locations=tuple(row["location"] or "" for row in rows),
        functions=tuple(row["function"] or "" for row in rows),
        opted_out=np.array([bool(row["opt_out"]) for row in rows], dtype=np.bool_),
        max_links=np.array([-1 if row["max_links"] is None else row["max_links"] for row in rows], dtype=np.int32),
        hours_per_month=np.array(
            [np.nan if row["hours_per_month"] is None else row["hours_per_month"] for row in rows], dtype=np.float64
        ),
        units_from=units_from,
    )
    return _only(everybody, np.array([_active(row, as_of) for row in rows], dtype=np.bool_))


def accounts(facts: pa.Table) -> dict[str, str]:
    """Account to person key: the key itself and every address of a person, addresses in lower case.

    An address that two people share belongs to neither.
    """
    rows, _ = _one_each(facts)
    return _owners(rows)


def _owners(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for row in rows:
        for address in row["emails"] or ():
            owners.setdefault(address, set()).add(row["person"])
    found = {address: min(people) for address, people in owners.items() if len(people) == 1}
    return found | {row["person"]: row["person"] for row in rows}


def check(people: pa.Table, skills: pa.Table, pairs: pa.Table) -> list[Finding]:
    """What the rows of the whole ledger contradict; sorted by kind and subject."""
    rows, contradicting = _one_each(people)
    owners, unnamed = _owners(rows), opted_out(people)
    manager = _managers(rows)
    found = [Finding("contradicting rows", key, "all of them are set aside") for key in contradicting]
    found += [
        Finding("unknown manager", row["person"], _unknown(row["manager"], unnamed))
        for row, above in zip(rows, manager, strict=True)
        if row["manager"] and above < 0
    ]
    found += [
        Finding("reporting cycle", rows[p]["person"], "keeps the place and loses the manager")
        for p in reporting.cycles(manager)
    ]
    strangers = sorted(set(identity.resolved(skills, owners, "person")["person"].to_pylist()) - set(owners.values()))
    found += [Finding("skill of an unknown person", key, "kept aside until the person comes") for key in strangers]
    ends = {*pairs["a"].to_pylist(), *pairs["b"].to_pylist()} - owners.keys()
    found += [
        Finding("pair with an unknown person", key, "bars nothing until the person comes") for key in sorted(ends)
    ]
    named = [replace(one, subject=UNNAMED) if one.subject in unnamed else one for one in found]
    return sorted(named, key=lambda finding: (finding.kind, finding.subject))


def opted_out(people: pa.Table) -> set[str]:
    """Keys and addresses of everybody who opted out, in whatever row they say so."""
    rows = people.filter(pc.fill_null(people["opt_out"], fill_value=False)).select(["person", "emails"]).to_pylist()
    return {account for row in rows for account in (row["person"], *(row["emails"] or ()))}


def _unknown(manager: str, unnamed: set[str]) -> str:
    named = "the manager" if manager in unnamed else f"manager {manager!r}"
    return f"{named} is in no roster; the person stays"


def _one_each(facts: pa.Table) -> tuple[list[dict[str, Any]], list[str]]:
    """One row a person in key order, and the keys whose rows contradict each other.

    Rows of one person from several sources complete each other; addresses are gathered.
    """
    found: dict[str, dict[str, Any]] = {}
    contradicting: set[str] = set()
    for row in facts.select(PEOPLE.names).to_pylist():
        standing = found.setdefault(row["person"], row)
        if standing is not row and not _complete(standing, row):
            contradicting.add(row["person"])
    return [found[key] for key in sorted(found.keys() - contradicting)], sorted(contradicting)


def _complete(standing: dict[str, Any], row: dict[str, Any]) -> bool:
    """Fills what `standing` lacks from `row`; False where they say different things."""
    for name, value in row.items():
        if name == "emails":
            standing[name] = sorted({*(standing[name] or ()), *(value or ())})
        elif standing[name] is None or standing[name] == []:
            standing[name] = value
        elif value is not None and value != [] and value != standing[name]:
            return False
    return True


def _managers(rows: Sequence[dict[str, Any]]) -> list[int]:
    """The place of everybody's manager, named by key or by address; -1 without one that is known."""
    place = {row["person"]: p for p, row in enumerate(rows)}
    named = sorted({row["manager"] for row in rows if row["manager"]})
    key = {account: account for account in named} | identity.aliases(named, _owners(rows))
    return [place.get(key.get(row["manager"], ""), -1) for row in rows]


def _units(rows: Sequence[dict[str, Any]], manager: list[int]) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Paths of everybody, and where they come from."""
    if any(row["units"] for row in rows):
        return tuple(tuple(row["units"] or ()) for row in rows), "roster"
    if not any(above not in (-1, p) for p, above in enumerate(manager)):
        return ((),) * len(rows), "none"
    heads = reporting.heads(_rooted(manager))
    return tuple((f"Branch {rows[head]['person']}",) if head >= 0 else () for head in heads), "tree"


def _levels(
    rows: Sequence[dict[str, Any]], manager: list[int], options: LevelOptions
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The level of everybody as a number (NaN unknown) and as a group name."""
    if any(row["level"] for row in rows):
        given = [row["level"] or "" for row in rows]
        level = np.array([_rank(text, options.order) for text in given], dtype=np.float64)
        if options.top == "1":
            level = _turned(level)
        ranks = [
            text if np.isnan(value) or options.order else f"{value:g}" for text, value in zip(given, level, strict=True)
        ]
        return level, tuple(ranks)
    if any(row["layer"] for row in rows):
        level = _turned(np.array([_rank(row["layer"] or "", ()) for row in rows], dtype=np.float64))
    elif any(above not in (-1, p) for p, above in enumerate(manager)):
        level = np.array(reporting.heights(_rooted(manager)), dtype=np.float64)
    else:
        level = np.full(len(rows), np.nan)
    return level, tuple("" if np.isnan(value) else f"{value:g}" for value in level)


def _rooted(manager: Sequence[int]) -> list[int]:
    return [-1 if above == p else above for p, above in enumerate(manager)]


def _rank(text: str, order: tuple[str, ...]) -> float:
    if text in order:
        return 1.0 + order.index(text)
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _turned(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Counts from the other end: the largest becomes 1."""
    return level if np.isnan(level).all() else np.nanmax(level) + 1 - level


def _active(row: dict[str, Any], as_of: int | None) -> bool:
    if as_of is None:
        return row["active_to"] is None
    return (row["active_from"] is None or row["active_from"] <= as_of) and (
        row["active_to"] is None or row["active_to"] >= as_of
    )


def _only(people: People, keep: NDArray[np.bool_]) -> People:
    """The people that `keep` marks; who loses the manager has none."""
    chosen = np.flatnonzero(keep)
    place = np.full(len(keep) + 1, -1, dtype=np.int32)
    place[chosen] = np.arange(len(chosen))
    fields: dict[str, Any] = {}
    for name in ("keys", "names", "units", "ranks", "locations", "functions"):
        values = getattr(people, name)
        fields[name] = tuple(values[i] for i in chosen)
    for name in ("known", "level", "opted_out", "max_links", "hours_per_month"):
        fields[name] = getattr(people, name)[chosen]
    return replace(people, manager=place[people.manager[chosen]], **fields)


def _blank(keys: tuple[str, ...]) -> People:
    """Accounts of which nothing is known."""
    n = len(keys)
    empty = ("",) * n
    return People(
        keys=keys,
        known=np.zeros(n, dtype=np.bool_),
        names=empty,
        units=((),) * n,
        manager=np.full(n, -1, dtype=np.int32),
        level=np.full(n, np.nan),
        ranks=empty,
        locations=empty,
        functions=empty,
        opted_out=np.zeros(n, dtype=np.bool_),
        max_links=np.full(n, -1, dtype=np.int32),
        hours_per_month=np.full(n, np.nan),
        units_from="none",
    )
