"""`bothways backtest`: what the past could have foretold, beside what everybody else's formulas foretell."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from bothways import words
from bothways.cli import legend
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.tables import Column, figure, percent, real, text, whole
from bothways.exports.formats import writer_of
from graph.backtest import NO_SIGNAL, SIGNAL, TOO_FEW, BackTest, Look
from graph.backtest import backtest as examine
from graph.days import date_of, day_of
from graph.errors import UsageError
from graph.past.learned import FEWEST_CAME
from graph.past.ranking import AT, MODEL, Ranking
from graph.results import rounded

app = verb()


@app.command()
def backtest(
    ctx: typer.Context,
    *,
    cut: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Hide everything from this day on, and then from up to four earlier ones; default: up to five days.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the rankings; its ending is the format.")
    ] = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Hide the future from a day on, foretell who will meet, and look who did. Ends with 5 if too few met to say."""
    desk = open_desk(ctx, here, as_json)
    writer, day = writer_of(out) if out else None, None if cut is None else _day(cut)
    options = desk.settings().run_options()
    with desk.working("reading contacts and people") as progress:
        found = examine(desk.workspace, options, day, progress=progress)
        document = _document(found)
    if out and writer:
        writer(rounded(pa.Table.from_pylist(document["rankings"])), out)
    desk.document(document)
    _tell(desk, found, document)
    if out:
        desk.tell(f"Wrote {out}.")
    if found.verdict == TOO_FEW:
        desk.note(f"Too little to say: {_too_few(found.last)}")
        raise typer.Exit(ExitCode.TOO_LITTLE)


def _day(written: str) -> int:
    try:
        return day_of(dt.date.fromisoformat(written))
    except ValueError as error:
        raise UsageError(f"{written!r} is no date", where="--cut", cure="write it like 2026-06-30") from error


def _document(found: BackTest) -> dict[str, Any]:
    """All figures, for a program; NaN is null."""
    low, high = found.beside_adamic_adar if found.verdict != TOO_FEW else (math.nan, math.nan)
    return {
        "verdict": found.verdict,
        "cuts": [_cut(look) for look in found.looks],
        "rankings": [_row(ranking) for ranking in found.rankings],
        "auc_across_less_adamic_adar": {"low": _number(low), "high": _number(high)},
        "plausibility": found.last.learned.to_dict(),
    }


def _cut(look: Look) -> dict[str, Any]:
    pairs = look.pairs
    return {
        "cut": date_of(look.day).isoformat(),
        "people": len(pairs.people),
        "drawn": look.drawn,
        "pairs": len(pairs),
        "across": len(pairs.across),
        "came": int(pairs.came.sum()),
        "came_across": look.came_across,
        "above_number_of_contacts": _number(look.low),
        "weights": look.learned.basis,
        "portfolio": asdict(look.portfolio),
        "by_plausibility": asdict(look.plausible),
    }


def _row(ranking: Ranking) -> dict[str, Any]:
    row = {name: value for name, value in asdict(ranking).items() if not name.startswith("precision")}
    for kind in ("precision", "precision_across"):
        row |= {f"{kind}_{most}": _number(share) for most, share in zip(AT, getattr(ranking, kind), strict=True)}
    return row | {name: _number(row[name]) for name in ("auc", "auc_across")}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(f"{value:.6g}")


def _tell(desk: Desk, found: BackTest, document: dict[str, Any]) -> None:
    last = document["cuts"][-1]
    among = f"{last['people']:,d} people" + (", drawn from all" if last["drawn"] else "")
    desk.tell(
        f"Looking back from {last['cut']} on {last['pairs']:,d} pairs of {among} who had never been in contact: "
        f"{last['came']:,d} met afterwards, {last['came_across']:,d} of the {last['across']:,d} across a line."
    )
    if found.verdict == TOO_FEW:
        return
    desk.tell(*legend.of(desk.table(COLUMNS, document["rankings"]), RANKED), _verdict(found))
    desk.tell("The links that would have been suggested on each day; nobody was asked, so few met by themselves:")
    desk.tell(*legend.of(desk.table(CUT_COLUMNS, [_flat(row) for row in document["cuts"]]), LOOKED))
    if (days := len(found.looks)) < DAYS:
        desk.tell(f"{words.count(days, 'day')}, not {DAYS}: the contacts before lie in too few weeks for more.")
    desk.tell("That two people met is no proof that a link between them would have been taken up.")


def _verdict(found: BackTest) -> str:
    low, high = found.beside_adamic_adar
    figures = f"AUC across lines less that of the index: {low:+.3f} to {high:+.3f}, 95 %"
    beside = f"{_beside(low, high)} the index of Adamic and Adar"
    if found.verdict == SIGNAL:
        return (
            "The past foretells who will meet: plausibility is better than the number of contacts, and on the last day "
            f"{beside}, in most networks the best of the simple formulas ({figures})."
        )
    return (
        f"There is {NO_SIGNAL}: over {words.count(len(found.looks), 'day')} plausibility does not surely foretell more "
        f"than the number of contacts does; on the last day it is {beside} ({figures}). So runs take every link as "
        "equally plausible."
    )


def _beside(low: float, high: float) -> str:
    """How an interval of a difference is told; one that holds 0 decides nothing."""
    if low > 0:
        return "better than"
    return "worse than" if high < 0 else "not surely better or worse than"


def _too_few(look: Look) -> str:
    return (
        f"{words.count(look.came_across, 'pair')} across a line met after that day, and {FEWEST_CAME} are needed; "
        "give an earlier day with --cut, or wait for more contacts."
    )


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    chosen, plausible = row["portfolio"], row["by_plausibility"]
    return row | {
        "links": chosen["links"],
        "met": chosen["met"],
        "closed": chosen["gap_closed"],
        "plausible_met": plausible["met"],
        "plausible_closed": plausible["gap_closed"],
    }


def _named(row: Any) -> str:
    return "plausibility (ours)" if row["name"] == MODEL else str(row["name"])


DAYS = 5
"""Days that are looked back from where the contacts reach far enough."""

RANKED = {
    "AUC": "take a pair that met and one that did not, how often was the first ranked higher; .5 is chance, 1 always",
    "AUC across": "the same of pairs across the line that links cross",
    "met of 100": "of the first hundred pairs, how many met",
    "of 100 across": "the same of pairs across the line; the columns behind it are of these hundred pairs",
    "most for one": "how often one and the same person stands there",
    "Gini": "how unevenly people stand there, 0 is all alike, 1 is one person alone",
    "groups in it": "share of the groups that have somebody there",
    "to the less connected": "share of the places there that go to the half of the people with fewer contacts",
}
"""What the columns of rankings mean."""

LOOKED = {
    "met across": "pairs across the line that met after the day",
    "weights": (
        "of plausibility: fitted on what lay before the day, documented where that is too little, base rate (all pairs "
        "alike) where it foretells nothing"
    ),
    "gap closed": f"share of the {words.GAP_WEIGHT} that these links were expected to take",
    "met, by plausibility alone": "of as many links, chosen by plausibility and nothing else; the next column, too",
}
"""What the columns of days mean."""

COLUMNS = (
    Column("ranked by", _named),
    figure("auc", "AUC"),
    figure("auc_across", "AUC across"),
    percent("precision_100", "met of 100"),
    percent("precision_across_100", "of 100 across"),
    whole("hub_load", "most for one"),
    real("gini", "Gini"),
    percent("units", "groups in it"),
    percent("less_connected", "to the less connected"),
)

CUT_COLUMNS = (
    text("cut", "looking back from"),
    whole("came_across", "met across"),
    text("weights", "weights"),
    whole("links", "links"),
    whole("met", "met"),
    percent("closed", "gap closed"),
    whole("plausible_met", "met, by plausibility alone"),
    percent("plausible_closed", "gap closed"),
)
