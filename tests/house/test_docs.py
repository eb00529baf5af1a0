"""Pages point at things that are there."""

import re
from pathlib import Path

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
