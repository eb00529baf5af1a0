"""Other libraries of graphs beside ours: one table of times and agreement, and what was promised of the report.

`python -m benchmarks.peers` measures only this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import questions as ask
from benchmarks import report
from benchmarks.children import Cost, best, cost
from benchmarks.paths import KEPT, LARGE, MIDDLE, Network
from benchmarks.questions import BY_UNIT, SCRAMBLED
from benchmarks.report import Goal, Line

HUGE = Network(1_000_000, 20_000_000, 4000)

TABLE = """## Beside other libraries

CPU seconds on one thread in a warm process, the median of five calls (one alone, where it took more than 20 s), results
as the caller gets them. Numbers of people are scrambled, as keys are, or go by unit; ours are put in order first, which
"with the build" counts. Agreement is the largest distance of any value from ours, as a share of it where it is above 1.
networkx is asked for small networks only, exact betweenness too. igraph is GPL and in no installation of ours.

| network | question | library | scrambled | by unit | agreement | times ours |
| --- | --- | --- | --- | --- | --- | --- |
"""

PROMISES = """## What was promised of one pass

| promise | measured | goal | met |
| --- | --- | --- | --- |
"""

THREADS = """## Two threads

{network}, wall seconds, the least of five.

| what | one thread | two | times faster |
| --- | --- | --- | --- |
"""

SAME = """## The same bits

The report of {network}, beside the one of one thread, ties sorted: the largest distance of any value.

| made with | same bits | distance |
| --- | --- | --- |
"""


@dataclass(frozen=True)
class Answer:
    """What one library said to one question, in either order of people.

    Attributes:
        agreement: Distance from ours; empty for ours.
        seconds: CPU seconds by order of people.
    """

    agreement: str
    seconds: dict[str, float] = field(default_factory=dict)


Answers = dict[tuple[Network, str, str], Answer]
"""By network, question, library."""


@dataclass(frozen=True)
class Bench:
    """Where things are while libraries are measured."""

    place: Path

    @property
    def log(self) -> Path:
        """What the last process said."""
        return self.place / "log"

    def file(self, network: Network) -> Path:
        """The network's ties, drawn now if they were not yet."""
        file = KEPT / f"network-{network.people}.npz"
        size = (str(network.people), str(network.ties), str(network.units))
        cost(("python", "-m", "benchmarks.network_data", str(file), *size), self.log)
        return file

    def ask(self, library: str, network: Network, order: str) -> Iterator[tuple[str, float, str]]:
        """Question, CPU seconds and agreement, of one process; "ours" has to be asked first."""
        _tell(f"{library}, {network}, {order}")
        kept = self.place / f"ours-{network.people}.npz"
        cost(("python", "-m", "benchmarks.peer_subjects", library, str(self.file(network)), order, str(kept)), self.log)
        for line in self.log.read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):  # some libraries say a word of their own
                said = json.loads(line)
                yield said["question"], said["seconds"], said["agreement"]

    def report(self, name: str, network: Network, *, times: int = 1, **environment: str) -> Cost:
        """The cost of one of `bridge_subjects`."""
        _tell(f"{name}, {network}")
        command = ("python", "-m", "benchmarks.bridge_subjects", name, str(self.file(network)))
        return best(command, self.log, times=times, environment=environment)


def _tell(what: str) -> None:
    print(f"measuring {what} ...", file=sys.stderr, flush=True)


def answers(bench: Bench) -> Answers:
    """Everything that all libraries say."""
    found: Answers = {}
    for network in (MIDDLE, LARGE):
        for library in ask.LIBRARIES:
            for order in (SCRAMBLED, BY_UNIT):
                for question, seconds, agreement in bench.ask(library, network, order):
                    answer = found.setdefault((network, question, library), Answer(agreement))
                    answer.seconds[order] = seconds
    return found


def table(found: Answers) -> str:
    """All answers, those to one question together, ours first."""
    questions = list(dict.fromkeys((network, question) for network, question, _ in found))
    rows = [
        _row(network, question, library, found[network, question, library], found[network, question, "ours"])
        for network, question in questions
        for library in ask.LIBRARIES
        if (network, question, library) in found
    ]
    return TABLE + "\n".join(rows) + "\n"


def _row(network: Network, question: str, library: str, answer: Answer, ours: Answer) -> str:
    times = "" if answer is ours else f"{answer.seconds[SCRAMBLED] / ours.seconds[SCRAMBLED]:.1f}"
    seconds = [f"{answer.seconds[order]:.4f}" if order in answer.seconds else "" for order in (SCRAMBLED, BY_UNIT)]
    return f"| {network} | {question} | {library} | {' | '.join(seconds)} | {answer.agreement} | {times} |"


def promises(found: Answers) -> str:
    """How many times faster one pass for four measures is than another library's constraint alone."""
    wanted = [
        (MIDDLE, "networkx", ask.ALL_FOUR, SCRAMBLED, 150),
        (MIDDLE, "networkx", ask.AS_NETWORKX, SCRAMBLED, None),
        (LARGE, "igraph", ask.ALL_FOUR, BY_UNIT, 50),
        (LARGE, "igraph", ask.BUILT, SCRAMBLED, 20),
    ]
    rows = []
    for network, library, question, order, goal in wanted:
        theirs = found[network, ask.CONSTRAINT, library].seconds[order]
        times = theirs / found[network, question, "ours"].seconds[order]
        met = "" if goal is None else "yes" if times >= goal else "**no**"
        limit = "" if goal is None else f"at least {goal}"
        rows.append(
            f"| {question}: {network}, {order}; {library}'s constraint alone takes | {times:.0f} x | {limit} | {met} |"
        )
    return PROMISES + "\n".join(rows) + "\n"


def lines(bench: Bench) -> list[Line]:
    """What the report costs."""
    anew = bench.place / "compiled"
    fresh = bench.report("compiled", MIDDLE, XDG_CACHE_HOME=str(anew))
    again = bench.report("compiled", MIDDLE, XDG_CACHE_HOME=str(anew), times=3)
    decoded = {network: bench.report("decoded", network) for network in (LARGE, HUGE)}
    return [
        Line("all kernels, compiled from nothing", fresh, "loaded from the cache", again, Goal(cpu=40)),
        Line(
            f"report on bridges: {LARGE}", bench.report("cheap", LARGE), "reading the ties from Parquet",
            decoded[LARGE], Goal(cpu=0.7, ratio=7),
        ),
        Line(
            f"report on bridges: {HUGE}", bench.report("once", HUGE), "reading the ties from Parquet",
            decoded[HUGE], Goal(cpu=20, peak=2560),
        ),
    ]  # fmt: skip


def parts(bench: Bench, found: Answers) -> Sequence[str]:
    """Parts of the page of their own."""
    said: Mapping[str, str] = {"threads": THREADS, "same": SAME}
    own = [table(found), promises(found)]
    for name, head in said.items():
        bench.report(name, LARGE)
        own.append(head.format(network=LARGE) + bench.log.read_text(encoding="utf-8"))
    return own


def main() -> None:
    """Prints the page of this part alone."""
    with TemporaryDirectory(prefix="bothways-bench-") as folder:
        bench = Bench(Path(folder))
        measured = lines(bench)
        print(report.page(measured, ["everything else"], "\n".join(parts(bench, answers(bench)))))


if __name__ == "__main__":
    main()
