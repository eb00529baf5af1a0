"""What the oracle promises beyond the contract: see `test_store` for the rest."""

from graph.stores.base import Scope
from graph.stores.memory import Graph, MemoryStore
from graph.stores.samples import people, ties


def test_tables_that_a_reader_has_in_hand_are_never_changed() -> None:
    graph = Graph()
    store = MemoryStore(graph)
    store.write_nodes("Person", people("a", "b", "c"), batch="1")
    store.write_rels("TIE", ties("r", "ab", "bc"), batch="1")
    held = graph.rows
    stood = {name: dict(rows) for name, rows in held.items()}
    store.write_nodes("Person", people("b", "c", "d", unit="Sales"), batch="2")
    store.write_rels("TIE", ties("r", "bc", "cd"), batch="2")
    store.tidy(Scope("TIE"), "2")
    store.tidy(Scope("Person"), "2")
    store.start_over()
    assert held == stood
