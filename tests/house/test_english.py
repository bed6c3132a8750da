"""Plain English in names and docstrings: classes are unique, test names are short, docstrings are sentences."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.house.trees import syntax_tree

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "storage", "templates", "rules", "sandbox")
MAX_WORDS = 10
READERS = ("rules/capture", "rules/dates", "rules/files/imports/tables/")
# Class names that may occur more than once, each with its reason.
SHARED_CLASS_NAMES: dict[str, str] = {}
CLUMSY_BEGINNING = re.compile(
    r"(?:This will|What(?!-)|Whom?|Whose|Where|Whether|When|Which|How|Of|By|Nobody|Somebody)\b"
)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of these folders' modules, with the name of its file."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
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


def test_screens_use_the_words_of_the_terms_page() -> None:
    banned = _banned_words()
    found = [
        f"{place}: “{hit[0]}” in {text.strip()[:100]}"
        for place, text in (*_rendered_lines(), *_literals())
        if (hit := banned.search(text))
    ]
    assert not found, "Say these in the words of docs/guide/terms.md:\n" + "\n".join(found)


def _banned_words() -> re.Pattern[str]:
    """Read the right column of the table “say | not”."""
    rows = (ROOT / "docs/guide/terms.md").read_text(encoding="utf-8").partition("| say | not |")[2].splitlines()[2:]
    phrases = [phrase.strip() for row in rows if row for phrase in row.strip("| ").split("|")[1].split(",")]
    assert len(phrases) > 20, "docs/guide/terms.md has lost its table of words"
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, phrases))})(?![\w-])", re.IGNORECASE)


def _rendered_lines() -> Iterator[tuple[str, str]]:
    """Yield what people read in the golden messages."""
    for path in sorted((ROOT / "tests/rendering/goldens").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("| "):
                yield f"{path.name}:{number}", line


def _literals() -> Iterator[tuple[str, str]]:
    """Yield the sentences in Python code; the rules that read what people write have their words, not ours."""
    for room in ("handlers", "rules", "bot"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(READERS):
                yield from ((f"{name}:{n.lineno}", n.value) for n in _sentences_in(syntax_tree(path)))


def _sentences_in(tree: ast.Module) -> Iterator[ast.Constant]:
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, Documented)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
        if is_text and node.value not in docstrings:
            yield node
