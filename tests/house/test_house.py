"""Rules of the house as tests; each failure says what to do."""

import ast
import itertools
import re
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.settings import Settings
from handlers import readme, routes
from handlers.admin import help_pages
from handlers.common.commands import Command
from rules.schedule.network import find_cycle
from tests.house.trees import syntax_tree

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "storage", "templates", "rules", "sandbox")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
LONGEST_TEMPLATE_LINE = 140
# These two have one file per topic, and the door plate.
# One file per topic: value and governance added seven.
MAX_MODULES = {"storage": 50, "tests/storage": 50, "sandbox": 41, "tests/rendering/facts": 40}


def sources(*rooms: str) -> list[Path]:
    paths = (path for room in rooms or ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in paths if "migrations/versions" not in path.as_posix())


def test_rooms_keep_their_doors() -> None:
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, f"A room imports what it may not; the contract is in pyproject.toml.\n{lint.stdout}"


def test_every_room_has_a_door_plate() -> None:
    bare = [room for room in ROOMS if not ast.get_docstring(syntax_tree(ROOT / room / "__init__.py"))]
    assert not bare, f"Say in __init__.py what these rooms are for and what never enters them: {bare}"


def test_no_file_is_too_long() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := p.read_text().count("\n")) > LONGEST_FILE}
    assert not long, f"Split these along their topics (at most {LONGEST_FILE} lines): {long}"


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long, f"Split these (at most {LONGEST_FUNCTION} lines): {long}"


def test_listeners_leave_the_database_to_flows_and_queries() -> None:
    misplaced = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources("handlers")
        if path.stem == "listeners" or path.stem.endswith("_listeners")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "session" in {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
    ]
    assert not misplaced, f"Move these beside the listeners, into flows or queries: {misplaced}"


def test_no_modules_import_each_other() -> None:
    graph = {name: _imports(path, name) for path in sources() for name in [_module(path)]}
    loop = find_cycle([(name, target) for name, imported in graph.items() for target in imported if target in graph])
    assert loop is None, f"These import each other; move what they share into a third: {' → '.join(loop or ())}"


def test_rows_stay_in_storage() -> None:
    """`bot` and `handlers`, which alone may import `storage`, name no table class and no `_row` function."""
    escaped = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in sources("bot", "handlers")
        for node in ast.walk(syntax_tree(path))
        for name in _foreign_names(node)
        if re.search(r"^storage\.tables|[a-z]Row$|\w_row$", name)
    ]
    assert not escaped, f"Give storage a function that takes ids and values, and returns frozen values: {escaped}"


def _foreign_names(node: ast.AST) -> list[str]:
    match node:
        case ast.Attribute(attr=name):
            return [name]
        case ast.Import(names=aliases):
            return [alias.name for alias in aliases]
        case ast.ImportFrom(module=module, names=aliases):
            return [str(module), *(alias.name for alias in aliases)]
    return []


@pytest.mark.parametrize("entry", routes.COMMANDS, ids=lambda entry: entry.verb)
def test_every_command_says_what_it_is(entry: Command) -> None:
    assert entry.usage.startswith(entry.verb), f"Begin the usage of {entry.verb} with its verb"
    assert entry.summary.endswith("."), f"Give {entry.verb} a summary that is a sentence"
    assert len(entry.summary) <= 110, f"Shorten the summary of {entry.verb}: help has one line for it"
    first_word = entry.summary.split()[0]
    assert first_word not in ("A", "An", "The", "What", "Who", "How", "Say", "Let"), f"Begin {entry.verb} with a verb"
    assert entry.examples, f"Give {entry.verb} an example; tests run it"


def test_every_verb_belongs_to_one_topic_of_help() -> None:
    verbs = sorted(verb for verbs in help_pages.VERBS_BY_TOPIC.values() for verb in verbs)
    assert verbs == sorted(entry.verb for entry in routes.COMMANDS), (
        "Give each verb one topic in handlers/admin/help_pages.py"
    )


def test_every_verb_and_button_appears_in_a_conversation() -> None:
    conversations = "\n".join(path.read_text() for path in (ROOT / "tests/conversations").rglob("*.py"))
    # The other verbs are ids, any of which will do.
    verbs = [entry.verb for entry in routes.COMMANDS if entry.verb.islower()]
    untyped = [verb for verb in verbs if not re.search(rf"[\"']{verb}\b", conversations)]
    unpressed = [action for action in routes.CLICKS if f'"{action}"' not in conversations]
    assert untyped + unpressed == [], "Type and press these in tests/conversations"


def test_every_template_is_rendered_somewhere() -> None:
    code = "\n".join(
        path.read_text() for path in [*sources("handlers", "bot", "templates"), *ROOT.glob("templates/**/*.j2")]
    )
    names = (path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.xml.j2"))
    unused = [name for name in names if not _named(name, code)]
    assert not unused, f"These are never rendered; delete them or use them: {unused}"


def _named(name: str, code: str) -> bool:
    stem = name.removesuffix(".xml.j2")
    voice_name = re.sub(r"(delivery|executive)", "{audience.value}", stem)
    kind_name = re.sub(r"plan/new_(program|project|milestone)$", "plan/new_{kind}", stem)
    return any(f'"{candidate}"' in code for candidate in (stem, name, voice_name, kind_name)) or (
        "{voice}_detail" in code and stem.endswith("_detail")
    )


def test_templates_are_laid_out_like_code() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.j2"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    assert not long, (
        f"Wrap these at a tag or a condition (at most {LONGEST_TEMPLATE_LINE} characters; templates/README.md says "
        f"where a line break counts as a space): {long}"
    )


def test_settings_match_the_example_file() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    explained = {
        line.lstrip("# ").split("=")[0]
        for previous_line, line in itertools.pairwise(lines)
        if re.match(r"#? ?[A-Z_]+=", line) and previous_line.startswith("#")
    }
    fields = {name.upper() for name in Settings.model_fields}
    assert explained == fields, f"Settings and .env.example differ: {explained ^ fields}"


def test_topics_have_the_same_name_in_every_room() -> None:
    """A topic of `handlers/` has the same name in the other rooms, and conversations that show it."""
    packages = {path.parent.name for path in (ROOT / "handlers").glob("*/__init__.py")} - {"slack", "common"}
    rooms = [{path.stem for path in (ROOT / room).iterdir()} for room in ("rules", "storage", "templates")]
    unmatched = sorted(topic for topic in packages if not any(topic in names for names in rooms))
    assert not unmatched, f"Give these topics the same name in the other rooms: {unmatched}"
    unshown = sorted(topic for topic in packages if not (ROOT / "tests/conversations" / topic).is_dir())
    assert not unshown, f"Show these topics in tests/conversations/<topic>/: {unshown}"


def test_no_folder_holds_too_many_modules() -> None:
    counts = Counter(path.parent.relative_to(ROOT).as_posix() for path in [*sources(), *(ROOT / "tests").rglob("*.py")])
    crowded = {folder: count for folder, count in counts.items() if count > MAX_MODULES.get(folder, 25)}
    assert not crowded, f"Group these folders into packages by topic: {crowded}"


def test_readme_lists_all_commands() -> None:
    text = (ROOT / "README.md").read_text()
    assert readme.command_table() in text, "Run `python -m handlers.readme` and put its table into README.md"


def _module(path: Path) -> str:
    name = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    return name.removesuffix(".__init__")


def _imports(path: Path, name: str) -> set[str]:
    imported: set[str] = set()
    for node in syntax_tree(path).body:
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {module for module in imported if not name.startswith(f"{module}.") and module != name}


def test_nothing_beyond_this_machine_is_reachable() -> None:
    with socket.socket() as wire, pytest.raises(AssertionError, match="only this machine"):
        wire.connect(("192.0.2.1", 80))


def test_dates_are_judged_by_the_rules_of_truth_alone() -> None:
    """Late, overdue, upcoming and coloured are decided in `rules/`; the other rooms only show what was decided."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:80]}"
        for path in sources("bot", "handlers", "storage", "templates")
        for node in ast.walk(syntax_tree(path))
        if _judges_a_date(node)
    ]
    assert not found, f"Ask rules/truth (days_late, is_overdue, upcoming_milestones, status_of_…): {found}"


def _judges_a_date(node: ast.AST) -> bool:
    """Return whether a node compares or counts from a milestone's date, or makes a status of its own."""
    match node:
        case ast.Compare(ops=[*_, ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
            return _names_a_date(node)
        case ast.Call(func=ast.Attribute(attr="between" | "count"), args=[*args]):
            return any(map(_names_a_date, args))
        case ast.Call(func=ast.Name(id="ComputedStatus")):
            return True
    return False


def _names_a_date(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in ("expected", "own_date") for part in ast.walk(node))


def test_no_date_is_taken_without_a_zone() -> None:
    """Today is the person's or the program's day: `local_date` or `local_day`, which name whose it is."""
    zoneless = re.compile(r"\b(?:now|at)(?:\(\))?\.date\(\)|\.astimezone\(\)|\bdate\.today\(\)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if path.relative_to(ROOT).parts[0] in ("bot", "handlers", "rules", "storage", "templates")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if zoneless.search(line)
    ]
    assert found == []
