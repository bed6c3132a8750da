"""Print the figures of the house: `python -m tests.house.figures [--list]`.

They are looked at, not held: sizes of files and functions, function names of one word, class names used twice, and
docstrings that are not in the imperative. With `--list` every name and docstring that counts is listed with its place.
"""

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "storage", "templates", "rules", "sandbox")
NOT_IMPERATIVE = re.compile(r"This will\b|(?:What|Who|Whom|Whose|Where|Of|Nobody|Somebody)\b")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Census:
    """The counts of all rooms; a place is `file:line name`."""

    file_lengths: list[int] = field(default_factory=list)
    function_lengths: list[int] = field(default_factory=list)
    function_names: int = 0
    one_word_functions: list[str] = field(default_factory=list)
    class_places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    docstrings: int = 0
    docstring_findings: list[str] = field(default_factory=list)

    @property
    def repeated_classes(self) -> list[str]:
        return [place for places in self.class_places.values() if len(places) > 1 for place in places]


def source_files() -> list[Path]:
    """Return the modules of all rooms; migrations are written once and never read again, so they don't count."""
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in files if "versions" not in path.parts)


def count_everything(files: Sequence[Path]) -> Census:
    census = Census()
    for path in files:
        source = path.read_text(encoding="utf-8")
        census.file_lengths.append(source.count("\n"))
        for node in documented_nodes(ast.parse(source)):
            count_node(census, node, place=f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}")
    return census


def documented_nodes(tree: ast.Module) -> Iterator[Documented]:
    return (node for node in ast.walk(tree) if isinstance(node, Documented))


def count_node(census: Census, node: Documented, *, place: str) -> None:
    if isinstance(node, ast.ClassDef):
        census.class_places[node.name].append(f"{place} {node.name}")
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        census.function_lengths.append((node.end_lineno or node.lineno) - node.lineno + 1)
        if not node.name.startswith("__"):
            census.function_names += 1
            if "_" not in node.name.strip("_"):
                census.one_word_functions.append(f"{place} {node.name}")
    if docstring := ast.get_docstring(node):
        census.docstrings += 1
        if NOT_IMPERATIVE.match(docstring):
            census.docstring_findings.append(f"{place} {docstring.splitlines()[0]}")


def summary_lines(census: Census) -> Iterator[str]:
    """Yield one line per figure."""
    for what, lengths in (("files", census.file_lengths), ("functions", census.function_lengths)):
        ninth = quantiles(lengths, n=10)[-1]
        yield (
            f"{what:<11}{len(lengths):>6,}   median {median(lengths):g} lines, nine of ten up to {ninth:.0f}, "
            f"longest {max(lengths)}"
        )
    share = len(census.one_word_functions) / census.function_names
    yield f"{'names':<11}{census.function_names:>6,}   {len(census.one_word_functions)} of one word ({share:.0%})"
    classes = sum(map(len, census.class_places.values()))
    yield f"{'classes':<11}{classes:>6,}   {len(census.repeated_classes)} share their name with another"
    yield f"{'docstrings':<11}{census.docstrings:>6,}   {len(census.docstring_findings)} to rewrite"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.house.figures")
    parser.add_argument("--list", action="store_true", help="list the names and docstrings that count")
    is_listed = parser.parse_args().list
    census = count_everything(source_files())
    print("\n".join(summary_lines(census)))
    if is_listed:
        print("\n".join(("", *census.one_word_functions, *census.repeated_classes, *census.docstring_findings)))


if __name__ == "__main__":
    main()
