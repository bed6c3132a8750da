"""Every reference in code and documents resolves: files, links, behaviours, promises."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.logs import ALLOWED_KEYS
from bot.metrics import Metrics
from bot.settings import Settings
from handlers import readme, routes
from tests.house.trees import syntax_tree

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "storage", "templates", "rules", "sandbox")
DOCS = ROOT / "docs"
OUTSIDE = re.compile(
    r"\b(?:product|engine|faults|surfaces|house|value|wording|design|slack-facts|slack-2026)\.md\b|\.\./shared"
)
# These name the larger data sets beside the repository, which only extra tests use.
BESIDE = {"tests/datasets.py", "tests/data/README.md", "tests/house/test_documents.py"}
ENDINGS = "py|md|j2|svg|png|csv|json|jsonl|toml|yml|js|css|html|sh|lock"
PATH = re.compile(rf"(?<![\w./-])((?:docs|tests|{'|'.join(ROOMS)})/[\w./-]*[\w-](?:\.(?:{ENDINGS})\b)?/?)")
MODULE = re.compile(rf"python -m ((?:tests|{'|'.join(ROOMS)})(?:\.\w+)*)")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)|<img[^>]*src=\"(?!https?:)([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
QUOTED = re.compile(r"`[^`\n]*`|“[^”\n]*”|\"[^\"\n]*\"")
ID = r"(?:B-\d{2,3}|M-\d{1,2}|R\d{1,2})"
BRACKETS = re.compile(rf"\(({ID}(?:(?:,| and| or| to) {ID})*)[,:;.)]")
BEHAVIOUR = re.compile(r"\bB-(?:0\d|\d{2,3})\b")
PROMISE = re.compile(r"\bR(\d{1,2})\b(?=[:,.) ])")


def python_files() -> list[Path]:
    paths = (path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in paths if "migrations/versions" not in path.as_posix())


def markdown_files() -> list[Path]:
    return sorted(
        [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("templates/**/*.md"), *ROOT.glob("tests/**/*.md")]
    )


def other_files() -> list[Path]:
    return [*ROOT.glob("Makefile"), *ROOT.glob(".ci/*"), ROOT / "pyproject.toml", ROOT / "mkdocs.yml"]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def prose(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple(find_prose(path))


def find_prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the docstrings (also those after constants) and comments of a Python file, each with its line."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def anchors(path: Path) -> set[str]:
    """Return the names that a link into this Markdown file may use: explicit ids, and headings as MkDocs names them."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", text), re.MULTILINE)
    slugs = {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}
    return set(re.findall(r'<a id="([^"]+)">', text)) | slugs


def exists(name: str) -> bool:
    return (ROOT / name.rstrip("/.")).exists()


def test_named_files_exist() -> None:
    missing = [
        f"{relative(path)}:{line} {name}"
        for path in python_files()
        for line, text in prose(path)
        for name in PATH.findall(text)
        if "." in Path(name).name and not exists(name)
    ]
    for path in [*markdown_files(), *other_files()]:
        text = path.read_text(encoding="utf-8")
        missing += [f"{relative(path)} {name}" for name in PATH.findall(text) if not exists(name) and "…" not in name]
        modules = (name.replace(".", "/") for name in MODULE.findall(text))
        missing += [f"{relative(path)} {name}" for name in modules if not exists(name) and not exists(f"{name}.py")]
    assert not missing, "Name files that exist:\n" + "\n".join(missing)


def test_links_resolve() -> None:
    broken = []
    for path in markdown_files():
        text = CODE.sub("", path.read_text(encoding="utf-8"))
        for target in filter(None, (first or second for first, second in LINK.findall(text))):
            name, _, anchor = target.partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                broken.append(f"{relative(path)} → {target}")
    assert not broken, "Repair these links:\n" + "\n".join(broken)


def references() -> Iterator[tuple[str, str]]:
    """Yield each behaviour, idea and promise that code names, as an anchor, with its place.

    `B-3`, `M-17` and `R-5` are also ids of blockers, milestones and risks. A behaviour has at least two digits, an idea
    is in brackets outside tests, and a promise has no hyphen; quoted ids are examples.
    """
    for path in python_files():
        for line, text in prose(path):
            plain = QUOTED.sub("", text)
            bracketed = {name for match in BRACKETS.findall(plain) for name in re.findall(ID, match)}
            if relative(path).startswith("tests/"):
                bracketed = {name for name in bracketed if not name.startswith("M-")}
            promises = {f"R{number}" for number in PROMISE.findall(plain)} if _is_about_reliability(path) else set()
            for name in sorted({*BEHAVIOUR.findall(plain), *bracketed, *promises}):
                yield name.lower(), f"{relative(path)}:{line} {name}"


def _is_about_reliability(path: Path) -> bool:
    return relative(path).startswith(("tests/", "bot/", "storage/"))


def test_behaviours_ideas_and_promises_have_an_anchor() -> None:
    known = anchors(DOCS / "behaviours.md") | anchors(DOCS / "reliability.md")
    unresolved = [place for name, place in references() if name not in known]
    assert not unresolved, (
        "Describe these in docs/behaviours.md or docs/reliability.md, or do not name them:\n" + "\n".join(unresolved)
    )


def test_no_anchor_is_given_twice() -> None:
    for path in (DOCS / "behaviours.md", DOCS / "reliability.md"):
        ids = re.findall(r'<a id="([^"]+)">', path.read_text(encoding="utf-8"))
        assert len(ids) == len(set(ids)), f"{relative(path)} gives an anchor twice"


def test_nothing_refers_to_documents_outside() -> None:
    files = [*python_files(), *markdown_files(), *other_files(), *ROOT.glob("templates/**/*.j2")]
    outside = [
        f"{relative(path)}:{number} {match[0]}"
        for path in files
        if relative(path) not in BESIDE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := OUTSIDE.search(line)) and "extra" not in line
    ]
    assert not outside, "Refer to docs/ instead; a stranger has nothing beside the repository:\n" + "\n".join(outside)


def test_guide_lists_all_commands() -> None:
    text = (DOCS / "guide/commands.md").read_text(encoding="utf-8")
    assert readme.command_table() in text, (
        "Run `python -m handlers.readme` and put its table into docs/guide/commands.md"
    )


def test_every_decision_is_in_the_index() -> None:
    text = (DOCS / "decisions/index.md").read_text(encoding="utf-8")
    missing = [path.name for path in DOCS.glob("decisions/0*.md") if f"({path.name})" not in text]
    assert not missing, f"List these in docs/decisions/index.md: {missing}"


def test_every_setting_is_documented() -> None:
    text = (DOCS / "admin/settings.md").read_text(encoding="utf-8")
    missing = [field.upper() for field in Settings.model_fields if f"`{field.upper()}`" not in text]
    assert not missing, f"Describe these in docs/admin/settings.md: {missing}"


def test_every_metric_and_log_field_is_documented() -> None:
    text = (DOCS / "admin/operate.md").read_text(encoding="utf-8")
    metrics = {metric.name + ("_total" if metric.type == "counter" else "") for metric in Metrics().registry.collect()}
    missing = [name for name in sorted(metrics | ALLOWED_KEYS) if f"`{name}`" not in text]
    assert not missing, f"Describe these in docs/admin/operate.md: {missing}"


def test_every_log_event_is_a_documented_name() -> None:
    text = (DOCS / "admin/operate.md").read_text(encoding="utf-8")
    absent = [
        f"{relative(path)}:{line} {event}"
        for path in python_files()
        if not relative(path).startswith("tests/")
        for line, event in _log_events(path)
        if not re.fullmatch(r"[a-z_]+", event) or f"`{event}`" not in text
    ]
    assert not absent, "Name events in snake_case and list them in docs/admin/operate.md:\n" + "\n".join(absent)


def _log_events(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the first argument of each call of `log.…`."""
    for node in ast.walk(syntax_tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log")), args=[ast.Constant(value=str(event)), *_]):
                yield node.lineno, event


def test_every_scope_is_documented() -> None:
    text = (DOCS / "admin/install.md").read_text(encoding="utf-8")
    missing = [scope for scope in routes.SURFACE.scopes if f"`{scope}`" not in text]
    assert not missing, f"Say in docs/admin/install.md why these are needed: {missing}"


def test_no_large_file_is_kept() -> None:
    large = [
        f"{relative(path)} ({path.stat().st_size // 1000} kB)"
        for path in [*(ROOT / "tests").rglob("*"), *DOCS.rglob("*")]
        if path.is_file() and "__pycache__" not in path.parts and path.stat().st_size > 300_000
    ]
    assert not large, f"Keep files over 300 kB outside the repository: {large}"


def test_changelog_tells_each_change_once() -> None:
    """Two branches merged line by line can both bring the same entry."""
    entries = [line for line in (DOCS.parent / "CHANGELOG.md").read_text().splitlines() if line.startswith("- ")]
    assert entries
    assert sorted(set(entries)) == sorted(entries)
