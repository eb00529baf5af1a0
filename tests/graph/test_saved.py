import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.errors import BrokenError, GuardError
from graph.kernels import triangles
from graph.network import Network


def _network(people: int = 20, units: np.ndarray | None = None) -> Network:
    """Everybody is tied to the next and to the one after."""
    a = np.tile(np.arange(people - 2, dtype=np.int32), 2)
    b = a + np.repeat([1, 2], people - 2)
    keys = tuple(f"p{i:02d}" for i in range(people))
    return Network.from_strengths(keys, a, b, np.linspace(1, 5, len(a)), units=units)


def _same(found: Network, expected: Network) -> bool:
    arrays = ("a", "b", "onward", "back")
    cores = ("order", "place", "start", "head", "tie", "weight")
    return (
        found.people == expected.people
        and all(np.array_equal(getattr(found, name), getattr(expected, name)) for name in arrays)
        and all(np.array_equal(getattr(found.core, name), getattr(expected.core, name)) for name in cores)
    )


def test_what_is_opened_is_what_was_saved(tmp_path: Path) -> None:
    made = _network(units=np.arange(20, dtype=np.int32) % 3)
    made.save(tmp_path / "net")
    found = Network.open(tmp_path / "net")
    assert _same(found, made)
    assert found.units is not None
    assert found.units.tolist() == made.units.tolist()


def test_networks_without_units_ties_or_people_can_be_saved(tmp_path: Path) -> None:
    for name, made in (
        ("plain", _network()),
        ("alone", _network(2)),
        ("nobody", Network.from_strengths((), *[np.zeros(0, np.int32)] * 2, np.zeros(0))),
    ):
        made.save(tmp_path / name)
        found = Network.open(tmp_path / name)
        assert _same(found, made)
        assert found.units is None


def test_the_person_table_is_saved_and_belongs_to_these_people(tmp_path: Path) -> None:
    table = pa.table({"level": pa.array([1, None, 3]), "unit": ["x", "y", None]})
    keys, ends = ("a", "b", "c"), (np.array([0], np.int32), np.array([1], np.int32))
    Network.from_strengths(keys, *ends, np.ones(1), attributes=table).save(tmp_path / "net")
    assert Network.open(tmp_path / "net").attributes == table
    Network.from_strengths(keys[:2], *ends, np.ones(1), attributes=table[:2]).save(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "attributes.arrow", tmp_path / "net")
    with pytest.raises(BrokenError, match="no network can be read here"):
        Network.open(tmp_path / "net")


def test_opening_builds_nothing_and_copies_no_tie(tmp_path: Path) -> None:
    _network().save(tmp_path / "net")
    before = pa.total_allocated_bytes()
    found = Network.open(tmp_path / "net")
    assert pa.total_allocated_bytes() == before
    assert "core" in vars(found)
    for values in (found.a, found.onward, found.core.head, found.core.weight):
        assert not values.flags.owndata
        assert not values.flags.writeable


def test_kernels_read_a_mapped_network_like_any_other(tmp_path: Path) -> None:
    made = _network()
    made.save(tmp_path / "net")
    one, other = (
        triangles.ego(c.start, c.head, c.tie, c.weight) for c in (made.core, Network.open(tmp_path / "net").core)
    )
    assert [values.tobytes() for values in one] == [values.tobytes() for values in other]


def test_who_holds_a_network_keeps_it_when_another_is_saved_in_its_place(tmp_path: Path) -> None:
    _network(20).save(tmp_path / "net")
    held = Network.open(tmp_path / "net")
    _network(30).save(tmp_path / "net")
    assert _same(held, _network(20))
    assert _same(Network.open(tmp_path / "net"), _network(30))
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_the_same_network_is_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _network().save(tmp_path / name)
    assert [(tmp_path / "one" / f).read_bytes() for f in ("people.arrow", "ties.arrow", "arcs.arrow")] == [
        (tmp_path / "two" / f).read_bytes() for f in ("people.arrow", "ties.arrow", "arcs.arrow")
    ]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    for place in (tmp_path, tmp_path / "mine"):
        with pytest.raises(GuardError, match="something else than a network; choose another folder"):
            _network().save(place)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("damage", ["nothing there", "cut off", "another version", "a column less"])
def test_what_cannot_be_read_says_so_with_the_cure(tmp_path: Path, damage: str) -> None:
    _network().save(tmp_path / "net")
    path = tmp_path / "net" / "arcs.arrow"
    if damage == "nothing there":
        path.unlink()
    elif damage == "cut off":
        path.write_bytes(path.read_bytes()[:-30])
    else:
        kept = {"head": [1]} if damage == "a column less" else {"head": [1], "tie": [1], "weight": [1.0]}
        marks = {"bothways network": "2" if damage == "a column less" else "99"}
        table = pa.table(kept).replace_schema_metadata(marks)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    with pytest.raises(BrokenError, match="no network can be read here; save it again"):
        Network.open(tmp_path / "net")


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("people", "order", 20), ("people", "place", -1), ("people", "last", 1), ("ties", "a", 20),
        ("ties", "onward", -1), ("arcs", "head", -1), ("arcs", "tie", 36), ("arcs", "weight", float("nan")),
    ],
)  # fmt: skip
def test_a_number_that_leads_nowhere_is_seen_before_a_kernel_reads_it(
    tmp_path: Path, name: str, column: str, value: float
) -> None:
    _network().save(tmp_path / "net")
    path = tmp_path / "net" / f"{name}.arrow"
    table = pa.ipc.open_file(path.read_bytes()).read_all()
    numbers = table[column].to_numpy().copy()
    numbers[-1] = value
    damaged = table.set_column(table.column_names.index(column), table.schema.field(column), pa.array(numbers))
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, damaged.schema) as writer:
        writer.write_table(damaged)
    with pytest.raises(BrokenError, match="no network can be read here"):
        Network.open(tmp_path / "net")


def test_keys_that_are_no_texts_any_more_are_seen(tmp_path: Path) -> None:
    _network().save(tmp_path / "net")
    path = tmp_path / "net" / "people.arrow"
    assert path.read_bytes().count(b"p00p01") == 1
    path.write_bytes(path.read_bytes().replace(b"p00p01", b"p0\xff\xff01"))
    with pytest.raises(BrokenError, match="no network can be read here"):
        Network.open(tmp_path / "net")
