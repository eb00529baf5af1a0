"""A network on disk: Arrow files that are mapped into memory, so that opening one reads nothing and builds nothing.

Whoever holds a network that is saved anew keeps what they had.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.core import Core
from graph.errors import BrokenError, GuardError
from graph.network import Network

FORMAT = {"bothways network": "2"}
"""Stands in each file; the number is raised when an older reader would read it wrongly."""

FILES = ("people", "ties", "arcs", "attributes")
ORDERS = ("order", "place", "last")


def save(network: Network, folder: Path) -> None:
    """Writes a network and its core into a folder of its own; one that was saved there before is replaced.

    Raises:
        GuardError: Something else is there.
    """
    if folder.exists() and not _is_network(folder):
        raise GuardError("there is something else than a network", where=str(folder), cure="choose another folder")
    staged = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    for name, plain in _tables(network).items():
        table = plain.replace_schema_metadata(FORMAT)
        with pa.OSFile(str(staged / f"{name}.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    if folder.exists():
        shutil.rmtree(folder)
    staged.rename(folder)


def read(folder: Path) -> Network:
    """Maps a saved network into memory.

    Raises:
        BrokenError: There is none, or one of another version, or so damaged that a number in it leads nowhere.
    """
    people, ties, arcs, attributes = (_mapped(folder / f"{name}.arrow") for name in FILES)
    try:
        units = _numbers(people, "unit") if "unit" in people.column_names else None
        a, b, onward, back = (_numbers(ties, name) for name in ("a", "b", "onward", "back"))
        keys, known = tuple(people["person"].to_pylist()), attributes if attributes.column_names else None
        network = Network(keys, a, b, onward, back, units, attributes=known)
        order, place, last = (_numbers(people, name) for name in ORDERS)
        head, tie, weight = (_numbers(arcs, name) for name in ("head", "tie", "weight"))
    except (KeyError, ValueError, pa.ArrowException) as error:
        raise _unreadable(folder) from error
    core = Core(order, place, np.append(0, last), head, tie, weight)
    if not _hangs_together(network, core):
        raise _unreadable(folder)
    vars(network)["core"] = core
    return network


def _hangs_together(network: Network, core: Core) -> bool:
    """Whether every number leads to something: kernels look nothing up twice, and would read beside the arrays.

    A flow or a strength that was changed into another one is not seen.
    """
    n, m, arcs = len(network.people), len(network.a), len(core.head)
    rows = n if network.attributes is None else network.attributes.num_rows
    lengths = [len(network.b), len(network.onward), len(network.back), len(core.order), len(core.place), rows]
    if lengths != [m, m, m, n, n, n] or not len(core.tie) == len(core.weight) == arcs == 2 * m:
        return False
    if core.start[-1] != arcs or (np.diff(core.start) < 0).any():
        return False
    numbers = ((network.a, n), (network.b, n), (core.order, n), (core.place, n), (core.head, n), (core.tie, m))
    if not all(_within(values, size) for values, size in numbers):
        return False
    turned = np.array_equal(core.place[core.order], np.arange(n))
    return turned and all(_within(values, np.inf) for values in (network.onward, network.back, core.weight))


def _within(values: NDArray[Any], size: float) -> bool:
    """Whether all are 0 or more and below `size`; NaN is not."""
    return not len(values) or bool(values.min() >= 0 and values.max() < size)


def _tables(network: Network) -> Mapping[str, pa.Table]:
    core = network.core
    units = {} if network.units is None else {"unit": network.units}
    orders = {"order": core.order, "place": core.place, "last": core.start[1:]}
    return {
        "people": pa.table({"person": pa.array(network.people, pa.string())} | orders | units),
        "ties": pa.table({"a": network.a, "b": network.b, "onward": network.onward, "back": network.back}),
        "arcs": pa.table({"head": core.head, "tie": core.tie, "weight": core.weight}),
        "attributes": pa.table({}) if network.attributes is None else network.attributes,
    }


def _is_network(folder: Path) -> bool:
    return folder.is_dir() and {path.name for path in folder.iterdir()} == {f"{name}.arrow" for name in FILES}


def _mapped(path: Path) -> pa.Table:
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        table.validate(full=True)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path) from error
    found = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    if found != FORMAT:
        raise _unreadable(path)
    return table


def _numbers(table: pa.Table, name: str) -> NDArray[Any]:
    """A column as it lies in the file."""
    parts = table.column(name).chunks
    numbers: NDArray[Any] = parts[0].to_numpy() if parts else np.empty(0, table[name].type.to_pandas_dtype())
    return numbers


def _unreadable(path: Path) -> BrokenError:
    return BrokenError("no network can be read here", where=str(path), cure="save it again (`Network.save`)")
