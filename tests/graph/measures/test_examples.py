"""The examples in the docstrings are run, so that they stay true."""

import doctest
import importlib
import pkgutil

import pytest

import graph.measures
from graph.measures import claims, gaps
from graph.measures.balance import balance
from graph.measures.betweenness import betweenness
from graph.measures.bridging import bridging
from graph.measures.brokerage import brokerage
from graph.measures.bubble import bubble
from graph.measures.closure import closure
from graph.measures.cohesion import cohesion
from graph.measures.communities import communities
from graph.measures.emerging import emerging
from graph.measures.failure import failure
from graph.measures.holders import holders
from graph.measures.holes import clustering, constraint, effective_size, efficiency
from graph.measures.informal import informal
from graph.measures.needs import needs
from graph.measures.overload import helped, load, overload
from graph.measures.participation import participation
from graph.measures.reach import reach
from graph.measures.residual import residual
from graph.measures.trend import trend
from graph.measures.voice import voice

MEASURES = (
    gaps.judge, claims.test, closure, participation, constraint, effective_size, efficiency, clustering, cohesion,
    communities, betweenness, residual, bridging, needs, brokerage, bubble, failure, reach, voice,
    balance, emerging, helped, holders, informal, load, overload, trend,
)  # fmt: skip
MODULES = [found.name for found in pkgutil.iter_modules(graph.measures.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_measure_are_true(name: str) -> None:
    module = importlib.import_module(f"graph.measures.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_a_measure_says_in_plain_words_what_it_means_and_works_an_example(measure) -> None:
    assert "In plain words:" in measure.__doc__
    assert "Example:" in measure.__doc__
