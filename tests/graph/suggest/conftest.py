"""Small organisations to plan for, written as rows, and one larger one drawn from a seed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph import facts
from graph.measures.communities import communities
from graph.measures.gaps import judge
from graph.network import TIE_SCALE, TIES, Network
from graph.options import RunOptions
from graph.roster import People
from graph.skills import infer, read
from graph.suggest.caps import Caps
from graph.suggest.case import Case
from graph.suggest.portfolio import Problem
from graph.suggest.terms import Terms

Rows = Mapping[str, Mapping[str, Any]]


def people_of(rows: Rows) -> People:
    """People from {key: {unit, units, level, location, function, manager, known, opt_out, max_links, hours}}."""
    keys = tuple(sorted(rows))
    place = {key: i for i, key in enumerate(keys)}

    def column(name: str, default: object) -> list[Any]:
        return [rows[key].get(name, default) for key in keys]

    units = [rows[key].get("units") or ((rows[key]["unit"],) if rows[key].get("unit") else ()) for key in keys]
    managers = [place.get(manager, -1) for manager in column("manager", "")]
    levels = column("level", "")
    return People(
        keys=keys,
        known=np.array(column("known", True), dtype=bool),
        names=tuple(column("name", "")),
        units=tuple(units),
        manager=np.array(managers, dtype=np.int32),
        level=np.array([float(level or "nan") for level in levels]),
        ranks=tuple(levels),
        locations=tuple(column("location", "")),
        functions=tuple(column("function", "")),
        opted_out=np.array(column("opt_out", False), dtype=bool),
        max_links=np.array(column("max_links", -1), dtype=np.int32),
        hours_per_month=np.array(column("hours", np.nan), dtype=np.float64),
        units_from="roster",
    )


def network_of(keys: Sequence[str], ties: Iterable[tuple[str, str]]) -> Network:
    """A network whose ties all have strength 1, both ways alike."""
    pairs = sorted({tuple(sorted(tie)) for tie in ties})
    half = [TIE_SCALE // 2] * len(pairs)
    columns = [[a for a, _ in pairs], [b for _, b in pairs], half, half]
    return Network.from_ties(tuple(keys), pa.table(columns, schema=TIES))


def skill_facts(rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Facts from (person, skill, kind, strength[, evidence[, as_of[, origin]]])."""
    filled = [(*row, *("declared", None, None)[len(row) - 4 :]) for row in rows]
    columns = [[row[i] for row in filled] for i in range(7)]
    return pa.table(columns, schema=facts.SKILLS)


def case_of(
    rows: Rows,
    ties: Iterable[tuple[str, str]] = (),
    skills: Iterable[Sequence[Any]] = (),
    *,
    never: Iterable[tuple[str, str]] = (),
    running: Iterable[tuple[str, str]] = (),
    helped: Mapping[str, int] = MappingProxyType({}),
    options: RunOptions | None = None,
) -> Case:
    """A case from rows, as a run would make it."""
    options = options or RunOptions()
    people = people_of(rows)
    network = network_of(people.keys, ties)
    boundaries = {kind: people.boundary(kind) for kind in facts.BOUNDARY_KINDS}
    offered = infer(read(people, skill_facts(skills)), network, boundaries["unit"], people.known)
    place = {key: i for i, key in enumerate(people.keys)}
    barred, busy = (
        np.array([sorted((place[a], place[b])) for a, b in pairs], dtype=np.int32).reshape(-1, 2)
        for pairs in (never, running)
    )
    gaps = judge(network, boundaries[options.boundary])
    answered = (network.onward > 0) & (network.back > 0)  # as if all of it were mail
    circles = communities(network)
    helps = np.array([helped.get(key, 0) for key in people.keys], dtype=np.int64)
    return Case(network, people, offered, answered, circles, gaps, boundaries, barred, busy, helps, options)


def town(seed: int, *, people: int = 80, wishes: bool = True) -> dict[str, list[Any] | dict[str, Any]]:
    """The rows of a made-up organisation: 6 units, contacts mostly inside, 9 skills, some dirt in the roster."""
    draw = np.random.default_rng([seed, 99])
    keys = [f"p{i:03d}" for i in range(people)]
    unit = draw.integers(0, 6, people)
    rows = {
        key: {
            "unit": f"U{unit[i]}" if draw.random() > 0.05 else "",
            "level": str(draw.integers(1, 5)),
            "location": f"L{draw.integers(0, 3)}",
            "manager": keys[int(draw.integers(0, people))],
            "opt_out": bool(draw.random() < 0.08),
            "known": bool(draw.random() > 0.05),
            "max_links": int(draw.integers(-1, 4)),
            "hours": float(draw.choice([np.nan, 0, 3, 4, 9])),
        }
        for i, key in enumerate(keys)
    }
    near = draw.integers(0, people, (people * 6, 2))
    inside = (unit[near[:, 0]] == unit[near[:, 1]]) | (draw.random(len(near)) < 0.25)
    ties = [(keys[a], keys[b]) for a, b in near[inside].tolist() if a != b]
    skills = [(key, f"S{s}", "offer", float(draw.integers(1, 6))) for key in keys for s in draw.choice(9, 3, False)]
    if wishes:
        skills += [(key, f"S{s}", "wish", float(draw.integers(2, 6))) for key in keys[::2] for s in draw.choice(9, 2)]
    return {"rows": rows, "ties": ties, "skills": sorted(set(skills))}


def split_town() -> dict[str, Any]:
    """Five units of eight people, each open to all others, but for A and B, which share no tie: one gap."""
    keys = [f"{unit}{i}" for unit in "ABCDE" for i in range(8)]
    rows = {key: {"unit": key[0], "level": str(1 + int(key[1]) % 3)} for key in keys}
    open_ = [(a, b) for a in keys for b in keys if a < b and {a[0], b[0]} != {"A", "B"}]
    ties = [(a, b) for a, b in open_ if (int(a[1]) + 3 * int(b[1])) % 4 == 0]
    return {"rows": rows, "ties": ties}


def drawn_problem(
    seed: int,
    *,
    links: int = 40,
    people: int = 16,
    cells: int = 4,
    wanted: int = 8,
    digits: int = 1,
    more: bool = False,
) -> Problem:
    """Candidates drawn from a seed; with few digits many are worth the same; with `more` there are caps and terms."""
    draw = np.random.default_rng(seed)
    pairs = np.array(list(combinations(range(people), 2)))
    a, b = pairs[np.sort(draw.choice(len(pairs), links, replace=False))].T
    share = draw.random(cells)
    cover = draw.random(cells)
    return Problem(
        a=a,
        b=b,
        w=np.round(draw.random(links), digits) + 0.1**digits,
        plausibility=np.round(draw.uniform(0.2, 0.9, links), digits),
        cell=draw.integers(-1, cells, links),
        share=share / share.sum(),
        cover=cover / cover.sum(),
        capacity=draw.integers(0, 3, people),
        budget=wanted,
        caps=drawn_caps(draw, people) if more else Caps.none(people),
        terms=drawn_terms(draw, links) if more else Terms.none(links),
    )


def drawn_caps(draw: np.random.Generator, people: int) -> Caps:
    """Two caps, of which somebody may be under none."""
    return Caps(("one", "two"), draw.integers(1, 4, 2), draw.integers(0, 3, people))


def drawn_terms(draw: np.random.Generator, links: int) -> Terms:
    """Five terms; each candidate counts for up to two."""
    of = np.column_stack((draw.integers(-1, 3, links), draw.choice([-1, 3, 4], links))).astype(np.int32)
    weight = draw.random(5)
    return Terms(tuple("abcde"), 0.4 * weight / weight.sum(), draw.choice([0.1, 0.5], 5), of, 0.4)


def fits(problem: Problem, chosen: np.ndarray) -> bool:
    """Whether a set keeps to everybody's room and the budget, each candidate once."""
    used = problem.used(chosen)
    return bool((used <= problem.room).all()) and len(chosen) <= problem.budget and len(set(chosen)) == len(chosen)


@pytest.fixture(scope="session")
def problem_of() -> Callable[..., Problem]:
    """Draws a problem: `problem_of(seed, links=, people=, cells=, wanted=, digits=)`."""
    return drawn_problem


@pytest.fixture(scope="session")
def feasible() -> Callable[[Problem, np.ndarray], bool]:
    """Whether a set keeps to room and budget."""
    return fits


@pytest.fixture(scope="session")
def split() -> dict[str, Any]:
    """Rows of an organisation with exactly one gap, between A and B."""
    return split_town()


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """Builds a case from rows."""
    return case_of


@pytest.fixture(scope="session")
def make_town() -> Callable[..., dict[str, Any]]:
    """Rows of a made-up organisation, by seed."""
    return town
