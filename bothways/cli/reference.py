"""The reference page of the command, made from the same words as `--help`: `python -m bothways.cli.reference`.

A test compares it with docs/reference/command.md, so the page cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bothways.cli.app import VERBS, load
from bothways.cli.exit_codes import MEANINGS

HEAD = """\
# The command

Made from the command's own help by `python -m bothways.cli.reference`; change the help, not this page.

`bothways [-C DIR] VERB ...` works in the workspace DIR (default: the current folder); `-C` may also stand behind the
verb. With `--json` stdout holds one JSON document, or JSON Lines where rows are shown, and nothing else. Progress and
messages go to stderr. Ctrl-C leaves what was committed last.
"""

EVERYWHERE = ("-C", "--json", "--help")
"""Options that every verb has; the head of the page explains them."""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *(_section(verb, load(verb)) for verb in VERBS), _exit_codes()]
    return "\n".join(parts)


def _section(name: str, command: Any) -> str:
    """One verb, and the verbs below it."""
    below = getattr(command, "commands", {})
    if below:
        return "\n".join(_section(f"{name} {inner}", below[inner]) for inner in below)
    lines = [f"## {name}", "", f"`{_synopsis(name, command)}`", "", command.help.strip(), ""]
    options = list(_options(command))
    if options:
        lines += ["| option | |", "|---|---|", *options, ""]
    return "\n".join(lines)


def _synopsis(name: str, command: Any) -> str:
    arguments = [_metavar(param) for param in command.params if param.param_type_name == "argument"]
    return " ".join(["bothways", name, *arguments, *(["[OPTIONS]"] if any(_options(command)) else [])])


def _options(command: Any) -> Iterator[str]:
    for param in command.params:
        if param.param_type_name != "option" or set(param.opts) & set(EVERYWHERE):
            continue
        names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
        default = f" Default: {_plain(param.default)}." if _has_default(param) else ""
        needed = " Required." if param.required else ""
        yield f"| {names}{_of(param)} | {param.help}{needed}{default} |"


def _metavar(param: Any) -> str:
    choices = param.type_descriptor.choices
    return "{" + ",".join(map(str, choices)) + "}" if choices else str(param.metavar or param.name.upper())


def _of(param: Any) -> str:
    """What stands behind an option that takes a value."""
    if param.metavar:
        return f" {param.metavar}".replace("|", "\\|")
    choices = param.type_descriptor.choices
    if choices:
        return " " + "\\|".join(map(str, choices))
    return "" if param.is_flag else " N"


def _has_default(param: Any) -> bool:
    return param.default is not None and not param.is_flag and not param.required


def _plain(default: Any) -> str:
    return str(getattr(default, "value", default))


def _exit_codes() -> str:
    rows = [f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["## Exit codes", "", "| code | |", "|---|---|", *rows, ""])


def main() -> None:
    """Prints the page."""
    print(page(), end="")


if __name__ == "__main__":
    main()
