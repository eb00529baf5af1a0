"""The certificate: how good a portfolio is at least, made from a run's own tables so that anybody can check it there.

Everything is worked out from the candidates, gaps and links as they are filed, and from prices: `made` does it for a
new run, `checked` does it again for a finished one and compares. No solver is needed, and none is trusted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.digest import of_table
from graph.suggest.bound import Prices, bound
from graph.suggest.caps import Caps, capped
from graph.suggest.case import USUAL_LINKS
from graph.suggest.choice import Choice
from graph.suggest.cycles import LEGS
from graph.suggest.kept import Kept, beside
from graph.suggest.links import CYCLE
from graph.suggest.lot import LOT, draw
from graph.suggest.portfolio import Problem, coverage
from graph.suggest.prices import Priced
from graph.suggest.rest import Rest, rest
from graph.suggest.terms import Terms, numbers
from graph.suggest.wording import teacher_and_learner

EXACT, CLOSE = 9, 2e-6
"""Significant digits of worth and bound, and how far a second machine may be from them, as a share."""

SPEAKS_OF = (
    "No portfolio of these candidates, within everybody's room and the budget, is worth more than the bound. Pairs "
    "that are no candidates are outside it. Candidates are pairs that could swap skills, of each swap at most 3 people "
    "of a unit and 24 in all, and pairs with a common contact; of either person the 200 best."
)

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Finding:
    """Something that a certificate claims.

    Attributes:
        name: What.
        holds: Whether it does.
        detail: What was found where it does not; "" where it does.
    """

    name: str
    holds: bool
    detail: str = ""


def finding(name: str, holds: bool, otherwise: str) -> Finding:  # noqa: FBT001 - a fact, not a switch
    """A claim that was looked into, and what was found where it does not hold."""
    return Finding(name, holds, "" if holds else otherwise)


@dataclass(frozen=True, eq=False)
class Filed:
    """A portfolio as a run's tables tell it; people are numbered in order of key.

    Attributes:
        problem: All that there was to choose from.
        gap: (c,) missing ties of each cell, NaN where that is not known.
        people: (n,) their keys.
        links: Candidates that are linked, in the order of the table.
        lot: (k,) which of them lots drew: they stand before anything is chosen.
        weight: lambda.
        prices: Of what was chosen beside these.
        kept: Links of a portfolio before that stay, and prices of what they leave; None where it goes on from none.
    """

    problem: Problem
    gap: NDArray[np.float64]
    people: tuple[str, ...]
    links: NDArray[np.int64]
    lot: NDArray[np.bool_]
    weight: float
    prices: Prices
    kept: Kept | None = None

    @cached_property
    def rest(self) -> Rest:
        """What was chosen from beside what lots drew."""
        return rest(self.problem, self.links[self.lot])

    @cached_property
    def chosen(self) -> NDArray[np.int64]:
        """The links that lots did not draw, as candidates of the rest."""
        return np.searchsorted(self.rest.rows, self.links[~self.lot])

    @cached_property
    def worth(self) -> float:
        """F of the links, beside those of lots."""
        return self.rest.problem.worth(self.chosen, self.weight)

    @cached_property
    def bound(self) -> float:
        """What no choice is worth more than, at the prices."""
        return bound(self.rest.problem, self.weight, self.prices)


def made(tables: Tables, boundary: str, keys: tuple[str, ...], choice: Choice, control: float) -> dict[str, Any]:
    """The certificate of a run, for `certificate.json`.

    Args:
        tables: Its links, candidates, gaps and people.
        boundary: The kind that links must cross.
        keys: (n,) keys of the people that the choice numbers.
        choice: What was chosen from, and how, with prices.
        control: Share of the links that lots were to draw; 0 also where the run goes on from another one's lots.
    """
    problem, search = choice.problem, choice.search
    prices, terms = search.priced.prices, problem.terms
    unusual = {key: room for key, room in zip(keys, problem.capacity.tolist(), strict=True) if room != USUAL_LINKS}
    document: dict[str, Any] = {
        "boundary": boundary,
        "budget": problem.budget,
        "lambda": _digits(search.priced.weight, 6),
        "room": {"usual": USUAL_LINKS, "other": unusual},
        "prices": _asked(prices, keys),
        "candidates": of_table(tables["candidates"]),
        "curve": [
            {
                "give_up": step.give_up,
                "openness": _digits(step.openness, 6),
                "gap_closed": _digits(step.gap_closed, 6),
                "openness_at_most": _digits(step.bound, 6),
            }
            for step in search.curve
        ],
        "speaks_of": SPEAKS_OF,
        "recheck": "bothways verify RUN: works value and bound out again from these files and the prices alone",
    }
    if control:
        document |= {"control": control}
    if problem.caps.names:
        named = zip(problem.caps.names, problem.caps.most.tolist(), prices.cap.tolist(), strict=True)
        document["caps"] = {unit: {"links": most, "price": _digits(price, 6)} for unit, most, price in named}
    if terms.names:
        columns = (terms.names, terms.weight.tolist(), terms.keep.tolist(), prices.term.tolist())
        document["terms"] = [
            {"name": name, "weight": _digits(weight, EXACT), "keep": keep, "price": _digits(price, 6)}
            for name, weight, keep, price in zip(*columns, strict=True)
        ]
    if kept := search.kept:
        document["standing"] = _standing(kept, keys)
    found = filed(tables, document)
    if found.kept:
        document["standing"] |= _figures(*beside(found.rest.problem, found.chosen, found.kept))
    return document | _figures(found.worth, found.bound)


def _asked(prices: Prices, keys: tuple[str, ...]) -> dict[str, Any]:
    """Prices of a place and of everybody who is not free."""
    asks = {key: _digits(price, 6) for key, price in zip(keys, prices.person, strict=True) if price > 0}
    return {"place": _digits(prices.place, 6), "person": asks}


def _standing(kept: Kept, keys: tuple[str, ...]) -> dict[str, Any]:
    """What is needed to work out how well links were chosen beside those that stay."""
    at = kept.priced.prices
    others = {name: [_digits(price, 6) for price in getattr(at, name).tolist()] for name in ("cap", "term")}
    return {
        "links": kept.links,
        "lambda": _digits(kept.priced.weight, 6),
        "prices": _asked(at, keys) | {name: prices for name, prices in others.items() if prices},
    }


def _figures(worth: float, at_most: float) -> dict[str, float]:
    return {
        "value": _digits(worth, EXACT),
        "bound": _digits(at_most * (1 + 10.0**-EXACT), EXACT),  # never rounded down
        "ratio": _ratio(worth, at_most),
    }


def checked(tables: Tables, document: Mapping[str, Any], seed: int) -> tuple[Finding, ...]:
    """Checks a run's portfolio and certificate from its files.

    Args:
        tables: Its links, candidates, gaps and people.
        document: What `certificate.json` holds.
        seed: Of the run: lots are drawn again.
    """
    circles = _circles(tables["links"])
    tables = {**tables, "links": pairs_only(tables["links"])}
    strange = _strange(tables)
    same = of_table(tables["candidates"]) == document["candidates"]
    findings = [
        finding("every link is a candidate with its lessons and score", not strange, f"{strange} links are not"),
        finding("the candidates are those that were certified", same, "their digest is another one"),
    ]
    twice = tables["links"].num_rows - len(pc.unique(_pairs(tables["links"])))
    findings.append(finding("no pair stands there twice", not twice, f"{twice} do"))
    findings += [] if circles is None else [circles]
    if strange or twice:
        return tuple(findings)
    found = filed(tables, document)
    problem, prices, links = found.problem, found.prices, len(found.links)
    excess = (problem.used(found.links) > problem.room)[:-1]
    over, beyond = int(excess[: len(found.people)].sum()), int(excess[len(found.people) :].sum())
    cheap = any(_below_nothing(at) for at in (prices, *([found.kept.priced.prices] if found.kept else [])))
    share = document.get("control")
    lots = [] if share is None else [_same_lots(found, share, seed)]
    return (
        *findings,
        *lots,
        finding("nobody has more links than room", not over, f"{over} people have"),
        *([finding("no unit has more links than its cap", not beyond, f"{beyond} have")] if problem.caps.names else []),
        finding("the links keep to the budget", links <= problem.budget, f"{links} links"),
        finding("no price is below 0", not cheap, "one is"),
        *_certified(found.worth, found.bound, document),
        *_certified_beside(found, document),
    )


def _certified(worth: float, at_most: float, stated: Mapping[str, Any], where: str = "") -> tuple[Finding, ...]:
    return (
        _same(f"{where}the links are worth what is stated", worth, stated["value"]),
        _same(f"{where}the prices give the stated bound", at_most, stated["bound"]),
        _same(f"{where}the ratio is that of the two", _ratio(worth, at_most), stated["ratio"]),
        finding(f"{where}nothing is worth more than the bound", worth <= at_most * (1 + CLOSE), f"{worth:.6g} is"),
    )


def _certified_beside(found: Filed, document: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The same of a portfolio that goes on, where only what stands beside the links that stay was chosen."""
    if not found.kept:
        return ()
    worth, at_most = beside(found.rest.problem, found.chosen, found.kept)
    return _certified(worth, at_most, document["standing"], "beside what stays ")


def _below_nothing(prices: Prices) -> bool:
    return prices.place < 0 or any(bool((part < 0).any()) for part in (prices.person, prices.cap, prices.term))


def _same_lots(found: Filed, share: float, seed: int) -> Finding:
    drawn, stated = draw(found.problem, share, seed), found.links[found.lot]
    return finding("the control group is what lots drew", np.array_equal(drawn, stated), "lots draw another one")


def _same(name: str, found: float, stated: float) -> Finding:
    holds = abs(found - stated) <= CLOSE * max(1.0, abs(stated))
    return finding(name, holds, f"{stated:.9g} is stated, {found:.9g} was worked out")


def _ratio(worth: float, at_most: float) -> float:
    """Never rounded up."""
    return math.floor(1e6 * min(1.0, worth / at_most)) / 1e6 if at_most else 1.0


def _digits(value: float, digits: int) -> float:
    """Through its decimal text, so that a last bit is never filed."""
    return float(f"{value:.{digits}g}")


def _pairs(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(table["a"].combine_chunks(), table["b"].combine_chunks(), pa.scalar("\x1f"))


def pairs_only(links: pa.Table) -> pa.Table:
    """Links without the lessons of exchanges of three, which stand beside the portfolio."""
    return links.filter(pc.not_equal(links["kind"], CYCLE))


def _circles(links: pa.Table) -> Finding | None:
    """Whether every exchange of three is a circle in which each teaches one and learns from one; None without any."""
    threes: dict[str, list[tuple[str, str]]] = {}
    for row in links.filter(pc.equal(links["kind"], CYCLE)).to_pylist():
        threes.setdefault(row["exchange"], []).append(teacher_and_learner(row))
    broken = sum(not _is_circle(lessons) for lessons in threes.values())
    return finding("every exchange of three is a circle", not broken, f"{broken} are none") if threes else None


def _is_circle(lessons: list[tuple[str, str]]) -> bool:
    onward = dict(lessons)
    first = lessons[0][0]
    return len(lessons) == len(onward) == LEGS and onward.get(onward.get(onward[first], ""), "") == first


def _strange(tables: Tables) -> int:
    """How many links are no candidates, or with other lessons, another score or plausibility."""
    links, candidates = tables["links"], tables["candidates"]
    place = pc.index_in(_pairs(links), _pairs(candidates))
    same = [
        pc.equal(links[name].combine_chunks(), candidates[other].combine_chunks().take(place))
        for name, other in (("score", "w"), ("plausibility", "plausibility"))
    ]
    lessons = [
        pc.equal(*(pc.fill_null(column, "") for column in (links[name].combine_chunks(), candidates[name].take(place))))
        for name in ("a_teaches", "b_teaches")
    ]
    fits = pc.fill_null(pc.and_(pc.and_(*same), pc.and_(*lessons)), fill_value=False)
    return int(links.num_rows) - int(pc.sum(fits).as_py() or 0)


def filed(tables: Tables, document: Mapping[str, Any]) -> Filed:
    """The portfolio that tables and a certificate tell of; exchanges of three are no part of it."""
    candidates, gaps, pairs = tables["candidates"], tables["gaps"], pairs_only(tables["links"])
    gaps = gaps.filter(pc.equal(gaps["boundary"], document["boundary"]))
    people = tuple(sorted({*candidates["a"].to_pylist(), *candidates["b"].to_pylist()}))
    keys = pa.array(people, pa.string())
    cells = pc.binary_join_element_wise(gaps["unit_a"], gaps["unit_b"], " | ")
    cell = pc.fill_null(pc.index_in(candidates["cell"], pa.array(cells.to_pylist(), pa.string())), -1)
    share = np.nan_to_num(gaps["share"].to_numpy().astype(np.float64))
    room = document["room"]
    caps, terms = _caps(keys, tables, document), _terms(candidates["terms"].to_pylist(), document)
    problem = Problem(
        a=pc.index_in(candidates["a"], keys).to_numpy().astype(np.int64),
        b=pc.index_in(candidates["b"], keys).to_numpy().astype(np.int64),
        w=candidates["w"].to_numpy(),
        plausibility=candidates["plausibility"].to_numpy(),
        cell=np.where(candidates["cell"].is_null().to_numpy(), -1, cell.to_numpy()).astype(np.int64),
        share=share,
        cover=coverage(share, gaps["z"].to_numpy().astype(np.float64)),
        capacity=np.array([room["other"].get(key, room["usual"]) for key in people], dtype=np.int64),
        budget=document["budget"],
        caps=caps,
        terms=terms,
    )
    links = pc.index_in(_pairs(pairs), _pairs(candidates)).to_numpy().astype(np.int64)
    prices = Prices(
        _person(document["prices"], people),
        document["prices"]["place"],
        np.array([document["caps"][name]["price"] for name in caps.names]),
        np.array([term["price"] for term in document.get("terms", ())]),
    )
    gap = gaps["gap"].to_numpy().astype(np.float64)
    kept = _kept(document.get("standing"), people)
    return Filed(problem, gap, people, links, _by_lot(pairs), document["lambda"], prices, kept)


def _person(prices: Mapping[str, Any], people: tuple[str, ...]) -> NDArray[np.float64]:
    """(n,) price of each; who is not named is free."""
    return np.array([prices["person"].get(key, 0.0) for key in people])


def _kept(stated: Mapping[str, Any] | None, people: tuple[str, ...]) -> Kept | None:
    if stated is None:
        return None
    asks = stated["prices"]
    person = _person(asks, people)
    cap, term = (np.array(asks.get(name, []), dtype=np.float64) for name in ("cap", "term"))
    return Kept(stated["links"], Priced(stated["lambda"], Prices(person, asks["place"], cap, term), np.inf))


def _caps(keys: pa.Array, tables: Tables, document: Mapping[str, Any]) -> Caps:
    """The caps that a certificate states, of people by the units that the run files for them."""
    stated = document.get("caps")
    if not stated:
        return Caps.none(len(keys))
    people = tables["people"]
    units = pc.fill_null(people["unit"].take(pc.index_in(keys, people["person"])), "")
    return capped(units.to_pylist(), {name: cap["links"] for name, cap in stated.items()})


def _terms(told: list[str | None], document: Mapping[str, Any]) -> Terms:
    """The terms that a certificate states, and which of them each candidate counts for."""
    stated = document.get("terms", [])
    if not stated:
        return Terms.none(len(told))
    weight, keep = (np.array([term[name] for term in stated]) for name in ("weight", "keep"))
    return Terms(
        tuple(term["name"] for term in stated), weight, keep, numbers(told), _digits(float(weight.sum()), EXACT)
    )


def _by_lot(links: pa.Table) -> NDArray[np.bool_]:
    """(k,) which links lots drew; none in a run of before there were lots."""
    if "arm" not in links.column_names:
        return np.zeros(links.num_rows, dtype=np.bool_)
    return np.array([arm == LOT for arm in links["arm"].to_pylist()], dtype=np.bool_)
