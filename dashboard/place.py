"""Which workspace the pages show: an argument after `--`, else the environment, else the current folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE = "BOTHWAYS_WORKSPACE"
SCRIPT = "app.py"


def folder(command: Sequence[str], environment: Mapping[str, str]) -> Path:
    """The workspace folder.

    Args:
        command: The process's arguments; where they start with our script, the next one is the folder and wins.
        environment: The process environment.
    """
    ours = bool(command) and Path(command[0]).name == SCRIPT
    given = (command[1] if ours and len(command) > 1 else "") or environment.get(VARIABLE, "")
    return Path(given or ".").resolve()
