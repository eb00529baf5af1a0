"""For whom the links of a run leave no room."""

import pyarrow as pa

from graph.room import full

LINKS = [("", "ann", "bob"), ("", "ann", "cara"), ("x", "dan", "eve"), ("x", "eve", "fay"), ("x", "fay", "dan")]
UNITS = {"ann": "A", "bob": "B", "cara": "C/one", "dan": "C/two", "eve": "B", "fay": None}


def test_whom_links_leave_nothing_of_room_and_of_the_cap_of_their_unit() -> None:
    """By hand: Ann has two links, as is usual; Bob and Dan take one, Dan that of an exchange of three; C may have 2."""
    links = pa.Table.from_pylist([{"exchange": x or None, "a": a, "b": b} for x, a, b in LINKS])
    people = pa.table({"person": list(UNITS), "unit": pa.array(UNITS.values(), pa.string())})
    certificate = {
        "room": {"usual": 2, "other": {"bob": 1, "dan": 1}},
        "caps": {"B": {"links": 3, "price": 0.0}, "C": {"links": 2, "price": 0.1}},
    }
    found = {row["person"]: (row["room"], row["cap"]) for row in full(certificate, links, people).to_pylist()}
    assert found == {"ann": (True, False), "bob": (True, False), "cara": (False, True), "dan": (True, True)}
    assert full({}, links, people).num_rows == 0
