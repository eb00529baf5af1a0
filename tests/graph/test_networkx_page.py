"""The page for people who know networkx: its examples give what they say, its list of functions is the real one."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph.backend import ANSWERED_BY

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "networkx.md").read_text(encoding="utf-8")


def test_the_examples_give_what_they_say(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["-C", "lazega", "demo", "--real", "lazega", "--no-serve"]
    assert " ".join(["bothways", *words]) in page
    subprocess.run([sys.executable, "-m", "bothways", *words], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    code = "\n".join(BLOCK.findall(page))
    examples = doctest.DocTestParser().get_doctest(code, {}, "networkx.md", None, None)
    said: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert (found.failed, "".join(said)) == (0, "")
    assert found.attempted > 20


def test_every_function_of_ours_is_listed_and_no_other(page: str) -> None:
    _, _, section = page.partition("## Which functions are ours")
    table, _, _ = section.partition("networkx's own tests")
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(ANSWERED_BY)
