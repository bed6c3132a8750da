"""Plain English in names and docstrings: classes are unique, test names are short, docstrings are sentences."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "storage", "templates", "rules", "sandbox")
MAX_WORDS = 10
# Class names that may occur more than once, each with its reason.
SHARED_CLASS_NAMES: dict[str, str] = {}
CLUMSY_BEGINNING = re.compile(r"(?:This will|What(?!-)|Whom?|Whose|Where|Whether|When|Which|How|Of|Nobody|Somebody)\b")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@cache
def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of these folders' modules, with the name of its file."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "migrations/versions" not in name:
                yield from ((name, node) for node in ast.walk(syntax_tree(path)))


def test_no_class_name_is_used_twice() -> None:
    places = defaultdict(list)
    for file, node in nodes(*ROOMS, "tests"):
        if isinstance(node, ast.ClassDef) and node.name not in SHARED_CLASS_NAMES:
            places[node.name].append(f"{file}:{node.lineno}")
    repeated = [f"{name}: {', '.join(found)}" for name, found in sorted(places.items()) if len(found) > 1]
    assert not repeated, "Give each of these classes a name that no other class has:\n" + "\n".join(repeated)


def test_test_names_are_short() -> None:
    long = [
        f"{file}:{node.lineno} {node.name}"
        for file, node in nodes("tests")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(node.name.removeprefix("test_").split("_")) > MAX_WORDS
    ]
    assert not long, f"Shorten these to {MAX_WORDS} words; a docstring can tell the rest:\n" + "\n".join(long)


def test_docstrings_begin_like_a_sentence() -> None:
    clumsy = [
        f"{file}:{getattr(node, 'lineno', 1)} {text.splitlines()[0]}"
        for file, node in nodes(*ROOMS, "tests")
        if isinstance(node, Documented)
        for text in [ast.get_docstring(node) or ""]
        if CLUMSY_BEGINNING.match(text)
    ]
    assert not clumsy, (
        "Begin these with a verb in the imperative (functions) or a noun (classes, modules, values):\n"
        + "\n".join(clumsy)
    )
