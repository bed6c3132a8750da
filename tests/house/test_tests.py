"""Rules for tests: shared steps live beside the tests, and only pytest calls a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.trees import syntax_tree

TESTS = Path(__file__).resolve().parents[1]
# This one checks that other tests fail, so it has to import them.
OF_TESTS = {"rules/schedule/test_planted_faults.py"}


def parse_modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if name not in OF_TESTS:
            yield name, syntax_tree(path)


def test_nothing_is_imported_from_a_test_module() -> None:
    imports = [
        f"{name}:{node.lineno}"
        for name, tree in parse_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Import)
        and any(belongs_to_a_test(imported_name) for imported_name in imported_names(node))
    ]
    assert not imports, (
        f"Move the shared parts into a module without tests (tests/scenarios.py, tests/steps/): {imports}"
    )


def imported_names(node: ast.ImportFrom | ast.Import) -> list[str]:
    before = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [before + alias.name for alias in node.names]


def belongs_to_a_test(name: str) -> bool:
    return name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))


def test_no_test_calls_a_test() -> None:
    calls = [
        f"{name}:{node.lineno}"
        for name, tree in parse_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node.func).startswith("test_")
    ]
    assert not calls, f"Turn the state that they begin with into a scenario (tests/scenarios.py): {calls}"


def called_name(what: ast.expr) -> str:
    return what.id if isinstance(what, ast.Name) else what.attr if isinstance(what, ast.Attribute) else ""
