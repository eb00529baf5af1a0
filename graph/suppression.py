"""Which numbers are hidden so that no small group can be read or worked out. The rule; `privacy` says for whom.

A cell is hidden when one of its groups is too small. A row or column with exactly one hidden cell would give it away
through its total, so its smallest other cell is hidden with it, until nothing changes (complementary suppression).
Everything here is pure and deterministic: groups are visited by name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.facts import MIN_GROUP

Cell = TypeVar("Cell", int, str)

GAP_NUMBERS = (
    "observed", "expected", "gap", "share", "z", "p", "finding", "bridged_by", "needs_a", "needs_b",
)  # fmt: skip
_LESS = "less_lesson_value_than_without_openness"
_BUBBLE = ("bubble_index", "bubble_expected", "basis")
UNIT_NUMBERS = ("people", "ties", "ei_index", "ei_expected", "z", "insularity", *_BUBBLE)


def spread(
    ends: Sequence[tuple[str, str]], size: Sequence[int], hidden: Collection[int]
) -> tuple[frozenset[int], frozenset[str]]:
    """Hides further cells of a symmetric table without diagonal until no row has exactly one hidden cell.

    Args:
        ends: The two groups of each cell; a cell stands in the row of either.
        size: What is smallest in a cell (observed ties); at a draw the other group's name decides.
        hidden: Cells that are hidden for their own sake.

    Returns:
        All hidden cells, and the groups whose row has no other cell left to hide: their totals must go instead.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for cell, (a, b) in enumerate(ends):
        rows[a].append(cell)
        rows[b].append(cell)
    gone = set(hidden)
    settled = False
    while not settled:
        settled = True
        for group in sorted(rows):
            lonely, shown = _lonely(rows[group], gone)
            if lonely and shown:
                gone.add(min(shown, key=lambda cell: (size[cell], _other(ends[cell], group))))
                settled = False
    return frozenset(gone), frozenset(group for group, cells in rows.items() if _lonely(cells, gone)[0])


def spread_column(size: Mapping[str, int], hidden: Collection[str], *, tree: bool) -> frozenset[str]:
    """The same for one column of groups, whose total and whose totals by branch of the tree are known.

    Args:
        size: What is smallest of each group (people); at a draw the name decides.
        hidden: Groups that are hidden for their own sake.
        tree: Whether names are paths, so that every branch has a total of its own.
    """
    branches: dict[str, list[str]] = defaultdict(list)
    for group in sorted(size):
        steps = group.split("/") if tree else []
        for depth in range(len(steps) + 1):
            branches["/".join(steps[:depth])].append(group)
    inside_out = sorted(branches, key=lambda branch: (-branch.count("/") if branch else 1, branch))
    gone = set(hidden)
    settled = False
    while not settled:
        settled = True
        for branch in inside_out:
            lonely, shown = _lonely(branches[branch], gone)
            out = [group for group in branches[branch] if group in gone]
            single = bool(out) and sum(size[group] for group in out) == len(out)  # each of them must be one person
            if (lonely or single) and shown:
                gone.add(min(shown, key=lambda group: (size[group], group)))
                settled = False
    return frozenset(gone)


@dataclass(frozen=True)
class Cells:
    """The gap cells of one boundary kind after hiding.

    Attributes:
        kind: The boundary kind.
        table: Rows of the gap table, hidden numbers null, `suppressed` true where a cell is hidden.
        bare: Groups with one hidden cell and no other to hide with it; their totals would give it away.
    """

    kind: str
    table: pa.Table
    bare: frozenset[str]

    @cached_property
    def shown(self) -> Mapping[tuple[str, str], bool]:
        """Whether the cell of two groups, named in order, is shown."""
        columns = (self.table[column].to_pylist() for column in ("unit_a", "unit_b", "suppressed"))
        return {(a, b): not hidden for a, b, hidden in zip(*columns, strict=True)}

    @cached_property
    def groups(self) -> frozenset[str]:
        """Groups that stand in some cell."""
        return frozenset(group for ends in self.shown for group in ends)

    def judged(self, group: str | None) -> str | None:
        """Where a group as given was judged: as itself, merged with its siblings, or in a branch above; else None."""
        if not group or group in self.groups:
            return group or None
        above = group
        while above:
            above = above.rpartition("/")[0]
            merged = f"other {self.kind}s of {above.rpartition('/')[2] or 'the organisation'}"
            for name in (f"{above}/{merged}" if above else merged, above):
                if name in self.groups:
                    return name
        return None

    def state(self, a: str | None, b: str | None) -> bool | None:
        """Whether two groups as given lie in a cell that is shown; None where they lie in no cell."""
        ends = (self.judged(a) or "", self.judged(b) or "")
        return self.shown.get((min(ends), max(ends)))


def tells_of_few(cells: Cells, sizes: Mapping[str, int], floor: int) -> bool:
    """Whether what is not shown of all ties is about fewer people than may be shown.

    All ties across groups less those in cells that are shown leave the ties of groups that stand in no cell, and what
    stands in hidden ones. Where all of these touch groups under the floor, and such groups have fewer people than the
    floor together, that is a figure about few.

    Args:
        cells: The cells of one kind.
        sizes: People of each group as given.
        floor: The fewest people that are shown.
    """
    people: dict[str, int] = defaultdict(int)
    for group, size in sizes.items():
        people[cells.judged(group) or group] += size
    hidden = [ends for ends, shown in cells.shown.items() if not shown]
    small = {group for group in people if people[group] < floor}
    untold = {group for group in people if group not in cells.groups}
    untold |= small.intersection(group for ends in hidden for group in ends)
    return all(small.intersection(ends) for ends in hidden) and 0 < sum(people[group] for group in untold) < floor


def mask_gaps(kind: str, rows: pa.Table, size_a: NDArray[np.int64], size_b: NDArray[np.int64], floor: int) -> Cells:
    """Hides the cells of groups under the floor, and what would give them away.

    Args:
        kind: The boundary kind.
        rows: Its rows of the gap table, (k,).
        size_a: (k,) people of group a whom the viewer may count.
        size_b: (k,) the same of group b.
        floor: The fewest people of a group that is shown, 5 or more.
    """
    ends = list(zip(rows["unit_a"].to_pylist(), rows["unit_b"].to_pylist(), strict=True))
    small = np.flatnonzero(np.minimum(size_a, size_b) < floor)
    gone, bare = spread(ends, rows["observed"].to_pylist(), set(small.tolist()))
    hidden = np.isin(np.arange(len(rows)), list(gone))
    rows = blank(rows, hidden, GAP_NUMBERS)
    rows = blank(blank(rows, size_a < floor, ("people_a",)), size_b < floor, ("people_b",))
    few = np.array([count is not None and 0 < count < floor for count in rows["bridged_by"].to_pylist()], dtype=bool)
    rows = blank(rows, few, ("bridged_by",))
    if floor > MIN_GROUP:  # how many people hold a needed skill was only asked against 5
        rows = blank(rows, np.ones(len(rows), dtype=bool), ("needs_a", "needs_b"))
    return Cells(kind, rows.set_column(rows.column_names.index("suppressed"), "suppressed", pa.array(hidden)), bare)


def mask_units(rows: pa.Table, sizes: Mapping[str, int], floor: int, cells: Cells) -> pa.Table:
    """Hides the rows of groups under the floor, what would give them away, and totals that would give a cell away.

    Args:
        rows: The unit table's rows of one boundary kind.
        sizes: People of each group whom the viewer may count.
        floor: The fewest people of a group that is shown.
        cells: The gap cells of this kind, hidden before.
    """
    groups = rows["unit"].to_pylist()
    small = {group for group in groups if sizes[group] < floor}
    gone = spread_column({group: sizes[group] for group in groups}, small, tree=cells.kind == "unit")
    rows = blank(rows, np.array([group in gone for group in groups], dtype=bool), UNIT_NUMBERS)
    # A small group that stands in no cell is the one unknown of every row: the row's total less its cells is its ties.
    left_out = bool(cells.groups) and any(cells.judged(group) is None for group in small)
    if left_out or cells.bare:
        rows = blank(rows, np.ones(len(rows), dtype=bool), ("ties", "ei_index", "insularity", "z", *_BUBBLE))
    return rows


def mask_points(rows: pa.Table, over_hidden: NDArray[np.bool_], floor: int) -> pa.Table:
    """Single points of failure without counts of few people and pairs in hidden cells; who loses neither is gone.

    Args:
        rows: The table of single points.
        over_hidden: (k,) whose ties lie in a hidden cell, which must not be known to hang on them.
        floor: Fewer people that would be separated, if any, are null.
    """
    rows = blank(rows, over_hidden, ("pairs_lost",))
    known = pc.or_(pc.greater(pc.fill_null(rows["pairs_lost"], 0), 0), pc.greater(rows["people_separated"], 0))
    few = np.array([0 < count < floor for count in rows["people_separated"].to_pylist()], dtype=bool)
    return blank(rows, few, ("people_separated",)).filter(known)


def mask_reach(rows: pa.Table, hidden: Collection[str], floor: int) -> pa.Table:
    """Leader reach and voice without what is said of, or counted among, few people.

    Args:
        rows: The table of reach.
        hidden: Levels that show no number elsewhere; beside them no count is shown, since a difference could tell.
        floor: The fewest people of a group that is shown.
    """
    small = pc.or_(pc.less(rows["people"], floor), pc.less(rows["others"], floor)).to_numpy()
    gone = small | np.isin(rows["level"].to_pylist(), list(hidden))
    rows = blank(rows, gone, ("people", "others", "median"))
    return blank(rows, np.full(len(rows), bool(hidden)), ("people", "others"))


def mask_effect(rows: pa.Table, reach: pa.Table) -> pa.Table:
    """The effect without what it says of leaders or of who is heard where the table of reach hides that.

    Args:
        rows: The table of effect.
        reach: What is shown of reach; a level that is hidden there takes the front line's voice with it here.
    """
    shown = reach.to_pylist()
    untold = {row["measure"].removesuffix("_people") for row in shown if row["median"] is None}
    return rows.filter(pc.invert(pc.is_in(rows["measure"], pa.array(sorted(untold), pa.string()))))


def mask_audit(
    audit: Mapping[str, Any], hidden: Collection[str], everybody: Mapping[str, int], floor: int
) -> dict[str, Any]:
    """An audit without counts of few people; levels under the floor and what would give them away show no number.

    Args:
        audit: What `audit.json` holds.
        hidden: Levels that show no number elsewhere.
        everybody: People of each level, as told elsewhere: less those who may be suggested here, that is who may not.
        floor: The fewest people of a group that is shown.
    """
    levels = audit.get("exposure_by_level", ())
    sizes = {row["level"]: row["people"] for row in levels}
    small = {level for level, people in sizes.items() if people < floor or level in hidden}
    gone = spread_column(sizes, small, tree=False)
    made = dict(audit)
    if "exposure_by_level" in audit:
        few = {level for level, people in sizes.items() if 0 < everybody.get(level, people) - people < floor}
        untold = dict.fromkeys(("people", "links"))  # the mean too: it is a fraction of few possible denominators
        made["exposure_by_level"] = [row | untold if row["level"] in gone | few else row for row in levels]
    if _LESS in audit:
        made[_LESS] = floored(audit[_LESS], floor)
    return made


def count_holders(facts: pa.Table, people: Collection[str], floor: int) -> list[dict[str, Any]]:
    """Skills with how many can teach and how many want to learn them.

    Args:
        facts: person, skill and kind, with repeats.
        people: Keys of those who count.
        floor: Fewer people, if any, are None.
    """
    rows = facts.select(["skill", "kind", "person"]).to_pylist()
    held = {(row["skill"], row["kind"], row["person"]) for row in rows if row["person"] in people}
    counts = Counter((skill, kind) for skill, kind, _ in held)
    return [
        {
            "skill": skill,
            "can_teach": floored(counts[skill, "offer"], floor),
            "want_to_learn": floored(counts[skill, "wish"], floor),
        }
        for skill in sorted({skill for skill, _ in counts})
    ]


def mask_skills(rows: pa.Table, floor: int) -> pa.Table:
    """Hides counts of few people on skills, and the figures that would give such a count away.

    Where one of the two counts of new people is hidden, it is not told either that a skill does not emerge: with the
    other count that would say how many the hidden one is.

    Args:
        rows: The table of skills.
        floor: Fewer people, if any, are hidden.
    """
    few = {name: _few(rows[name], floor) for name in ("holders", "new_before", "new_lately")}
    new = few["new_before"] | few["new_lately"]
    quiet = ~pc.fill_null(rows["emerging"], fill_value=False).to_numpy()
    rows = blank(rows, few["holders"], ("holders", "unevenness"))
    rows = blank(blank(rows, few["new_before"], ("new_before",)), few["new_lately"], ("new_lately",))
    return blank(blank(rows, new, ("growth", "p")), new & quiet, ("emerging",))


def _few(counts: pa.ChunkedArray, floor: int) -> NDArray[np.bool_]:
    """Which counts of people are above 0 and under the floor."""
    return np.array([count is not None and 0 < count < floor for count in counts.to_pylist()], dtype=bool)


def floored(count: int, floor: int) -> int | None:
    """A count of people, None from 1 to the floor."""
    return None if 0 < count < floor else count


def mask_sizes(gaps: pa.Table, hidden: Collection[str]) -> pa.Table:
    """The gap table without the sizes of groups that the table of groups hides."""
    for end in "ab":
        mask = np.isin(gaps[f"unit_{end}"].to_pylist(), list(hidden))
        gaps = blank(gaps, mask, (f"people_{end}",))
    return gaps


def blank(table: pa.Table, mask: NDArray[np.bool_], columns: Sequence[str]) -> pa.Table:
    """The table with null in some columns where the mask is true."""
    if not mask.any():
        return table
    for name in columns:
        place = table.column_names.index(name)
        field = table.schema.field(place)
        kept = pc.if_else(pa.array(mask), pa.scalar(None, field.type), table[name].combine_chunks())
        table = table.set_column(place, field, kept)
    return table


def of_kind(table: pa.Table, boundary: str | None) -> pa.Table:
    """The rows of one boundary kind; all without one."""
    return table if boundary is None else table.filter(pc.equal(table["boundary"], boundary))


def _lonely(cells: Sequence[Cell], gone: Collection[Cell]) -> tuple[bool, list[Cell]]:
    """Whether exactly one of the cells is hidden, and those that are shown."""
    shown = [cell for cell in cells if cell not in gone]
    return len(shown) == len(cells) - 1, shown


def _other(ends: tuple[str, str], group: str) -> str:
    return ends[1] if ends[0] == group else ends[0]
