"""Pages point at things that are there."""

import re
from pathlib import Path

from bothways.cli.app import VERBS

COMMAND = re.compile(r"(?:^|[`/ ])bothways(?: -C \S+)? ([a-z]+)(?=[ `]|$)")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def test_every_link_between_pages_leads_somewhere(root: Path, house) -> None:
    broken = [
        f"{name}: {target}"
        for name, text in house.texts()
        if name.endswith(".md")
        for target in LINK.findall(text)
        if not ((root / name).parent / target).exists()
    ]
    assert broken == []


def test_every_target_of_make_says_what_it_does(root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", text, re.MULTILINE)
    assert targets == re.findall(r"^([a-z]+):.*## \w", text, re.MULTILINE)


def test_decisions_are_numbered_without_a_gap(root: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (root / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_command_and_option_on_a_page_is_one_that_there_is(root: Path, house) -> None:
    reference = (root / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", reference))
    unknown = [
        f"{name}: {line.strip()}"
        for name, text in house.texts()
        if name.endswith(".md") and name.startswith(("docs/", "README"))
        for line in text.splitlines()
        if any(verb not in VERBS for verb in COMMAND.findall(line))
        or ("bothways " in line and not set(re.findall(r"--[a-z][a-z-]+", line)) <= options)
    ]
    assert unknown == []


def test_every_decision_stands_in_the_list(root: Path) -> None:
    folder = root / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
