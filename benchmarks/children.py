"""Costs of a process: CPU seconds and peak memory, as the kernel counts them for that process alone.

A process may say itself which part of its work counts (`counted`); preparing and checking are left out then.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

KIB_PER_MIB = 1024
COUNTED = "counted CPU seconds:"


@dataclass(frozen=True)
class Cost:
    """What one process took.

    Attributes:
        cpu: User and system seconds of all its threads, or what it said itself.
        peak: Largest resident memory, MiB.
    """

    cpu: float
    peak: float


def cost(command: Sequence[str], log: Path, environment: Mapping[str, str] = MappingProxyType({})) -> Cost:
    """Runs a command to its end.

    A child's peak is never below what its parent held when it started it: measure from a process that is small.

    Args:
        command: Words of the command; `python` stands for this Python.
        log: Gets its output; quoted when the command fails.
        environment: What it finds in its environment besides what we do.

    Raises:
        RuntimeError: It failed.
    """
    words = [sys.executable if word == "python" else word for word in command]
    with log.open("wb") as output:
        child = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, env=os.environ | environment)
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {child.returncode}:\n{log.read_text(errors='replace')}")
    said = re.search(rf"{COUNTED} (.+)", log.read_text(errors="replace"))
    cpu = float(said[1]) if said else used.ru_utime + used.ru_stime
    return Cost(cpu, used.ru_maxrss / KIB_PER_MIB)


@contextmanager
def counted() -> Iterator[None]:
    """Only what this process does inside counts."""
    start = time.process_time()
    yield
    print(COUNTED, time.process_time() - start)


def peak() -> float:
    """Largest resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB


def best(
    command: Sequence[str], log: Path, *, times: int, environment: Mapping[str, str] = MappingProxyType({})
) -> Cost:
    """The cheapest of several runs: what the machine's other work adds is noise, and never negative."""
    runs = [cost(command, log, environment) for _ in range(times)]
    return Cost(min(run.cpu for run in runs), min(run.peak for run in runs))
