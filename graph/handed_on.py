"""What a finished run hands on to one that goes on from it: links that still stand, lambda, prices."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph import feedback, results
from graph.errors import UsageError
from graph.options import RunOptions
from graph.results import Results
from graph.suggest.before import Before
from graph.suggest.links import CYCLE
from graph.suggest.lot import LOT
from graph.workspace import Workspace

SAME = {"boundary": "boundary", "rules": "set of rules", "give_up": "give_up"}
"""Settings under which lambda and prices of another run mean the same, as they are called."""


def handed_on(workspace: Workspace, options: RunOptions, answers: pa.Table, keys: tuple[str, ...]) -> Before | None:
    """The portfolio that a run goes on from; None where it starts anew.

    Args:
        workspace: Where the finished runs are.
        options: Of the new run.
        answers: What was made of links, columns of `facts.FEEDBACK`.
        keys: The people of the new run, sorted.

    Raises:
        UsageError: There is no such run, or its links follow other rules.
    """
    if not options.goes_on_from:
        return None
    finished = results.finished(workspace.runs).get(options.goes_on_from)
    if finished is None:
        raise UsageError(
            f"there is no run {options.goes_on_from}", where=str(workspace.runs), cure="run `bothways run` first"
        )
    _check(finished, options)
    return before(finished, answers, keys)


def _check(finished: Results, options: RunOptions) -> None:
    was = RunOptions.of_document(finished.manifest["settings"])
    other = [called for name, called in SAME.items() if getattr(was, name) != getattr(options, name)]
    if other or not finished.certificate:
        raise UsageError(
            f"the run {finished.run} was made with another {' and another '.join(other) or 'version'}"
            f"{f' (preset {was.rules.preset})' if was.rules != options.rules and was.rules.preset else ''}",
            where="--replan",
            cure="run `bothways run` without it: such links are chosen anew",
        )


def before(finished: Results, answers: pa.Table, keys: tuple[str, ...]) -> Before:
    """What a finished run hands on, people numbered by their place in `keys`."""
    told = feedback.told(finished.table("links"), answers).sort_by("rank")
    links = told.filter(pc.not_equal(told["kind"], CYCLE))
    state, people = links["state"], pa.array(keys, pa.string())
    open_ = links.filter(pc.equal(state, feedback.PROPOSED))
    a, b = (pc.fill_null(pc.index_in(open_[end], people), -1).to_numpy() for end in ("a", "b"))
    here = (a >= 0) & (b >= 0)
    certificate = finished.certificate
    asks = certificate["prices"]["person"]
    return Before(
        run=finished.run,
        links=links.num_rows,
        taken_up=links.num_rows - open_.num_rows - int(pc.sum(pc.equal(state, feedback.DECLINED)).as_py() or 0),
        pairs=np.column_stack((a, b))[here].astype(np.int32),
        lot=np.array([arm == LOT for arm in open_["arm"].to_pylist()], dtype=np.bool_)[here],
        weight=certificate["lambda"],
        person=np.array([asks.get(key, 0.0) for key in keys], dtype=np.float64),
        place=certificate["prices"]["place"],
        cap={unit: cap["price"] for unit, cap in certificate.get("caps", {}).items()},
        term={term["name"]: term["price"] for term in certificate.get("terms", ())},
        exchanges=_exchanges(told.filter(pc.equal(told["kind"], CYCLE))),
    )


def _exchanges(lessons: pa.Table) -> tuple[int, int]:
    """How many exchanges of three there are, and how many of them run: something came of all three lessons."""
    every = set(lessons["exchange"].to_pylist())
    rows = zip(lessons["exchange"].to_pylist(), lessons["state"].to_pylist(), strict=True)
    idle = {exchange for exchange, state in rows if state in (feedback.PROPOSED, feedback.DECLINED)}
    return len(every), len(every - idle)
