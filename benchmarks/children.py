"""Costs of a process: CPU seconds and peak memory, as the kernel counts them for that process alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Cost:
    """What one process took.

    Attributes:
        cpu: User and system seconds of all its threads.
        peak: Largest resident memory, MiB.
    """

    cpu: float
    peak: float


def cost(command: Sequence[str], log: Path) -> Cost:
    """Runs a command to its end.

    A child's peak is never below what its parent held when it started it: measure from a process that is small.

    Args:
        command: Words of the command; `python` stands for this Python.
        log: Gets its output; quoted when the command fails.

    Raises:
        RuntimeError: It failed.
    """
    words = [sys.executable if word == "python" else word for word in command]
    with log.open("wb") as output:
        child = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {child.returncode}:\n{log.read_text(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / KIB_PER_MIB)


def best(command: Sequence[str], log: Path, *, times: int) -> Cost:
    """The cheapest of several runs: what the machine's other work adds is noise, and never negative."""
    runs = [cost(command, log) for _ in range(times)]
    return Cost(min(run.cpu for run in runs), min(run.peak for run in runs))
