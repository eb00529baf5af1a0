"""What changed since the last export of the same folder: links that are new, kept or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

SCHEMA = pa.schema([("change", pa.string()), ("link", pa.string())], metadata={"key": "change,link"})

CHANGES = ("kept", "new", "withdrawn")


def compare(before: Iterable[str], now: Iterable[str]) -> pa.Table:
    """The links of the last export and of this one, schema `SCHEMA`, sorted."""
    old, fresh = set(before), set(now)
    groups = {"kept": old & fresh, "new": fresh - old, "withdrawn": old - fresh}
    rows = [(change, link) for change in CHANGES for link in sorted(groups[change])]
    return pa.table([[change for change, _ in rows], [link for _, link in rows]], schema=SCHEMA)
