"""Measures everything and writes README.md beside this file: `python -m benchmarks`, or `make bench`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import mentoring, paths, peers, portfolio, report, stores, temporal
from benchmarks.children import best, cost
from benchmarks.report import Goal, Line

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".bench"
RUST = KEPT / "rust"
CONTACTS = 10_000_000
COMMAND = (sys.executable, "-m", "bothways")


@dataclass(frozen=True)
class Case:
    """One comparison, not measured yet.

    Attributes:
        what: What ours does, in a few words.
        ours: Its command.
        against: What it is compared to, in a few words.
        other: The other's command.
        goal: What was promised.
        times: Processes a side, of which the cheapest counts.
    """

    what: str
    ours: Sequence[str]
    against: str
    other: Sequence[str]
    goal: Goal
    times: int = 3

    def measure(self, log: Path) -> Line:
        """Both sides, one after the other."""
        print(f"measuring {self.what} ...", file=sys.stderr, flush=True)
        ours, other = (best(side, log, times=self.times) for side in (self.ours, self.other))
        return Line(self.what, ours, self.against, other, self.goal)


def starting() -> Case:
    """The command's own start."""
    typer = ("python", "-c", "import typer")
    return Case("`bothways --help`", (*COMMAND, "--help"), "import typer", typer, Goal(cpu=0.4), times=5)


def mail_log(place: Path, data: Path) -> Case:
    """A real mail log to ties; once, since a second time everything is there already."""
    mails, roster = (str(data / "manufacturer" / name) for name in ("communication.csv", "reportsto.csv"))
    return Case(
        what="82,927 mails to ties, through the ledger",
        ours=subject("mails", str(place / "mails"), mails, roster),
        against="SQL on the CSV, nothing checked, nothing kept",
        other=subject("mails_by_sql", mails),
        goal=Goal(cpu=3),
        times=1,
    )


def demo(place: Path) -> Case:
    """A whole run on the made-up organisation."""
    cost((*COMMAND, "-C", str(place / "demo"), "demo", "--no-serve"), place / "log")
    return Case(
        what="`run` on 1,200 people",
        ours=(*COMMAND, "-C", str(place / "demo"), "run"),
        against="networkx: constraint, betweenness from 128 pivots",
        other=subject("measures_by_networkx", str(place / "demo")),
        goal=Goal(cpu=6),
    )


def many_contacts(place: Path) -> Case:
    """Many synthetic contacts to ties."""
    folder = str(KEPT / f"contacts-{CONTACTS}")
    cost(("python", "-m", "benchmarks.contacts", folder, str(CONTACTS)), place / "log")
    return Case(
        what=f"{CONTACTS:,} contacts to ties",
        ours=subject("ties", folder),
        against="SQL on the same Parquet",
        other=subject("ties_by_sql", folder),
        goal=Goal(ratio=1.3, peak=800),
        times=2,
    )


def subject(name: str, *arguments: str) -> tuple[str, ...]:
    """The command of one of `subjects`."""
    return ("python", "-m", "benchmarks.subjects", name, *arguments)


def main() -> None:
    """Runs all benchmarks."""
    named = os.environ.get("BOTHWAYS_REAL_DATA", "")
    data = Path(named) if named and Path(named).is_dir() else None
    with TemporaryDirectory(prefix="bothways-bench-") as folder:
        place = Path(folder)
        cases = [starting(), *([mail_log(place, data)] if data else []), demo(place), many_contacts(place)]
        lines = [case.measure(place / "log") for case in cases]
        lines += paths.lines(paths.Bench(place / "log"))
        beside = peers.Bench(place)
        lines += peers.lines(beside)
        more = [*peers.parts(beside, peers.answers(beside)), paths.accuracy(paths.Bench(place / "log"))]
        more += [mentoring.part(mentoring.Bench(data / mentoring.SHEETS, place))] if data else []
        more += [temporal.part(temporal.Bench(data, place))] if data else []
        generated = bool(data and (data.parent / portfolio.SCRIPT).exists())
        more += [portfolio.part(portfolio.Bench(data, place / "log"))] if data and generated else []
        lines += stores.lines(stores.Bench(KEPT / f"graph-{stores.PEOPLE}", place, RUST if RUST.exists() else None))
    missing = [] if data else ["the mail log (make bench DATA=DIR)"]
    missing += [] if generated else ["portfolios (their generator stands beside the folder of data)"]
    missing += [] if stores.possible() else ["the store on a Neo4j server (Java and Maven start one)"]
    text = report.page(lines, missing, "\n".join(more))
    (ROOT / "benchmarks" / "README.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
