"""What a run's tables say twice, worked out again: of every link its people's units, the lines it crosses, its gap.

The certificate speaks of worth and room. These columns carry no weight there, but people read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.suggest.certificate import Filed, Finding, filed, finding, pairs_only
from graph.suggest.links import left_of_gaps
from graph.suggest.marginal import opens

Tables = Mapping[str, pa.Table]

_NEAR = 1e-4
"""How far, as a share, a figure may be from one that is worked out from columns of six digits."""
_LINES = ("unit", "function", "location", "level")


def restated(tables: Tables, document: Mapping[str, Any], manifest: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What does not follow from the rest of a run whose certificate holds.

    Args:
        tables: Its links, candidates, gaps and people.
        document: What `certificate.json` holds.
        manifest: What `manifest.json` holds.
    """
    links, pairs, kept = tables["links"], pairs_only(tables["links"]), filed(tables, document)
    wrong = _elsewhere(links, tables["people"])
    moved = sum(rank != number for number, rank in enumerate(links["rank"].to_pylist(), start=1))
    astray = _gaps_astray(pairs, kept)
    added = _unlike(pairs["opens"], opens(kept.problem, kept.links))
    beyond = sum(step["openness"] > step["openness_at_most"] * (1 + _NEAR) for step in document["curve"])
    return (
        finding("links say of their people what the run says", not wrong, f"{wrong} do not"),
        finding("links are numbered in order", not moved, f"{moved} are not"),
        finding("gaps before and after a link follow from those before it", not astray, f"{astray} do not"),
        finding("every link adds the openness that it says", not added, f"{added} do not"),
        finding("no point of the curve is above its bound", not beyond, f"{beyond} are"),
        _loss(kept, manifest["portfolio"]),
    )


def _elsewhere(links: pa.Table, people: pa.Table) -> int:
    """How many links have people of other units, or other lines between them, than the table of people says.

    Somebody of several units stands there with the first: a line between units that is not named may be no line.
    """
    place = {key: i for i, key in enumerate(people["person"].to_pylist())}
    lines = {kind: people[kind].to_pylist() for kind in _LINES}
    wrong = 0
    for row in links.select(["a", "b", "unit_a", "unit_b", "boundaries"]).to_pylist():
        a, b = place[row["a"]], place[row["b"]]
        crossed = [kind for kind in _LINES if None not in (lines[kind][a], lines[kind][b])]
        crossed = [kind for kind in crossed if lines[kind][a] != lines[kind][b]]
        told = [kind for kind in row["boundaries"].split(";") if kind]
        units = (row["unit_a"], row["unit_b"]) == (lines["unit"][a], lines["unit"][b])
        wrong += not units or not set(crossed) - {"unit"} <= set(told) <= set(crossed)
    return wrong


def _gaps_astray(links: pa.Table, kept: Filed) -> int:
    """How many figures of gaps do not follow from the links before."""
    found = left_of_gaps(kept.problem.cell[kept.links], kept.problem.plausibility[kept.links], kept.gap)
    return sum(_unlike(links[name], worked) for name, worked in zip(("gap_before", "gap_after"), found, strict=True))


def _loss(kept: Filed, stated: Mapping[str, Any]) -> Finding:
    """Whether value and loss are those of the links; those that lots drew are not chosen, so they are left out."""
    value = float(kept.problem.w[kept.links[~kept.lot]].sum())
    loss = 1 - value / stated["v0"] if stated["v0"] else 0.0
    holds = abs(value - stated["value"]) <= _NEAR * max(1.0, value) and abs(loss - stated["loss"]) <= _NEAR
    return finding("lesson value and what was given up of it are those of the links", holds, f"{value:.6g} is theirs")


def _unlike(told: pa.ChunkedArray | pa.Array, found: NDArray[np.float64]) -> int:
    """How many figures are not those found; what is told nowhere is found nowhere."""
    stated = told.to_numpy(zero_copy_only=False).astype(np.float64)
    return int((~np.isclose(stated, found, rtol=_NEAR, atol=1e-6, equal_nan=True)).sum())
