"""The part of the contract that the oracle speaks for: whatever is written in whatever order, a store answers alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph import schema
from graph.stores.answers import ANSWERS
from graph.stores.base import GraphStore, Scope, WriteStats
from graph.stores.memory import MemoryStore
from graph.stores.queries import QUERIES
from graph.stores.samples import graphs, people, questions, ties

few = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Every example opens a database."""


class Opener(Protocol):
    """Opens the store of one test, always at the same place."""

    def __call__(self, *, read_only: bool = False) -> GraphStore:
        """Opens it again; whatever was written and closed before is there."""


class OracleContract:
    """Compares a store with the oracle; part of `contract.StoreContract`."""

    def test_every_query_has_an_answer_of_the_oracle(self, opener: Opener) -> None:
        assert set(QUERIES) == set(ANSWERS)
        with writing(opener) as store:
            for query in QUERIES.values():
                empty = store.query(query.name, **dict.fromkeys(query.params, "nobody"))
                assert empty.schema == query.schema
                assert empty.num_rows == 0

    def test_two_steps_in_one_run_do_not_pass_over_the_ties_of_another(self, opener: Opener) -> None:
        with writing(opener) as store:
            store.write_nodes("Person", people(*"abcde"), batch="1")
            store.write_rels("TIE", ties("r", "ae", "ac", "cd", "ab", "de"), batch="1")
            store.write_rels("TIE", ties("s", "be", "ab", "cd"), batch="1")
            found = store.query("ego", person="d", run="r")
            assert found.select(["person", "paths"]).to_pylist() == [{"person": "a", "paths": 2}]  # over c and over e

    @few
    @given(data=st.data())
    def test_every_query_answers_as_the_oracle_does(self, opener: Opener, data: st.DataObject) -> None:
        graph, oracle = data.draw(graphs()), MemoryStore()
        with opener() as store:
            empty(store)
            assert write(store, graph, batch="1") == write(oracle, graph, batch="1")
            for name in schema.NODES:
                assert store.read_nodes(name).equals(oracle.read_nodes(name)), name
            for name in schema.RELATIONS:
                assert store.read_ties(name).equals(oracle.read_ties(name)), name
            for query in QUERIES.values():
                for chosen in questions(query.params):
                    asked = store.query(query.name, **chosen), oracle.query(query.name, **chosen)
                    assert asked[0].equals(asked[1]), (query.name, chosen, asked)

    @few
    @given(data=st.data())
    def test_any_order_of_writes_ends_as_the_oracle_does(self, opener: Opener, data: st.DataObject) -> None:
        oracle = MemoryStore()
        with opener() as store:
            empty(store)
            for batch in ("1", "2", "3"):
                graph = data.draw(graphs())
                stats = [write(target, graph, batch=batch) for target in (store, oracle)]
                assert stats[0] == stats[1]
                scope = Scope(*data.draw(st.sampled_from([("TIE", "r"), ("TIE", None), ("Person", None)])))
                assert store.tidy(scope, batch) == oracle.tidy(scope, batch)
                for name in schema.RELATIONS:
                    assert store.read_ties(name).equals(oracle.read_ties(name)), name


def writing(opener: Opener) -> GraphStore:
    """A store that is ready to be written."""
    store = opener()
    store.ensure_schema()
    return store


def empty(store: GraphStore) -> None:
    """Leaves nothing in a store, whatever it makes of `start_over`."""
    store.start_over()
    store.ensure_schema()
    write(store, {}, batch="empty")
    for name in reversed(schema.ELEMENTS):
        store.tidy(Scope(name), "empty")


def write(store: GraphStore, graph: Mapping[str, pa.Table], *, batch: str) -> WriteStats:
    """Writes tables by element, nodes first; 0 rows where there is none."""
    stats = WriteStats()
    for name, element in schema.ELEMENTS.items():
        into = store.write_nodes if name in schema.NODES else store.write_rels
        stats += into(name, graph.get(name, element.schema.empty_table()), batch=batch)
    return stats
