"""Which column is which field, and which table a file holds. Every synonym stands here, and every refusal.

Names are compared without case, spaces, `_` and `-`. The order of the synonyms is their rank.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from graph.errors import InputError, UsageError


def plain(name: str) -> str:
    """A column name as it is compared."""
    return re.sub(r"[\s_\-]+", "", name.strip().casefold())


@dataclass(frozen=True)
class Field:
    """A field of a table and the other names it goes by."""

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All names as they are compared, best first."""
        return tuple(plain(name) for name in (self.name, *self.synonyms))


_TITLES = ("job_title", "business_title", "position_title")

TABLES: dict[str, tuple[Field, ...]] = {
    "people": (
        # An address is the key only when nothing else is: so it comes last.
        Field("person", ("id", "person_id", "employee_id", "email", "mail", "work_email"), required=True),
        Field("name", ("display_name",)),
        Field("email", ("mail", "work_email")),
        Field("unit", ("department", "dept", "division", "organization", "organisation", "team", "org_unit")),
        Field("manager", ("manager_id", "supervisor", "reports_to", "reports_to_id")),
        Field("level", ("rank", "layer", "level_designation")),
        Field("location", ("site", "city", "office")),
        Field("function", ("function_type", "job_family")),
        Field("active_from", ("hire_date",)),
        Field("active_to", ("termination_date",)),
        Field("max_links", ("capacity",)),
        Field("hours_per_month"),
        Field("opt_out"),
        Field("title", _TITLES),
    ),
    "skills": (
        Field("person", ("id", "person_id", "employee_id", "email", "mail", "work_email"), required=True),
        Field("skill", required=True),
        Field("kind"),
        Field("strength", ("level", "proficiency", "priority")),
        Field("evidence"),
        Field("as_of"),
        Field("source"),
        Field("question"),
    ),
    "interactions": (
        Field("from", ("sender", "source"), required=True),
        Field("to", ("recipient", "target"), required=True),
        Field("at", ("event_date", "timestamp", "time", "date")),
        Field("channel", ("relation",)),
        Field("count"),
        Field("minutes", ("mins", "duration")),
        Field("weight"),
        Field("id", ("message_id",)),
    ),
    "pairs": (
        Field("a", ("person_a",), required=True),
        Field("b", ("person_b",), required=True),
        Field("kind"),
        Field("until"),
    ),
    "feedback": (
        Field("link", ("link_id", "suggestion_id"), required=True),
        Field("event", ("state", "answer"), required=True),
        Field("person"),
        Field("goal"),
        Field("reason"),
        Field("at"),
    ),
}

_NEVER = (
    "age ages birth birthdate birthday birthyear bday dob yob",
    "gender genders sex pronoun pronouns maidenname",
    "nationality nationalities citizenship ethnicity ethnic race religion religious faith",
    "maritalstatus marital married sexualorientation orientation pregnancy pregnant",
    "disability disabilities disabled photo photos photourl picture avatar headshot",
    "salary salaries pay paygrade payband wage wages compensation bonus",
)
REFUSED = frozenset(word for line in _NEVER for word in line.split())
"""Words that make a column one that is never stored, wherever they stand in its name (`Employee Gender`)."""

_NEVER_WHOLE = (
    "grade salarygrade",
    "subject subjects subjectline text messagetext body messagebody mailbody message content contents",
    "snippet preview comment comments",
)
REFUSED_NAMES = frozenset(word for line in _NEVER_WHOLE for word in line.split())
"""Whole names that are never stored: pay grades, and the text and subjects of messages."""


MISSPELT = 0.8
"""Likeness from which on an ignored column is asked about; what is only near may be another thing."""


@dataclass(frozen=True)
class Layout:
    """What the columns of one file are.

    Attributes:
        kind: people, skills, interactions, pairs or feedback.
        used: Field to the index of its column.
        names: Field to the name of its column.
        ignored: Names of columns that nothing is taken from.
        refused: Names of columns that are never stored.
    """

    kind: str
    used: Mapping[str, int]
    names: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What the user said about the columns.

    Attributes:
        kind: The table kind; None recognises it.
        columns: Field to column name; wins over every synonym.
        titles: Whether job titles are kept for display.
    """

    kind: str | None = None
    columns: Mapping[str, str] | None = None
    titles: bool = False

    @property
    def mapped(self) -> Mapping[str, str]:
        """`columns`, never None."""
        return self.columns or {}


def refused(name: str, *, titles: bool = False) -> bool:
    """Whether a column of this name is never stored."""
    whole = plain(name)
    if whole in REFUSED_NAMES or (whole in Field("title", _TITLES).names and not titles):
        return True
    words = [word.casefold() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
    spans = ("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 3, len(words)) + 1))
    return any(span in REFUSED for span in spans)


def check_wanted(wanted: Wanted, files: Iterable[Sequence[str]]) -> None:
    """Refuses a `--as` or `--map` that fits nothing, before any file is read.

    Args:
        wanted: What the user said.
        files: The column names of each file.

    Raises:
        UsageError: A kind or field is unknown, or no file has the column, or the column is never stored.
    """
    if wanted.kind is not None and wanted.kind not in TABLES:
        raise UsageError(f"unknown table kind {wanted.kind!r}", where="--as", cure=f"give one of {', '.join(TABLES)}")
    present = list(dict.fromkeys(name for columns in files for name in columns))
    for field, column in wanted.mapped.items():
        _check_field(field, wanted.kind, f"{field}={column}")
        if refused(column, titles=wanted.titles):
            raise UsageError(f"the column {column!r} is never stored", where=f"--map {field}={column}")
        if _place(column, present) is None:
            near = _near(present, [plain(column)])
            cure = f"did you mean {_listed(near)}?" if near else f"the columns are {_listed(present)}"
            raise UsageError(f"no file has a column {column!r}", where=f"--map {field}={column}", cure=cure)


def _check_field(name: str, kind: str | None, where: str) -> None:
    fields = [field.name for table in ([kind] if kind else TABLES) for field in TABLES[table]]
    if name not in fields:
        near = _near(list(dict.fromkeys(fields)), [plain(name)])
        cure = f"did you mean {_listed(near)}?" if near else f"fields are {', '.join(dict.fromkeys(fields))}"
        raise UsageError(f"there is no field {name!r}", where=f"--map {where}", cure=cure)


def recognise(columns: Sequence[str], wanted: Wanted, *, where: str) -> Layout:
    """Which table the columns make up, and which field each of them is.

    Of the tables whose required columns are all there, the one with most of them wins, then the one that uses most
    columns.

    Args:
        columns: Names in the header.
        wanted: What the user said.
        where: The file, for the error.

    Raises:
        InputError: No table fits, or two fit equally well.
    """
    kinds = [wanted.kind] if wanted.kind else list(TABLES)
    found = {kind: _match(kind, columns, wanted) for kind in kinds}
    rank = {kind: (_required(kind, used), len(used)) for kind, used in found.items() if not _missing(kind, used)}
    if not rank:
        raise _nothing_fits(columns, found, where)
    best = [kind for kind in rank if rank[kind] == max(rank.values())]
    if len(best) > 1:
        raise InputError(f"the columns fit {' and '.join(best)} equally well", where=where, cure=f"give --as {best[0]}")
    return _layout(best[0], found[best[0]], columns, wanted)


def fits(columns: Sequence[str], wanted: Wanted) -> bool:
    """Whether the columns hold all that some table needs, of the kind wanted where one is."""
    kinds = [kind for kind in TABLES if wanted.kind in (None, kind)]
    return any(not _missing(kind, _match(kind, columns, wanted)) for kind in kinds)


def repeated(layout: Layout, columns: Sequence[str]) -> tuple[str, ...]:
    """Sentences on columns that are used and share their name with others: the first one counts."""
    counts = {name: columns.count(name) for name in layout.names.values()}
    return tuple(
        f"{'two' if count == 2 else count} columns are called {name}: only the first of them was read"
        for name, count in counts.items()
        if count > 1
    )


def _match(kind: str, columns: Sequence[str], wanted: Wanted) -> dict[str, int]:
    """Field to column index: what the user mapped, then for each field the best name that is there."""
    mapped = {field: _place(column, columns) for field, column in wanted.mapped.items()}
    fields = {field.name for field in TABLES[kind]}
    used = {field: place for field, place in mapped.items() if place is not None and field in fields}
    taken = set(used.values())
    free: dict[str, int] = {}
    for place, column in enumerate(columns):
        if place not in taken and not refused(column, titles=wanted.titles):
            free.setdefault(plain(column), place)
    for field in TABLES[kind]:
        best = next((free[name] for name in field.names if name in free), None)
        if best is not None:
            used.setdefault(field.name, best)
    return used


def _place(column: str, columns: Sequence[str]) -> int | None:
    """Where a column stands: the very name first, then the name as it is compared."""
    if column in columns:
        return list(columns).index(column)
    return next((place for place, name in enumerate(columns) if plain(name) == plain(column)), None)


def _required(kind: str, used: Mapping[str, int]) -> int:
    return sum(field.required and field.name in used for field in TABLES[kind])


def _missing(kind: str, used: Mapping[str, int]) -> list[Field]:
    return [field for field in TABLES[kind] if field.required and field.name not in used]


def _layout(kind: str, used: Mapping[str, int], columns: Sequence[str], wanted: Wanted) -> Layout:
    rest = [name for place, name in enumerate(columns) if place not in used.values() and name]
    never = tuple(name for name in rest if refused(name, titles=wanted.titles))
    names = {field: columns[place] for field, place in used.items()}
    return Layout(kind, used, names, tuple(name for name in rest if name not in never), never)


def _nothing_fits(columns: Sequence[str], found: Mapping[str, Mapping[str, int]], where: str) -> InputError:
    """The error that names what is missing from the tables that come closest, and the nearest names."""
    most = max(_required(kind, used) for kind, used in found.items())
    closest = [kind for kind, used in found.items() if _required(kind, used) == most]
    lacks = "".join(f"\n  {_lack(kind, found[kind], columns)}" for kind in closest)
    return InputError(
        f"no table has these columns: {_listed(columns)}{lacks}",
        where=where,
        cure=_rename([_missing(kind, found[kind])[0] for kind in closest], _storable(columns)),
    )


def _rename(missing: Sequence[Field], columns: Sequence[str]) -> str:
    """What to call which column: of the fields that are missing the one to which a column comes nearest."""
    near = {field: next(iter(_near(columns, field.names)), "") for field in missing}
    first = max(
        missing, key=lambda field: max((_likeness(plain(near[field]), name) for name in field.names), default=0)
    )
    column = near[first]
    if not column:
        also = f"`bothways ingest` and `feedback` take --map {first.name}=COLUMN, too"
        return f"call the column that holds it {first.name}; {also}"
    given = shlex.quote(f"{first.name}={column}")
    return f"if {column!r} holds it, call it {first.name}, or give --map {given}"


def _storable(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if not refused(name)]


def misspelt(layout: Layout) -> tuple[str, ...]:
    """Sentences on columns that are ignored and come very near the name of a field that no column fills."""
    free = [field for field in TABLES[layout.kind] if field.name not in layout.used and not refused(field.name)]
    said = []
    for column in layout.ignored:
        likely = {field.name: max(_likeness(plain(column), name) for name in field.names) for field in free}
        best = max(likely, key=lambda name: likely[name], default="")
        if best and likely[best] >= MISSPELT:
            said.append(f"{column!r} is ignored; if {best} is meant, call it {best}, or give --map")
    return tuple(said)


def _lack(kind: str, used: Mapping[str, int], columns: Sequence[str]) -> str:
    """What a table still needs, with the columns whose names come near."""
    near = {field.name: _near(_storable(columns), field.names) for field in _missing(kind, used)}
    parts = [f"`{name}`" + (f" (nearest: {_listed(close)})" if close else "") for name, close in near.items()]
    return f"{kind} lacks the required column {' and '.join(parts)}"


def _near(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """Up to three columns whose names come near one of `names`, nearest first."""
    rank = {column: max(_likeness(plain(column), name) for name in names) for column in columns if column}
    close = [column for column in rank if rank[column] >= 0.6]
    return sorted(close, key=lambda column: (-rank[column], column))[:3]


def _likeness(column: str, name: str) -> float:
    """1 for the same text, at least .7 where one of four letters or more stands in the other."""
    ratio = SequenceMatcher(None, column, name).ratio()
    inside = len(name) >= 4 and (name in column or (len(column) >= 4 and column in name))
    return max(ratio, 0.7 + ratio / 10) if inside else ratio


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")
