"""Synthetic contacts as a ledger keeps them: seeded, one Parquet file a week, made once and kept in `.bench/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.facts import CONTACTS

Ints = NDArray[np.int64]

SEED = 20
WEEKS = 26
FIRST_WEEK = 2930  # weeks since 1970, in 2026
CONTACTS_PER_TIE = 20
TIES_PER_PERSON = 10
CHANNELS = ("mail", "chat", "meeting")
SCHEMA = CONTACTS.append(pa.field("source", pa.string()))


def write(folder: Path, contacts: int) -> None:
    """Writes `contacts` contacts over `WEEKS` files into `folder`, unless they stand there."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for week, table in enumerate(weeks(contacts)):
        pq.write_table(table, folder / f"{week:02d}.parquet", compression="zstd")
    (folder / "done").touch()


def weeks(contacts: int) -> Iterator[pa.Table]:
    """The contacts of each week: a few people write much, a few ties hold many contacts."""
    rng = np.random.default_rng(SEED)
    ties = contacts // CONTACTS_PER_TIE
    people = ties // TIES_PER_PERSON
    keys = pa.array([f"p{number:07d}" for number in range(people)])
    ends = (people * rng.beta(0.8, 1.6, (2, ties))).astype(np.int64)
    busy = np.cumsum(rng.lognormal(0, 1, ties))
    for week in range(WEEKS):
        count = contacts * (week + 1) // WEEKS - contacts * week // WEEKS
        tie = np.searchsorted(busy, rng.random(count) * busy[-1])
        turned = rng.integers(0, 2, count)
        yield _table(keys, ends[turned, tie], ends[1 - turned, tie], FIRST_WEEK + week, rng)


def _table(keys: pa.Array, sender: Ints, recipient: Ints, week: int, rng: np.random.Generator) -> pa.Table:
    count = len(sender)
    day = week * 7 - 3 + rng.integers(0, 5, count)
    message = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), count, [None, pa.py_buffer(rng.bytes(16 * count))])
    return pa.table(
        [
            message.cast(pa.binary()),
            keys.take(pa.array(sender)),
            keys.take(pa.array(recipient)),
            pa.array(CHANNELS).take(pa.array(rng.choice(3, count, p=(0.5, 0.35, 0.15)))),
            pa.array(day * 86_400 + rng.integers(25_000, 65_000, count)),
            pa.array(day.astype(np.int32)),
            pa.array(np.ones(count)),
            pa.array(rng.choice(np.array([1, 2, 3, 8], np.int32), count, p=(0.7, 0.15, 0.1, 0.05))),
            pa.array(np.full(count, "bench")),
        ],
        schema=SCHEMA,
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
