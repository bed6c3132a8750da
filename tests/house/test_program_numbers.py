"""Every number of a program is read by a rule, documented, and named by a behaviour."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from rules.program_numbers import NUMBER_SETTINGS, NumberSetting, ProgramNumbers
from tests.house.trees import syntax_tree

ROOT = Path(__file__).resolve().parents[2]
# These read every number by name, for the settings themselves.
TABLES = {"rules/program_numbers.py", "handlers/preferences/program_settings.py"}


def _reads() -> set[str]:
    """Return the attributes taken from a program's numbers anywhere, and the numbers behind computed ones."""
    names = set()
    for path in sorted(path for room in ("rules", "handlers") for path in (ROOT / room).rglob("*.py")):
        if path.relative_to(ROOT).as_posix() in TABLES:
            continue
        for node in ast.walk(syntax_tree(path)):
            if isinstance(node, ast.Attribute) and re.search(r"numbers\b", ast.unparse(node.value).casefold()):
                names.add(node.attr)
    computed = [getattr(ProgramNumbers, name, None) for name in names]
    sources = [inspect.getsource(item.fget) for item in computed if isinstance(item, property) and item.fget]
    return names | {word for source in sources for word in re.findall(r"self\.(\w+)", source)}


READS = _reads()


@pytest.mark.parametrize("setting", NUMBER_SETTINGS, ids=lambda setting: setting.name)
def test_each_number_is_read_and_documented(setting: NumberSetting) -> None:
    assert setting.name in READS, "No rule reads this number: let one read it, or remove it."
    guide = (ROOT / "docs/guide/program-manager.md").read_text(encoding="utf-8")
    row = f"| {setting.label} | `{setting.words}` | {setting.default_text} | {setting.effect}. |"
    assert row in guide, f"Put this row into docs/guide/program-manager.md: {row}"
    behaviours = (ROOT / "docs/behaviours.md").read_text(encoding="utf-8")
    assert f"</a>{setting.behaviour} |" in behaviours


def test_each_number_is_a_setting() -> None:
    assert [setting.name for setting in NUMBER_SETTINGS] == list(ProgramNumbers.__dataclass_fields__)
