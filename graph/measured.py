"""Everything that is measured of an organisation before anything is suggested, and the run tables made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph import results
from graph.exchange import Exchange
from graph.measures import claims, closure, gaps, needs
from graph.measures.balance import balance
from graph.measures.betweenness import Betweenness, betweenness
from graph.measures.bridging import Bridging, bridging
from graph.measures.brokerage import Brokerage, brokerage
from graph.measures.bubble import Bubble, bubble
from graph.measures.claims import Claims
from graph.measures.closure import Closure
from graph.measures.cohesion import Cohesion, cohesion
from graph.measures.communities import NONE, communities
from graph.measures.emerging import Emerging, emerging
from graph.measures.failure import NOBODY, Failure, failure
from graph.measures.gaps import Gaps
from graph.measures.holders import Holders, holders
from graph.measures.holes import Holes, holes
from graph.measures.informal import Informal, informal
from graph.measures.overload import Overload, helped, load, overload
from graph.measures.participation import participation
from graph.measures.reach import Reach, reach
from graph.measures.residual import residual
from graph.measures.trend import Trend, trend
from graph.measures.voice import by_level, voice
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.suggest.case import capacity

NO_DIRECTION = (
    "No channel says where knowledge goes, so who gives, who is turned to and who carries too much is not told: "
    "name it under [channels.flows]."
)


@dataclass(frozen=True, eq=False)
class Measured:
    """What is true of an organisation today.

    Attributes:
        gaps: By boundary kind; kinds without any group are absent.
        claims: What may be said of the gaps, same kinds.
        closure: E-I index and insularity, same kinds.
        bridging: Who carries how much of which pair, same kinds.
        participation: (n,) spread of each person's ties over units; NaN without ties.
        holes: What the ties among each person's contacts say.
        communities: (n,) circle of contacts of each person; `communities.NONE` without ties.
        cohesion: Who is how deep inside, and without whom parts would be cut off.
        betweenness: (n,) with its basis.
        residual: (n,) betweenness beyond what the number of contacts brings; NaN where it says nothing.
        brokerage: Between people of which units each stands.
        failure: What would be lost with each person; the pairs are those of the kind that links must cross.
        bubble: How much contact stays among people who are alike, same kinds as gaps.
        reach: What leaders come across.
        voice: (n,) how much of the levels well above somebody is within earshot.
        balance: (n,) knowledge given less taken; NaN where it cannot be told.
        informal: Who is sought, whatever their title.
        helped: (n,) people elsewhere whom each helps informally; NaN where it cannot be told.
        load: (n,) these and the links of each that run.
        overload: Who is asked by too many.
        holders: Who holds each skill.
        emerging: Which skills spread.
        trend: Whether the organisation opens or closes.
        directed: Whether any channel says where knowledge goes, or there is no contact at all.
    """

    gaps: Mapping[str, Gaps]
    claims: Mapping[str, Claims]
    closure: Mapping[str, Closure]
    bridging: Mapping[str, Bridging]
    participation: NDArray[np.float64]
    holes: Holes
    communities: NDArray[np.int32]
    cohesion: Cohesion
    betweenness: Betweenness
    residual: NDArray[np.float64]
    brokerage: Brokerage
    failure: Failure
    bubble: Mapping[str, Bubble]
    reach: Reach
    voice: NDArray[np.float64]
    balance: NDArray[np.float64]
    informal: Informal
    helped: NDArray[np.float64]
    load: NDArray[np.float64]
    overload: Overload
    holders: Holders
    emerging: Emerging
    trend: Trend
    directed: bool

    def notes(self) -> list[str]:
        """Why something is not there, a sentence each."""
        return [why for why in ("" if self.directed else NO_DIRECTION, self.emerging.why, self.trend.why) if why]


def measure(organisation: Organisation, exchange: Exchange, options: RunOptions) -> Measured:
    """Measures gaps for every boundary kind, tests claims where asked, and looks at every person."""
    network = organisation.network
    wanted = {options.boundary, *(kind for kind, boundary in organisation.boundaries.items() if boundary.groups)}
    kinds = {kind: boundary for kind, boundary in organisation.boundaries.items() if kind in wanted}
    between, held = betweenness(network, seed=options.seed), cohesion(network, organisation.people.known)
    judged = {kind: gaps.judge(network, boundary) for kind, boundary in kinds.items()}
    people, skills, unit = organisation.people, organisation.skills, organisation.boundaries["unit"]
    bridged = {kind: bridging(network, found) for kind, found in judged.items()}
    apart = residual(between.values, network.degrees)
    lost = failure(held, judged[options.boundary], bridged[options.boundary], skills)
    beside = helped(exchange, unit, people.manager, organisation.running)
    carried = load(beside, organisation.running)
    tested = {kind for kind in kinds if kind == "unit" or options.claims == "all"}
    return Measured(
        gaps=judged,
        claims={
            kind: claims.test(network, found, seed=options.seed) if kind in tested else claims.untested(found)
            for kind, found in judged.items()
        },
        closure={
            kind: closure.closure(network, boundary, people.known, seed=options.seed)
            for kind, boundary in kinds.items()
        },
        bridging=bridged,
        participation=participation(network, unit),
        holes=holes(network),
        communities=communities(network, seed=options.seed),
        cohesion=held,
        betweenness=between,
        residual=apart,
        brokerage=brokerage(network, unit),
        failure=lost,
        bubble={kind: bubble(network, boundary, skills.offers) for kind, boundary in kinds.items()},
        reach=reach(network, people, unit, organisation.boundaries["level"]),
        voice=voice(network, people, exchange.answered(network)),
        balance=balance(exchange),
        informal=informal(exchange, unit, people.known, apart),
        helped=beside,
        load=carried,
        overload=overload(network, exchange, unit, people.known, full=carried >= capacity(people), soft=lost.pairs > 0),
        holders=holders(skills, unit),
        emerging=emerging(skills, organisation.gathered.as_of),
        trend=trend(exchange, organisation.boundaries, people.known, seed=options.seed),
        directed=bool(exchange.turned.any()) or not len(exchange.source) or not network.number_of_edges(),
    )


def to_tables(organisation: Organisation, measured: Measured, run: str) -> dict[str, pa.Table]:
    """The tables gaps, units, people, bridges, single_points, reach, skills, trend and network of a run."""
    return {
        "gaps": _stacked("gaps", [_gaps(organisation, measured, kind, run) for kind in measured.gaps]),
        "units": _stacked("units", [_units(measured, kind, run) for kind in measured.closure]),
        "people": _people(organisation, measured, run),
        "bridges": _stacked("bridges", [_bridges(organisation, measured, kind, run) for kind in measured.bridging]),
        "single_points": _single_points(organisation, measured, run),
        "reach": _reach(organisation, measured, run),
        "skills": _skills(organisation, measured, run),
        "trend": _trend(measured.trend, run),
        "network": results.table("network", _columns(organisation.network.to_ties())),
    }


def _gaps(organisation: Organisation, measured: Measured, kind: str, run: str) -> dict[str, Any]:
    found, said = measured.gaps[kind], measured.claims[kind]
    k = len(found.pairs)
    names = np.array(found.boundary.groups, dtype=object)
    sizes = found.boundary.sizes()
    needs_a, needs_b = needs.needs(found, organisation.skills)
    return {
        "run": [run] * k,
        "boundary": [kind] * k,
        "level_used": [found.level_used] * k,
        "unit_a": names[found.pairs[:, 0]].tolist(),
        "unit_b": names[found.pairs[:, 1]].tolist(),
        "people_a": sizes[found.pairs[:, 0]],
        "people_b": sizes[found.pairs[:, 1]],
        "observed": found.observed,
        "expected": found.expected,
        "gap": found.gap,
        "share": found.share,
        "z": found.z,
        "p": said.p,
        "null": [found.null] * k,
        "finding": list(said.finding),
        "bridged_by": found.bridged_by,
        "needs_a": [text or None for text in needs_a],
        "needs_b": [text or None for text in needs_b],
        "suppressed": [False] * k,
    }


def _units(measured: Measured, kind: str, run: str) -> dict[str, Any]:
    found, mixed = measured.closure[kind], measured.bubble[kind]
    k = len(found.groups)
    return {
        "run": [run] * k,
        "boundary": [kind] * k,
        "unit": list(found.groups),
        "people": found.people,
        "ties": found.ties,
        "ei_index": found.ei_index,
        "ei_expected": found.ei_expected,
        "z": found.z,
        "insularity": found.insularity,
        "bubble_index": mixed.unit,
        "bubble_expected": mixed.expected,
        "basis": _basis(mixed),
    }


def _basis(found: Bubble) -> list[str | None]:
    """Of the bubble index; None where there is none."""
    known = (None if np.isnan(index) else "measured" for index in found.unit)
    return [said and ("estimated" if guessed else said) for said, guessed in zip(known, found.estimated, strict=True)]


def _people(organisation: Organisation, measured: Measured, run: str) -> pa.Table:
    """The roster's people; unresolved accounts carry ties and are no rows."""
    people, network = organisation.people, organisation.network
    known = np.flatnonzero(people.known)
    carried = measured.bridging.get("unit")
    score = carried.score if carried else np.full(len(people.keys), np.nan)
    flag = carried.person if carried else np.zeros(len(people.keys), dtype=np.bool_)
    strength = np.asarray(network.adjacency.sum(axis=1)).ravel()
    unit, nothing = organisation.boundaries["unit"], [None] * len(known)
    community = measured.communities[known]

    def texts(values: tuple[str, ...]) -> list[str | None]:
        return [values[p] or None for p in known]

    return results.table(
        "people",
        {
            "run": [run] * len(known),
            "person": [people.keys[p] for p in known],
            "name": texts(people.names),
            "unit": [unit.groups[unit.codes[p]] if unit.codes[p] >= 0 else None for p in known],
            "location": texts(people.locations),
            "function": texts(people.functions),
            "level": texts(people.ranks),
            "opted_out": people.opted_out[known],
            "degree": network.degrees[known],
            "strength": strength[known],
            "constraint": measured.holes.constraint[known],
            "effective_size": measured.holes.effective_size[known],
            "participation": measured.participation[known],
            "bridging": score[known],
            "bridging_person": flag[known],
            "brokerage": measured.brokerage.across[known],
            "betweenness": measured.betweenness.values[known],
            "betweenness_residual": measured.residual[known],
            "uncertain": measured.betweenness.uncertain[known],
            "basis": [measured.betweenness.basis] * len(known),
            "community": pa.array(community, mask=community == NONE),
            "core": measured.cohesion.core[known],
            "cut_point": measured.cohesion.separated[known] > 0,
            "balance": measured.balance[known],
            "informal": measured.informal.score[known],
            "informal_leader": measured.informal.leader[known] if measured.informal.told else nothing,
            "load": measured.load[known],
            "overloaded": measured.overload.overloaded[known] if measured.overload.told else nothing,
        },
    )


def _bridges(organisation: Organisation, measured: Measured, kind: str, run: str) -> dict[str, Any]:
    """Who of the roster has how many of a pair's ties."""
    found, carried = measured.gaps[kind], measured.bridging[kind]
    keep = organisation.people.known[carried.people]
    pairs, people = carried.pairs[keep], carried.people[keep]
    names = np.array(found.boundary.groups, dtype=object)
    return {
        "run": [run] * len(pairs),
        "boundary": [kind] * len(pairs),
        "unit_a": names[found.pairs[pairs, 0]].tolist(),
        "unit_b": names[found.pairs[pairs, 1]].tolist(),
        "person": [organisation.people.keys[p] for p in people],
        "ties": carried.ties[keep],
        "carry": carried.carry[keep],
    }


def _single_points(organisation: Organisation, measured: Measured, run: str) -> pa.Table:
    """People of the roster without whom others would be cut off, with all that would be lost."""
    found, skills = measured.failure, organisation.skills.names
    lost: dict[int, list[str]] = defaultdict(list)
    for skill, holder in zip(skills, found.last_holder.tolist(), strict=True):
        lost[holder].append(skill)
    points = np.flatnonzero(organisation.people.known & ((found.separated > 0) | (found.pairs > 0))).tolist()
    return results.table(
        "single_points",
        {
            "run": [run] * len(points),
            "person": [organisation.people.keys[p] for p in points],
            "pairs_lost": found.pairs[points],
            "people_separated": found.separated[points],
            "skills_lost": [";".join(lost[p]) or None for p in points],
        },
    )


def _reach(organisation: Organisation, measured: Measured, run: str) -> pa.Table:
    """The middle of what leaders reach, and of the voice of each level: measure, level, people, others, median."""
    people, found = organisation.people, measured.reach
    shares = {"people": found.people, "units": found.units, "levels": found.levels}
    rows: list[tuple[str, str | None, int, int, float]] = [
        (f"leader_reach_{name}", None, len(share), int(people.known.sum()), float(np.median(share)))
        for name, share in shares.items()
        if len(share)
    ]
    rows += [("voice", one.level, one.people, one.above, one.median) for one in by_level(measured.voice, people)]
    names = ("measure", "level", "people", "others", "median")
    columns: dict[str, Any] = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    columns["median"] = np.array(columns["median"], dtype=np.float64)
    return results.table("reach", {"run": [run] * len(rows), **columns})


def _skills(organisation: Organisation, measured: Measured, run: str) -> pa.Table:
    """Every skill that somebody offers or wishes for: who holds it, whether it spreads."""
    found, new, names = measured.holders, measured.emerging, organisation.skills.names
    keys, alone = organisation.people.keys, measured.failure.last_holder.tolist()
    return results.table(
        "skills",
        {
            "run": [run] * len(names),
            "skill": list(names),
            "holders": found.count,
            "only_holder": [keys[p] if p != NOBODY else None for p in alone],
            "unevenness": found.unevenness,
            "new_before": new.before,
            "new_lately": new.lately,
            "growth": np.divide(new.lately, new.before, out=np.full(len(names), np.nan), where=new.before > 0),
            "p": new.p,
            "emerging": [None if np.isnan(p) else flag for flag, p in zip(new.emerging.tolist(), new.p, strict=True)],
        },
    )


def _trend(found: Trend, run: str) -> pa.Table:
    k = len(found.measures)
    return results.table(
        "trend",
        {
            "run": [run] * k,
            "measure": list(found.measures),
            "earlier": found.earlier,
            "later": found.later,
            "p": found.p,
            "clear": found.clear,
            "placebo": found.placebo,
            "placebo_p": found.placebo_p,
            "weeks": [found.weeks] * k,
            "active": [found.active] * k,
        },
    )


def _stacked(name: str, parts: list[dict[str, Any]]) -> pa.Table:
    """One run table from the rows of several boundary kinds."""
    if not parts:
        return results.TABLES[name].empty_table()
    made = [results.table(name, part) for part in parts]
    return results.table(name, _columns(pa.concat_tables(made)))


def _columns(table: pa.Table) -> dict[str, Any]:
    return {column: table.column(column).to_pylist() for column in table.column_names}
