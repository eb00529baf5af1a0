"""The words of the project, in what people read: strings, pages, templates. And nothing of anybody's machine."""

import ast
import re
from collections.abc import Iterator

import pytest

# What others know by its name keeps it: the preset `reverse-internship`, the package mentor-match.
BANNED = {
    "reverse(?!-internship)": "learning goes both ways from the start",
    "junior": "levels are lines to cross, no ranks of worth",
    "senior partner": "levels are lines to cross, no ranks of worth",
    "mentors?(?!-match)": "a person teaches and learns; nobody holds the role",
    "mentees?": "a person teaches and learns; nobody holds the role",
    r"(?<!pay )(?<!pay_)(?<!pay-)grade": "say level, strength or kind of evidence",
}
OTHERS_WORDS = ("ingest/columns.py", "benchmarks/mentoring_subjects.py")
"""The places that have to know the words other people's tables use."""
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt)/\w+")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|registry\.yarnpkg|anaconda\.org", re.IGNORECASE)


def _read_by_people(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Line and text of what a reader sees: whole pages, and the strings of modules."""
    if name.endswith((".md", ".html")):
        yield from enumerate(text.splitlines(), 1)
    elif name.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


@pytest.mark.parametrize(("word", "why"), BANNED.items())
def test_a_word_we_do_not_use_is_nowhere(word: str, why: str, house) -> None:
    pattern = re.compile(rf"\b{word}\b", re.IGNORECASE)
    found = [
        f"{name}:{line}"
        for name, text in house.texts()
        if not name.startswith(("tests/", "requirements/")) and name not in ("LICENSE", *OTHERS_WORDS)
        for line, said in _read_by_people(name, text)
        if pattern.search(said)
    ]
    assert found == [], why


def test_no_file_names_a_place_on_somebodys_machine(house) -> None:
    assert [name for name, text in house.texts() if MACHINE.search(text)] == []


def test_no_file_names_a_package_registry(house) -> None:
    assert [name for name, text in house.texts() if REGISTRY.search(text) and name != "tests/house/test_words.py"] == []
