"""Facts are sets: rows shuffled, files split, everything loaded twice give the same run, byte for byte."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bothways.demo.shipped import NAMES, settings
from graph.results import Results

pytestmark = pytest.mark.real

SETS = ("manufacturer", "demo", "exam", *NAMES)
PARTS = 3


def _lines(path: Path) -> list[bytes]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return content.splitlines()


def _shuffled(path: Path, to: Path) -> list[Path]:
    header, *rows = _lines(path)
    order = np.random.default_rng(7).permutation(len(rows))
    changed = to / path.name.removesuffix(".gz")
    changed.write_bytes(b"\n".join([header, *(rows[i] for i in order)]) + b"\n")
    return [changed]


def _split(path: Path, to: Path) -> list[Path]:
    header, *rows = _lines(path)
    parts = [to / f"{part}-{path.name.removesuffix('.gz')}" for part in range(PARTS)]
    for part, file in enumerate(parts):
        file.write_bytes(b"\n".join([header, *rows[part::PARTS]]) + b"\n")
    return parts


def _files(results: Results) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(results.folder.iterdir())}


def _differing(a: Results, b: Results) -> list[str]:
    ours, theirs = _files(a), _files(b)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


@pytest.mark.parametrize("name", SETS)
def test_order_split_and_repetition_change_nothing(
    name: str, tables_of, analyse: Callable[..., Results], tmp_path: Path
) -> None:
    tables, toml = tables_of(name), settings(name) if name in NAMES else ""
    first = analyse(tmp_path / "plain", tables, toml=toml)
    changed = {}
    for change in (_shuffled, _split):
        (tmp_path / change.__name__).mkdir()
        files = [file for table in tables for file in change(table, tmp_path / change.__name__)]
        changed[change.__name__] = analyse(tmp_path / f"{change.__name__}-workspace", files, toml=toml)
    changed["twice"] = analyse(tmp_path / "twice", tables, tables, toml=toml)
    assert {way: results.run for way, results in changed.items()} == dict.fromkeys(changed, first.run)
    assert {way: _differing(first, results) for way, results in changed.items()} == {way: [] for way in changed}
