"""Searches: what they cost beside networkx, and how near a sample comes to the exact betweenness.

`python -m benchmarks.paths` measures only this.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report
from benchmarks.children import Cost, best, cost
from benchmarks.report import Goal, Line

KEPT = Path(__file__).parents[1] / ".bench"

ACCURACY = """## Betweenness from a sample

10,000 people, 100,000 ties; beside the exact values, means of three draws. Linear scaling counts a way by how far along
it a person lies; ours leaves out the first and the last step (`graph/kernels/betweenness.py`). Rank agreement
(Spearman) and the top 100 are those of the residual, betweenness beyond the number of contacts. Half-widths are the
median, as a share of the value. A run doubles the pivots until the reliability is .95.

| pivots | linear: rank agreement | top 100 kept | ours: rank agreement | top 100 kept | reliability | intervals hold \
| half-width | uncertain |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Network:
    """A network of `network_data`."""

    people: int
    ties: int
    units: int

    def __str__(self) -> str:
        return f"{self.people:,d} people, {self.ties:,d} ties"


MIDDLE = Network(10_000, 100_000, 42)
LARGE = Network(100_000, 2_000_000, 400)


@dataclass(frozen=True)
class Bench:
    """Where things are while searches are measured."""

    log: Path

    def file(self, network: Network) -> Path:
        """The network's ties, drawn now if they were not yet."""
        file = KEPT / f"network-{network.people}.npz"
        size = (str(network.people), str(network.ties), str(network.units))
        cost(("python", "-m", "benchmarks.network_data", str(file), *size), self.log)
        return file

    def subject(self, name: str, network: Network, *, times: int = 1) -> Cost:
        """The cost of one of `path_subjects`."""
        print(f"measuring {name}, {network} ...", file=sys.stderr, flush=True)
        return best(("python", "-m", "benchmarks.path_subjects", name, str(self.file(network))), self.log, times=times)


def lines(bench: Bench) -> list[Line]:
    """Costs; networkx takes a few people to search from where all would take an hour."""
    some, once = (bench.subject("betweenness_by_networkx", network) for network in (MIDDLE, LARGE))
    exact = bench.subject("exact", MIDDLE, times=3)
    sampled = bench.subject("sampled", LARGE, times=3)
    reliable = bench.subject("reliable", LARGE)
    near, by_networkx = bench.subject("near", MIDDLE, times=3), bench.subject("near_by_networkx", MIDDLE)
    return [
        Line(f"betweenness, exact: {MIDDLE}", exact, "networkx from 30 people", some, Goal(cpu=9)),
        Line(f"betweenness from 256 people: {LARGE}", sampled, "networkx from one", once, Goal(cpu=6)),
        Line("the same until it is reliable", reliable, "networkx from one", once, Goal()),
        Line(f"harmonic closeness, exact: {MIDDLE}", near, "networkx from 30 people", by_networkx, Goal(ratio=1)),
    ]


def accuracy(bench: Bench) -> str:
    """A part of the page: samples beside the exact values."""
    bench.subject("agreement", MIDDLE)
    return ACCURACY + bench.log.read_text(encoding="utf-8")


def main() -> None:
    """Prints the page of this part alone."""
    with TemporaryDirectory(prefix="bothways-bench-") as folder:
        bench = Bench(Path(folder) / "log")
        print(report.page(lines(bench), ["everything else"], accuracy(bench)))


if __name__ == "__main__":
    main()
