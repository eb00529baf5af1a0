"""The only way out of a run, for a person who looks and for a file that is written.

A `View` hands back the tables of a run as one `Viewer` may see them: rows outside the viewer's scope are gone, so is
everybody who opted out, groups under the floor show no number, and neither does what would give such a number away.
Whatever is hidden here is null or absent, never merely not drawn; no page, command or export reads `results` itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.facts import ACROSS, BOUNDARY_KINDS
from graph.feedback import answered, seen_afresh, seen_by, told, told_of_running, with_contact, with_goals
from graph.identity import resolved
from graph.ledger import Ledger
from graph.outcome import Outcome, links_of, outcomes
from graph.promised import Promised, promised
from graph.results import Results, finished
from graph.room import full
from graph.roster import accounts, opted_out
from graph.summary import Summary, certified, claims, closure, coverage
from graph.suppression import (
    Cells,
    blank,
    count_holders,
    mask_audit,
    mask_effect,
    mask_gaps,
    mask_points,
    mask_reach,
    mask_sizes,
    mask_skills,
    mask_units,
    of_kind,
    tells_of_few,
)
from graph.viewer import Viewer
from graph.workspace import Workspace

NOBODY = "someone who is not named"

_OF_PEOPLE = ("opted_out", "without_unit", "without_contact")
"""Counts of people among whom a few could be found out; accounts in no roster are accounts."""
_PERSON_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "people": ("person", "name"),
    "bridges": ("person",),
    "single_points": ("person",),
    "links": ("a", "b"),
    "candidates": ("a", "b"),
    "excluded": ("person",),
}


class View:
    """One run through the eyes of one viewer; every table has the columns of `results.TABLES`, less what is hidden.

    In `gaps` a hidden cell has `suppressed` true and nulls; a count of people from 1 to the floor is null in a cell
    that is shown (`counted` words it). In `units` a hidden row is null. In tables of people the name of a group under
    the floor is null.

    Args:
        results: A finished run.
        viewer: Who is looking; by default the local analyst.
    """

    def __init__(self, results: Results, viewer: Viewer | None = None) -> None:
        self._results = results
        self._ledger = Ledger(Workspace(results.folder.parent.parent).ledger)
        self.viewer = viewer or Viewer()

    @property
    def run(self) -> str:
        """Id of the run."""
        return self._results.run

    def table(self, name: str) -> pa.Table:
        """One masked table by its name (`gaps`, `units`, `people`, `bridges`, `links`, ...).

        Raises:
            UsageError: The table does not exist or is not for anybody to see.
        """
        makers = {
            "gaps": self.gaps, "units": self.units, "people": self.people, "bridges": self.bridges,
            "links": self.links, "evidence": self.evidence, "candidates": self.candidates,
            "excluded": self.excluded, "effect": self.effect, "single_points": self.single_points,
            "reach": self.reach, "skills": self.held, "trend": self.trend, "full": self.full,
        }  # fmt: skip
        if name not in makers:
            raise UsageError(f"no table {name!r} to show", cure=f"use one of {', '.join(makers)}")
        return makers[name]()

    def gaps(self, boundary: str | None = None) -> pa.Table:
        """Pairs of groups, of one boundary kind or of all; cells of small groups and what gives them away are null."""
        tables = [mask_sizes(self._cells[kind].table, self._hidden(kind)) for kind in sorted(BOUNDARY_KINDS)]
        return of_kind(pa.concat_tables(tables), boundary)

    def units(self, boundary: str | None = None) -> pa.Table:
        """Groups with their E-I index and insularity, of one boundary kind or of all; hidden rows are null."""
        return of_kind(pa.concat_tables([self._units_of(kind) for kind in sorted(BOUNDARY_KINDS)]), boundary)

    def people(self) -> pa.Table:
        """One row a person who may be named; groups under the floor have no name here."""
        people = self._personal("people").drop_columns(["opted_out"])
        for kind in BOUNDARY_KINDS:
            people = blank(people, self._is_small(kind, people[kind]), (kind,))
        if not self.viewer.sees_people:
            return people
        return blank(people, self._over_hidden_cells(people), ("bridging", "bridging_person"))

    def bridges(self, boundary: str | None = None) -> pa.Table:
        """Who carries which share of a pair's ties, in cells that are shown (ties / carry is the cell's total)."""
        rows = self._personal("bridges")
        return of_kind(rows.filter(self._cells_shown(rows)), boundary)

    def single_points(self) -> pa.Table:
        """Whose leaving would cut others off; only for who sees the whole organisation, few people are null."""
        rows = self._personal("single_points")
        if self.viewer.scope or not self.viewer.sees_people:
            return rows.slice(0, 0)
        return mask_points(rows, self._over_hidden_cells(rows), self.viewer.min_group)

    def reach(self) -> pa.Table:
        """The middle of what leaders reach and of each level's voice; only for who sees the whole organisation."""
        rows, floor = self._results.table("reach"), self.viewer.min_group
        return rows.slice(0, 0) if self.viewer.scope else mask_reach(rows, self._hidden("level"), floor)

    def links(self) -> pa.Table:
        """Suggested links and their state; the gap figures and the text of a link in a hidden cell are null."""
        links = told(self._personal("links"), seen_afresh(self._answers, self._results.manifest))
        if not self.viewer.sees_people:
            return links
        judged = links["gap_before"].is_valid().to_numpy()
        hidden, shown = self._cells_of_pairs(links)
        for column in ("unit_a", "unit_b"):
            links = blank(links, self._is_small("unit", links[column]), (column,))
        return blank(links, hidden | (judged & ~shown), ("opens", "gap_before", "gap_after", "explanation"))

    def running(self) -> pa.Table:
        """Links that take somebody's time today, with goals and, as the run saw it, whether the two still meet.

        `feedback.RUNNING`, then until, weeks, weeks_met, weeks_silent, fading. No row for who sees groups only.
        """
        fresh, owners = seen_afresh(self._answers, self._results.manifest), accounts(self._ledger.snapshot("people"))
        rows = self._of_visible(told_of_running(resolved(fresh, owners, "person")))
        links = (run.table("links") for run in finished(self._results.folder.parent).values())
        return with_contact(with_goals(rows, links), self._results.table("running"))

    def answered(self) -> pa.Table:
        """Links that were accepted, met, done or declined, whichever run suggested them: a, b, state; nobody's word."""
        return self._of_visible(answered(self._answers))

    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of links that were chosen beside those that lots drew; only for who sees the whole organisation."""
        links = links_of(self._results)
        return () if self.viewer.scope else outcomes(links, self._results.table("network"), self._answers)

    def promised(self) -> Promised | None:
        """Whether links were taken up as often as their plausibility said; for the same viewers."""
        return None if self.viewer.scope else promised(links_of(self._results), self._answers)

    def evidence(self) -> pa.Table:
        """Evidence of the links that are shown."""
        rows = self._results.table("evidence")
        return rows.filter(pc.is_in(rows["link"], self.links()["link"].combine_chunks()))

    def candidates(self) -> pa.Table:
        """Pairs that were looked at; the gap cell of a pair is null where it is hidden."""
        rows = self._personal("candidates")
        if not self.viewer.sees_people or all(self._cells[self._steering].shown.values()):
            return rows
        return blank(rows, ~self._cells_of_pairs(rows)[1], ("cell",))

    def excluded(self) -> pa.Table:
        """Why somebody has no link; who opted out is not among them."""
        return self._personal("excluded")

    def full(self) -> pa.Table:
        """For whom the links of the run leave no room, of those who may be named."""
        there = full(self._results.certificate, *(self._results.table(name) for name in ("links", "people")))
        return there.filter(pc.is_in(there["person"], pa.array(self._names, pa.string())))

    def effect(self) -> pa.Table:
        """What the links would change beside random ones; only for who sees the whole organisation."""
        rows = self._results.table("effect")
        given_away = any(self._gives_away(kind) for kind in BOUNDARY_KINDS)
        return rows.slice(0, 0) if self.viewer.scope or given_away else mask_effect(rows, self.reach())

    def certificate(self) -> dict[str, Any]:
        """How good the links are at least, and what openness costs; only where `effect` is told."""
        return certified(self._results.certificate) if self.effect().num_rows else {}

    def trend(self) -> pa.Table:
        """Two windows beside each other; only for who sees the whole organisation, less what gives a cell away."""
        rows = self._results.table("trend")
        untold = pa.array([f"{ACROSS}{kind}" for kind in BOUNDARY_KINDS if self._gives_away(kind)], pa.string())
        enough = pc.greater_equal(rows["active"], self.viewer.min_group)
        told = pc.and_(enough, pc.invert(pc.is_in(rows["measure"], untold)))
        return rows.slice(0, 0) if self.viewer.scope else rows.filter(told)

    def held(self) -> pa.Table:
        """Who holds skills and which spread, for who sees the whole organisation.

        The single holder is named to who sees people; who does not is told of no skill that few hold.
        """
        rows, floor = self._results.table("skills"), self.viewer.min_group
        masked = mask_skills(rows.slice(0, 0) if self.viewer.scope else rows, floor)
        if not self.viewer.sees_people:
            known = pc.fill_null(pc.greater(masked["holders"], 0), fill_value=False)  # one wish is a skill of no holder
            return masked.filter(known).drop_columns(["only_holder"])
        unnamed = ~pc.is_in(masked["only_holder"], pa.array(self._names, pa.string())).to_numpy()
        return blank(masked, unnamed, ("only_holder",))

    def skills(self, facts: pa.Table) -> list[dict[str, Any]]:
        """Skills (schema `facts.SKILLS`) with how many in scope can teach and want them; None is under the floor."""
        return count_holders(facts, self._open, self.viewer.min_group)

    def tie(self, a: str, b: str) -> pa.Table:
        """The network cut down to the tie of two people who may be named; empty where they have none."""
        network, (first, second) = self._results.table("network"), sorted((a, b))
        if NOBODY in (self.name(a), self.name(b)):
            return network.slice(0, 0)
        return network.filter(pc.and_(pc.equal(network["a"], first), pc.equal(network["b"], second)))

    def in_no_roster(self, account: str) -> bool:
        """Whether an account has ties and stands in no roster; asked in vain without sight of the whole network."""
        if not self.viewer.sees_people or self.viewer.scope:
            return False
        network, people = (self._results.table(name) for name in ("network", "people"))
        return account in {*network["a"].to_pylist(), *network["b"].to_pylist()} - {*people["person"].to_pylist()}

    def scored(self, rows: pa.Table) -> pa.Table:
        """What was worked out of pairs: the gap is null in a hidden cell, all but `reason` where one is not seen.

        Args:
            rows: Columns a, b (as the viewer gave them), kind, reason and what else was worked out, gap perhaps.
        """
        pairs = zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True)
        unseen = [next((key for key in sorted(pair) if self.name(key) == NOBODY), None) for pair in pairs]
        unsaid = np.array([key is not None for key in unseen], dtype=bool) & rows["kind"].is_valid().to_numpy()
        if "gap" in rows.column_names:
            rows = blank(rows, ~self._cells_of_pairs(rows)[1], ("gap",))
        rows = blank(rows, unsaid, [name for name in rows.column_names if name not in ("a", "b")])
        why = [f"{key} is not among the people who may be suggested" for key in unseen]
        reason = pc.if_else(pa.array(unsaid), pa.array(why, pa.string()), rows["reason"].combine_chunks())
        return rows.set_column(rows.column_names.index("reason"), "reason", reason)

    def audit(self) -> dict[str, Any]:
        """What was checked about the run; levels of few people show no number, nor does a part of the organisation."""
        audit = mask_audit(self._results.audit, self._hidden("level"), self._sizes["level"], self.viewer.min_group)
        return audit | {"exposure_by_level": []} if self.viewer.scope and audit else audit

    def name(self, person: str) -> str:
        """A person as they may be called: name, else key; never for who opted out or is out of sight."""
        return self._names.get(person, NOBODY)

    def counted(self, count: int | None) -> str:
        """A count of people in words; null means that it is under the floor."""
        return f"under {self.viewer.min_group}" if count is None else f"{count:,d}"

    def summary(self) -> Summary:
        """What can be said of the run as a whole."""
        manifest, whole = self._results.manifest, not self.viewer.scope
        kinds = {k: v for k, v in manifest.get("boundaries", {}).items() if whole and not self._gives_away(k)}
        told = [k for k in kinds if not tells_of_few(self._cells[k], self._sizes[k], self.viewer.min_group)]
        counts = self._counts(manifest.get("counts", {})) if whole else {}
        return Summary(
            run=self.run,
            as_of=str(manifest.get("as_of") or ""),
            units_from=str(manifest.get("units_from", "none")),
            counts=counts,
            coverage=coverage(counts),
            closure=closure(kinds, told),
            claims=claims(manifest.get("boundaries", {}), kinds),
            portfolio=manifest.get("portfolio", {}) if whole else {},
            too_little=str(manifest.get("too_little") or ""),
            notes=tuple(manifest.get("notes", ())),
        )

    def _counts(self, counts: Mapping[str, Any]) -> dict[str, Any]:
        """The run's counts; of people who share something a few are "under 5"."""
        few = [name for name in _OF_PEOPLE if 0 < counts.get(name, 0) < self.viewer.min_group]
        return dict(counts) | dict.fromkeys(few, self.counted(None))

    # Who may be seen, and how large groups are in the viewer's scope.

    @cached_property
    def _answers(self) -> pa.Table:
        return seen_by(self._ledger.snapshot("feedback"), self._results.manifest)

    @cached_property
    def _everybody(self) -> pa.Table:
        """People in scope, those who opted out too: they count, and are not shown."""
        people = self._results.table("people")
        return people.filter(pa.array([self.viewer.reaches(unit) for unit in people["unit"].to_pylist()], pa.bool_()))

    @cached_property
    def _names(self) -> dict[str, str]:
        if not self.viewer.sees_people:
            return {}
        columns = (self._everybody[column].to_pylist() for column in ("person", "name"))
        return {person: name or person for person, name in zip(*columns, strict=True) if person in self._open}

    @cached_property
    def _open(self) -> set[str]:
        """People in scope who have not opted out, neither in the run nor in the ledger since."""
        stayed = self._everybody.filter(pc.invert(self._everybody["opted_out"]))["person"].to_pylist()
        return set(stayed) - opted_out(self._ledger.snapshot("people"))

    def _of_visible(self, pairs: pa.Table) -> pa.Table:
        a, b = (pc.is_in(pairs[end], pa.array(self._names, pa.string())) for end in ("a", "b"))
        return pairs.filter(pc.and_(a, b))

    def _personal(self, name: str) -> pa.Table:
        """A table about people, without whoever may not be named; without any row and key for who sees groups only."""
        rows = self._results.table(name)
        if not self.viewer.sees_people:
            return rows.slice(0, 0).drop_columns(list(_PERSON_COLUMNS[name]))
        visible = pa.array(self._names, pa.string())
        for column in _PERSON_COLUMNS[name]:
            if column != "name":
                rows = rows.filter(pc.is_in(rows[column], visible))
        return rows

    @cached_property
    def _sizes(self) -> dict[str, Counter[str]]:
        """People in scope of each group as given, by boundary kind."""
        return {kind: Counter(g for g in self._everybody[kind].to_pylist() if g) for kind in BOUNDARY_KINDS}

    def _is_small(self, kind: str, groups: pa.ChunkedArray) -> NDArray[np.bool_]:
        sizes, floor = self._sizes[kind], self.viewer.min_group
        return np.array([bool(g) and sizes[g] < floor for g in groups.to_pylist()], dtype=bool)

    def _countable(self, kind: str, group: str, people: int) -> int:
        """People of a group of the gap table in the viewer's scope; a group partly outside counts as outside."""
        if not self.viewer.scope:
            return people
        if kind != "unit":
            return self._sizes[kind][group]
        return people if self.viewer.reaches(group) else 0

    @cached_property
    def _cells(self) -> Mapping[str, Cells]:
        return {kind: self._cells_of(kind) for kind in BOUNDARY_KINDS}

    def _cells_of(self, kind: str) -> Cells:
        rows = of_kind(self._results.table("gaps"), kind)
        size_a, size_b = (self._sizes_of_cells(kind, rows, end) for end in ("a", "b"))
        seen = (size_a > 0) & (size_b > 0)
        return mask_gaps(kind, rows.filter(pa.array(seen)), size_a[seen], size_b[seen], self.viewer.min_group)

    def _gives_away(self, kind: str) -> bool:
        """Whether the organisation's total would give away the only hidden cell of a row."""
        return bool(self._cells[kind].bare)

    def _sizes_of_cells(self, kind: str, rows: pa.Table, end: str) -> NDArray[np.int64]:
        groups = zip(rows[f"unit_{end}"].to_pylist(), rows[f"people_{end}"].to_pylist(), strict=True)
        return np.array([self._countable(kind, group, people or 0) for group, people in groups], dtype=np.int64)

    def _units_of(self, kind: str) -> pa.Table:
        rows, sizes = of_kind(self._results.table("units"), kind), self._sizes[kind]
        rows = rows.filter(pa.array([sizes[group] > 0 for group in rows["unit"].to_pylist()], pa.bool_()))
        return mask_units(rows, sizes, self.viewer.min_group, self._cells[kind])

    def _hidden(self, kind: str) -> list[str]:
        units = self._units_of(kind)
        return list(units.filter(pc.is_null(units["people"]))["unit"].to_pylist())

    def _cells_shown(self, rows: pa.Table) -> NDArray[np.bool_]:
        """Which rows of a table with boundary, unit_a, unit_b stand in a cell that is shown."""
        keys = zip(*(rows[column].to_pylist() for column in ("boundary", "unit_a", "unit_b")), strict=True)
        return np.array([self._cells[kind].shown.get((a, b), False) for kind, a, b in keys], dtype=bool)

    @property
    def _steering(self) -> str:
        """The boundary kind whose gaps steered the links."""
        return str(self._results.manifest.get("settings", {}).get("boundary", "unit"))

    def _cells_of_pairs(self, rows: pa.Table) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which pairs of people (columns a, b) lie in a gap cell that is hidden, and which in one that is shown."""
        cells, keys = self._cells[self._steering], self._results.table("people")
        groups = dict(zip(keys["person"].to_pylist(), keys[cells.kind].to_pylist(), strict=True))
        state = lru_cache(maxsize=None)(cells.state)
        ends = zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True)
        states = [state(groups.get(a), groups.get(b)) for a, b in ends]
        return np.array([s is False for s in states], dtype=bool), np.array([s is True for s in states], dtype=bool)

    def _over_hidden_cells(self, people: pa.Table) -> NDArray[np.bool_]:
        """Whose bridging score counts a hidden cell; the score would give the cell's total away."""
        rows = self._results.table("bridges")
        touched = set(rows.filter(pa.array(~self._cells_shown(rows)))["person"].to_pylist())
        return np.array([person in touched for person in people["person"].to_pylist()], dtype=bool)
