"""What must not matter does not: permuting it in the raw roster changes no byte of the links, as definitions 6 asks.

Positive controls show that the check can fail: permuting units or skills does change them.
"""

import csv
import gzip
import hashlib
import io
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from bothways.demo.shipped import NAMES, settings
from graph.results import Results

pytestmark = pytest.mark.real

Rows = list[dict[str, str]]

SEEDS = range(5)
HIDDEN = ("age", "gender", "title")
SETS = ("lazega", "demo", "exam")


def _read(path: Path) -> Rows:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode())))


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _with_hidden(rows: Rows, seed: int) -> Rows:
    """The roster with an age, a gender and a title for everybody, drawn where it has none."""
    rng = np.random.default_rng([seed, 41])
    drawn = {
        "age": rng.integers(18, 67, len(rows)).astype(str),
        "gender": rng.choice(["f", "m", "x"], len(rows)),
        "title": rng.choice(["Analyst", "Director", "Trainee"], len(rows)),
    }
    return [{**{name: str(drawn[name][i]) for name in HIDDEN}, **row} for i, row in enumerate(rows)]


def _permuted(rows: Rows, columns: tuple[str, ...], seed: int) -> Rows:
    order = np.random.default_rng([seed, 43]).permutation(len(rows))
    return [{**row, **{name: rows[j][name] for name in columns}} for row, j in zip(rows, order, strict=True)]


def _digest(results: Results) -> str:
    """Of the links without the column `run`."""
    links = results.table("links").drop_columns(["run"])
    return hashlib.sha256(repr(links.to_pylist()).encode()).hexdigest()


@dataclass
class Judged:
    """A set whose tables can be changed before it is loaded and run."""

    tables: Sequence[Path]
    toml: str
    analyse: Callable[..., Results]
    place: Path

    def digest(self, table: str, change: Callable[[Rows], Rows]) -> str:
        """Digest of the links after a change of the rows of one table."""
        shutil.rmtree(self.place, ignore_errors=True)
        changed = self.place.with_name(f"{table}.csv")
        _write(changed, change(_read(next(path for path in self.tables if path.name.startswith(table)))))
        others = [path for path in self.tables if not path.name.startswith(table)]
        results = self.analyse(self.place, [changed, *others], toml=self.toml)
        assert results.table("links").num_rows >= 10
        return _digest(results)

    @cached_property
    def plain(self) -> str:
        """Digest of the links of the tables as they are."""
        return self.digest("people", lambda rows: rows)


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SETS])
def judged(
    request: pytest.FixtureRequest,
    tables_of: Callable[[str], list[Path]],
    analyse: Callable[..., Results],
    tmp_path_factory: pytest.TempPathFactory,
) -> Judged:
    name = request.param
    toml = settings(name) if name in NAMES else ""
    return Judged(tables_of(name), toml, analyse, tmp_path_factory.mktemp(name) / "workspace")


@pytest.mark.parametrize("seed", SEEDS)
def test_permuting_age_gender_and_title_changes_no_byte_of_the_links(judged: Judged, seed: int) -> None:
    assert judged.digest("people", lambda rows: _permuted(_with_hidden(rows, seed), HIDDEN, seed)) == judged.plain


def test_permuting_units_changes_the_links(judged: Judged) -> None:
    assert judged.digest("people", lambda rows: _permuted(rows, ("unit",), 0)) != judged.plain


def test_permuting_skills_changes_the_links(judged: Judged) -> None:
    assert judged.digest("skills", lambda rows: _permuted(rows, ("skill",), 0)) != judged.plain


def test_a_leak_would_be_caught(judged: Judged) -> None:
    def leaky(rows: Rows) -> Rows:
        return [{**row, "max_links": str(1 + int(row["age"]) % 3)} for row in rows]

    aged = judged.digest("people", lambda rows: leaky(_with_hidden(rows, 0)))
    assert judged.digest("people", lambda rows: leaky(_permuted(_with_hidden(rows, 0), HIDDEN, 0))) != aged
