"""Functions fit a glance and modules one idea, in the four packages."""

import ast
from collections.abc import Iterator
from statistics import median

MOST_LINES = 60
MEDIAN_LINES = 10
MOST_LINES_OF_A_MODULE = 400


def _own_lines(function: ast.AST) -> int:
    """Lines that hold code, from `def` to the end, without the docstring (its sub-functions count in)."""
    code = ast.unparse(_without_docstring(function)).splitlines()
    wide = sum(len(line) // 120 for line in code)  # unparse joins what was broken over lines
    return len(code) + wide


def _without_docstring(function: ast.AST) -> ast.AST:
    body = getattr(function, "body", [])
    if body and ast.get_docstring(function) is not None:  # type: ignore[arg-type]
        function.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
    return function


def _functions(house) -> Iterator[tuple[str, int]]:
    for name, module in house.modules():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name}", _own_lines(node)


def test_no_function_is_longer_than_a_screen(house) -> None:
    assert [(name, lines) for name, lines in _functions(house) if lines > MOST_LINES] == []


def test_the_usual_function_fits_a_glance(house) -> None:
    assert median(lines for _, lines in _functions(house)) < MEDIAN_LINES


def test_no_module_holds_more_than_one_idea_can_fill(house) -> None:
    modules = {name for name, _ in house.modules()}
    lengths = {name: text.count("\n") for name, text in house.texts() if name in modules}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE} == {}


def test_every_module_says_why_it_exists(house) -> None:
    assert [name for name, module in house.modules() if module.body and not ast.get_docstring(module)] == []
