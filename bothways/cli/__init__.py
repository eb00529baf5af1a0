"""The command. `main` is what the installed script calls; one module a verb, thin, read only when it is wanted."""

from bothways.cli.app import main

__all__ = ["main"]
