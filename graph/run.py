"""One analysis as a sentence: read, measure, suggest, record, write."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import digest, measured, organisation, records, results
from graph.alive import running
from graph.days import written
from graph.enough import check_reach, too_little
from graph.errors import UsageError
from graph.exchange import Exchange
from graph.facts import BOUNDARY_KINDS
from graph.handed_on import handed_on
from graph.ledger import Ledger
from graph.measured import Measured
from graph.measures.betweenness import Betweenness
from graph.measures.communities import communities
from graph.measures.gaps import Gaps, judge
from graph.measures.overload import helped
from graph.meetings import Meetings
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.past.learned import Learned, learn
from graph.past.pairs import Past
from graph.results import Results
from graph.rules import Rules
from graph.skills import infer
from graph.suggest import certificate
from graph.suggest.case import Case
from graph.suggest.gate import check, limited
from graph.suggest.plan import Plan, plan
from graph.suggest.plausibility import DOCUMENTED, Weights
from graph.workspace import Workspace

SCHEMA = 1
"""Version of a run's folder; raised when a column goes or changes its meaning."""

DEARER = 0.01
"""Share of the lesson value by which a portfolio that goes on may miss what was to be given up before that is told."""


def quiet(_: str) -> None:
    """Says nothing."""


def run(workspace: Workspace, options: RunOptions, *, progress: Callable[[str], None] = quiet) -> Results:
    """Reads a workspace and analyses it: `read`, then `analyse`."""
    progress("reading contacts and people")
    return analyse(workspace, read(workspace, options), options, progress=progress)


def read(workspace: Workspace, options: RunOptions) -> Organisation:
    """The facts of a workspace, as one run sees them.

    Raises:
        UsageError: Nothing was ever ingested, or no contact is in reach of the day to look back from.
        InputError: The amounts of one tie add up to more than can be counted.
    """
    ledger = Ledger(workspace.ledger)
    if ledger.manifest.empty:
        raise UsageError("nothing was ever ingested", where=str(workspace.folder), cure="run `bothways ingest FILE...`")
    facts = organisation.read(ledger, options)
    check_reach(facts)
    return facts


def analyse(
    workspace: Workspace, facts: Organisation, options: RunOptions, *, progress: Callable[[str], None] = quiet
) -> Results:
    """Analyses facts and writes the run's folder.

    The same facts and settings give the same id and the same bytes. A run is written also where the data cannot carry
    an answer; `manifest["too_little"]` then says why.

    Args:
        workspace: Where the run goes.
        facts: What `read` gave with the same options.
        options: Choices of the run.
        progress: Gets a word before each step.
    """
    from graph.kernels.ready import ready  # noqa: PLC0415 - who only reads a finished run compiles nothing

    ledger = Ledger(workspace.ledger)
    answers = organisation.feedback_seen(ledger, options, facts.gathered.as_of)
    before = handed_on(workspace, options, answers, facts.people.keys)
    ready(progress)
    progress("measuring who reaches whom")
    exchange = organisation.exchange(ledger, facts, options)
    found = measured.measure(facts, exchange, options)
    progress("choosing links")
    meetings = organisation.meetings(ledger, facts.people.keys, options, week=facts.gathered.week)
    learned = learn(past_of(facts, meetings, options), seed=options.seed)
    case = make_case(
        facts,
        options,
        answered=exchange.answered(facts.network),
        community=found.communities,
        gaps=found.gaps[options.boundary],
        helped=found.helped,
        weights=learned.weights,
    )
    chosen = plan(replace(case, before=before))
    progress("writing the run")
    alive = _alive(facts, answers, exchange, options)
    more = {"before": before.to_dict() if before else None, "running": digest.of_table(alive)}
    name = organisation.run_id(facts, exchange, meetings, options, more)
    tables = {**measured.to_tables(facts, found, name), **records.to_tables(case, chosen, name)}
    tables["running"] = results.table("running", {"run": [name] * alive.num_rows, **alive.to_pydict()})
    documents = {
        "manifest": _manifest(name, options, made=(facts, found, learned, chosen), fading=_fading(alive)),
        "certificate": {
            "run": name,
            **certificate.made(tables, options.boundary, case.people.keys, chosen.choice, _drawn(options)),
        },
        "audit": {"run": name, "fields_refused": list(ledger.manifest.refused), **chosen.audit.to_dict()},
    }
    return results.write(workspace.runs, name, tables, documents)


def _fading(running: pa.Table) -> list[str]:
    """How many links that run are about to be forgotten."""
    count = sum(bool(fading) for fading in running["fading"].to_pylist())
    if not count:
        return []
    each = "1 link that runs fades: its" if count == 1 else f"{count:,d} links that run fade: their"
    long = "silent for longer than was planned and than they used to"
    return [f"{each} two have been {long}. `bothways show links` says which."]


def _alive(facts: Organisation, answers: pa.Table, exchange: Exchange, options: RunOptions) -> pa.Table:
    """Links that run, with how their two are in contact."""
    week, lasts = facts.gathered.week, options.rules.weeks
    return running(answers, facts.people.keys, exchange, week=week, cadence=_cadence(options), lasts=lasts)


def _cadence(options: RunOptions) -> int:
    """Weeks planned between two meetings of a link."""
    return options.rules.check_in_weeks or options.cadence


def _drawn(options: RunOptions) -> float:
    """Share of the links that lots draw anew; a run that goes on keeps those that were drawn."""
    return 0.0 if options.goes_on_from else options.control


def case_of(workspace: Workspace, finished: Results) -> Case:
    """What the suggestions of a finished run started from, read again from the ledger as it is now.

    Raises:
        UsageError: Nothing was ever ingested.
    """
    options = RunOptions.of_document(finished.manifest["settings"])
    facts = read(workspace, options)
    return measured_case(Ledger(workspace.ledger), facts, options, _weights_of(finished))


def known_case(workspace: Workspace, finished: Results) -> Case:
    """The facts that a finished run started from, nothing measured: enough to say who may be paired for what.

    Raises:
        UsageError: Nothing was ever ingested.
    """
    options = RunOptions.of_document(finished.manifest["settings"])
    facts = read(workspace, options)
    return make_case(
        facts,
        options,
        answered=np.zeros(len(facts.network.a), dtype=np.bool_),
        community=np.full(len(facts.people.keys), -1, dtype=np.int32),
        gaps=Gaps.none(facts.boundaries[options.boundary]),
        helped=_helped(finished, facts.people.keys),
        weights=_weights_of(finished),
    )


def measured_case(ledger: Ledger, facts: Organisation, options: RunOptions, weights: Weights) -> Case:
    """What suggestions start from, with no more measured than they need; a run has measured it already.

    Raises:
        UsageError: The rules name a group or a skill that nobody has.
    """
    exchange = organisation.exchange(ledger, facts, options)
    return make_case(
        facts,
        options,
        answered=exchange.answered(facts.network),
        community=communities(facts.network, seed=options.seed),
        gaps=judge(facts.network, facts.boundaries[options.boundary]),
        helped=helped(exchange, facts.boundaries["unit"], facts.people.manager, facts.running),
        weights=weights,
    )


def _helped(finished: Results, keys: tuple[str, ...]) -> NDArray[np.float64]:
    """(n,) people elsewhere whom each helped when a run was made: its load without the links that ran then."""
    people, running, order = finished.table("people"), finished.table("running"), pa.array(keys, pa.string())
    load = people["load"].take(pc.index_in(order, people["person"].combine_chunks()))
    ends = np.concatenate([pc.index_in(running[end], order).to_numpy(zero_copy_only=False) for end in ("a", "b")])
    formal = np.bincount(ends[~np.isnan(ends)].astype(np.int64), minlength=len(keys))
    informal: NDArray[np.float64] = np.maximum(0, load.to_numpy().astype(np.float64) - formal)
    return informal


def _weights_of(finished: Results) -> Weights:
    """What made a link plausible in a finished run; those of before knew the documented weights only."""
    kept = finished.manifest.get("plausibility")
    return Weights(**kept["weights"]) if kept else DOCUMENTED


def past_of(facts: Organisation, meetings: Meetings, options: RunOptions) -> Past:
    """How the people of an organisation came to meet."""
    people, line = facts.people, facts.boundaries[options.boundary]
    location = facts.boundaries["location"].codes
    return Past(meetings, people.keys, people.known, facts.boundaries["unit"], line, location)


def make_case(
    facts: Organisation,
    options: RunOptions,
    *,
    answered: NDArray[np.bool_],
    community: NDArray[np.int32],
    gaps: Gaps,
    helped: NDArray[np.float64],
    weights: Weights,
) -> Case:
    """What suggestions start from; the measures and weights as `Case` names them, NaN where nobody knows.

    Raises:
        UsageError: The rules name a group or a skill that nobody has.
    """
    unit = facts.boundaries["unit"]
    skills = infer(facts.skills, facts.network, unit, facts.people.known)
    check(options.rules, facts.boundaries, skills)
    return Case(
        network=facts.network,
        people=facts.people,
        skills=limited(skills, facts.people, options.rules),
        answered=answered,
        community=community,
        gaps=gaps,
        boundaries=facts.boundaries,
        never=facts.never,
        running=facts.running,
        helped=np.nan_to_num(helped).astype(np.int64),
        options=options,
        weights=weights,
        rests=facts.rests,
    )


def _manifest(
    name: str, options: RunOptions, *, made: tuple[Organisation, Measured, Learned, Plan], fading: list[str]
) -> dict[str, Any]:
    """What a reader needs to trust the run, or to make it again."""
    facts, found, learned, chosen = made
    return {
        "run": name,
        "schema": SCHEMA,
        "versions": {"bothways": version("bothways"), "python": platform.python_version_tuple()[0]},
        "settings": asdict(options),
        "facts": facts.facts,
        "as_of": written(facts.gathered.as_of),
        "counts": _counts(facts),
        "units_from": facts.people.units_from,
        "boundaries": {kind: _boundary(kind, found) for kind in BOUNDARY_KINDS if kind in found.gaps},
        "betweenness": _between(found.betweenness),
        "plausibility": learned.to_dict(),
        "portfolio": chosen.summary(),
        "notes": [
            *_rules(options.rules),
            *_notes(facts),
            *found.notes(),
            learned.why,
            *chosen.notes(),
            *(dearer(chosen.choice.search.loss, options.give_up) if options.goes_on_from else []),
            *fading,
        ],
        "too_little": too_little(facts, found.gaps.values(), len(chosen.links)),
    }


def dearer(loss: float, give_up: float) -> list[str]:
    """What stands of an earlier run may have become dearer than openness was to cost: that is told, not mended."""
    if loss <= give_up + DEARER:
        return []
    cost = f"The links cost {loss:.1%} of the lesson value that there could be now, and {give_up:.0%} were to be given"
    return [f"{cost} up: what they rest on has changed. A run without --replan chooses all of them anew."]


def _counts(facts: Organisation) -> dict[str, int]:
    """The numbers that `show run` prints: what came in, what was left out, what is left."""
    people = facts.people
    return {
        **facts.gathered.counts,
        "bots": len(facts.gathered.bots),
        "in_no_roster": int((~people.known).sum()),
        "people": int(people.known.sum()),
        "opted_out": int(people.opted_out.sum()),
        "without_unit": int((people.known & (facts.boundaries["unit"].codes < 0)).sum()),
        "without_contact": int((people.known & (facts.network.degrees == 0)).sum()),
        "ties": len(facts.network.a),
        "skills": len(facts.skills.names),
    }


def _boundary(kind: str, found: Measured) -> dict[str, Any]:
    """One boundary kind in a few figures."""
    gaps, claims, closure = found.gaps[kind], found.claims[kind], found.closure[kind]
    words, counts = np.unique(np.array(claims.finding, dtype=str), return_counts=True)
    return {
        "groups": len(gaps.given.groups),
        "judged": len(gaps.boundary.groups),
        "level_used": gaps.level_used,
        "null": gaps.null,
        "pairs": len(gaps.pairs),
        "gap": _number(np.nansum(gaps.gap)),
        "findings": dict(zip(words.tolist(), counts.tolist(), strict=True)),
        "tested": claims.draws > 0,
        "draws": claims.draws,
        "p_global": _number(claims.p_global),
        "beyond_chance": bool(claims.beyond_chance),
        "ei_index": _number(closure.organisation_ei),
        "ei_expected": _number(closure.organisation_expected),
        "ei_z": _number(closure.organisation_z),
    }


def _between(found: Betweenness) -> dict[str, Any]:
    """How betweenness was come by."""
    return {"basis": found.basis, "pivots": found.pivots, "reliability": _number(found.reliability)}


def _number(value: float) -> float | None:
    """Rounded as in the tables; null where there is no value."""
    return None if np.isnan(value) else float(f"{value:.{results.SIGNIFICANT}g}")


def _rules(rules: Rules) -> list[str]:
    """Which rules the links follow."""
    if rules.empty:
        return []
    return [f"Links follow the preset {rules.preset or 'of this run'}: {'; '.join(rules.said())}."]


def _notes(facts: Organisation) -> list[str]:
    """What a reader must know before the numbers."""
    people, counts, said = facts.people, facts.gathered.counts, []
    branches = len(facts.boundaries["unit"].groups)
    if people.units_from == "tree":
        said.append(f"The roster names no unit: the {branches} branches of the reporting tree stand for units.")
    if people.units_from == "none":
        said.append("Neither units nor managers are known, so no silo can be seen; who connects others can.")
    if facts.gathered.as_of is None and counts["contacts"]:
        said.append("The contacts carry no dates: nothing decays, and there is no trend and no back-test.")
    if counts["later"]:
        lie = "1 contact lies" if counts["later"] == 1 else f"{counts['later']:,d} contacts lie"
        said.append(
            f"{lie} after the day the run looks back from and {'is' if counts['later'] == 1 else 'are'} left out."
        )
    if facts.gathered.bots:
        bots = len(facts.gathered.bots)
        look = "account looks like a bot or a list and is" if bots == 1 else "accounts look like bots or lists and are"
        said.append(f"{bots:,d} {look} left out.")
    if facts.skills_aside:
        rows = "1 skill row belongs" if facts.skills_aside == 1 else f"{facts.skills_aside} skill rows belong"
        said.append(f"{rows} to nobody in the roster and {'is' if facts.skills_aside == 1 else 'are'} kept aside.")
    if facts.pairs_aside:
        said.append(f"Do-not-pair and past pairs with somebody unknown, which bar nothing: {facts.pairs_aside:,d}.")
    if not counts["contacts"]:
        said.append("There are no contacts, so only skills can speak for a link.")
    return said
