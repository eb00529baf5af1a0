"""For whom the links of a finished run leave no room: their own is used up, or that of the people of their unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from graph.suggest.caps import capped

_FULL = pa.schema([("person", pa.string()), ("room", pa.bool_()), ("cap", pa.bool_())])


def full(certificate: Mapping[str, Any], links: pa.Table, people: pa.Table) -> pa.Table:
    """For whom a run's links leave nothing; of a run without a certificate nobody is known to be such.

    Returns:
        person; room: whether their own is used up; cap: whether that of the people of their unit is.
    """
    if "room" not in certificate:
        return pa.table([[], [], []], schema=_FULL)
    keys, used = people["person"].to_pylist(), Counter[str]()
    for exchange, a, b in zip(*(links[name].to_pylist() for name in ("exchange", "a", "b")), strict=True):
        for person in (a, b):
            used[person] += 1 if exchange else 2  # who is in an exchange of three stands in two of its lessons
    usual, other = certificate["room"]["usual"], certificate["room"]["other"]
    room = [bool(used[key]) and used[key] >= 2 * other.get(key, usual) for key in keys]
    caps = capped(people["unit"].fill_null("").to_pylist(), _most(certificate))
    together = np.bincount(caps.of, [used[key] for key in keys], len(caps.names) + 1)
    spent = np.append(together[:-1] >= 2 * caps.most, False)[caps.of].tolist()
    rows = [row for row in zip(keys, room, spent, strict=True) if any(row[1:])]
    return pa.table([list(column) for column in zip(*rows, strict=True)] or [[], [], []], schema=_FULL)


def _most(certificate: Mapping[str, Any]) -> dict[str, int]:
    return {unit: cap["links"] for unit, cap in certificate.get("caps", {}).items()}
