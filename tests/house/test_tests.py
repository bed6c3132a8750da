"""The tests keep house too: what two of them need lies beside them, and each is run by pytest alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
OF_TESTS = {"rules/schedule/test_planted_faults.py"}
"""What this one tests is whether other tests fail; it has to have them in hand."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if name not in OF_TESTS:
            yield name, ast.parse(path.read_text())


def test_nothing_is_imported_from_a_test_module() -> None:
    lent = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Import) and any(of_a_test(one) for one in imported(node))
    ]
    assert not lent, f"Move what they share into a module that is no test (tests/scenarios.py, tests/steps/): {lent}"


def imported(node: ast.ImportFrom | ast.Import) -> list[str]:
    before = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [before + alias.name for alias in node.names]


def of_a_test(name: str) -> bool:
    return name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))


def test_no_test_calls_a_test() -> None:
    calls = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node.func).startswith("test_")
    ]
    assert not calls, f"Name the state that they begin with as a scenario (tests/scenarios.py): {calls}"


def called(what: ast.expr) -> str:
    return what.id if isinstance(what, ast.Name) else what.attr if isinstance(what, ast.Attribute) else ""
