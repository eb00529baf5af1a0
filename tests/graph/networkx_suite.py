"""A plug-in for networkx's own tests: what is left out and why, and which calls our kernels answered.

`test_backend_suite.py` runs these tests in a process of their own, where networkx sends every call to us first.
"""

import json
import logging
import os
from collections import Counter
from pathlib import Path

import pytest

LOOPS = "its graph has ties of nodes to themselves, which are no contact; the same is tested on others of ours"
LEFT_OUT = {
    "test_modularity_increase": LOOPS,
    "test_valid_partition": LOOPS,
    "test_quality": LOOPS,
    "test_resolution": LOOPS,
    "test_none_weight_param": "one tie weighs 0, which is no tie",
    "test_partition_iterator": "the library that finds communities tells no steps on its way",
    "test_max_level": "the same; a `max_level` is refused",
}
"""Tests by name, with the reason."""


class Calls(logging.Handler):
    """Counts the lines in which networkx says that it called us, by function."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.by_name: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith("Using backend '%s' for call to") and record.args[0] == "bothways":
            self.by_name[record.args[1]] += 1


CALLS = Calls()
OUTCOMES: Counter[str] = Counter()


def pytest_configure() -> None:
    logger = logging.getLogger("networkx.utils.backends")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(CALLS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if item.name in LEFT_OUT]
    if len(left_out) != len(LEFT_OUT):
        raise pytest.UsageError("LEFT_OUT names tests that networkx does not have, or too many at once")
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Expected failures stand apart: networkx marks so what a backend lacks."""
    if report.when == "call" or report.outcome != "passed":
        OUTCOMES["expected to fail" if hasattr(report, "wasxfail") else report.outcome] += 1


def pytest_sessionfinish() -> None:
    found = {"outcomes": dict(OUTCOMES), "calls": dict(CALLS.by_name)}
    Path(os.environ["NETWORKX_SUITE_REPORT"]).write_text(json.dumps(found), encoding="utf-8")
