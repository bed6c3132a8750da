"""Everything that templates show to press, choose or send has a handler, and every handler is shown somewhere."""

import re

import pytest

from templates.environment import TEMPLATE_FOLDER
from tests.rendering import corpus
from tests.wiring import HANDLERS, interactive_parts, parts_without_handler

# One template serves several forms, whose names are given in Python.
NAMED_IN_PYTHON = {"form": {"change_noted"}}
WRITTEN = {
    "button": r'\baction="([a-z_]+)"|\("\w+", "([a-z_]+)", "',
    "form": r"""\bcallback=["{ ']+([a-z_]+)["']|else '([a-z_]+)' \}\}""",
    "menu": r'<external-select\b[^>]*\baction="([a-z_]+)"',
}


@pytest.fixture(scope="module")
def rendered() -> list[object]:
    """Render every scene of the corpus."""
    scenes = [scene for topic in corpus.list_topics() for scene in corpus.list_scenes(topic)]
    return [scene.render(scene.template, **scene.facts) for scene in scenes]


def test_whatever_is_shown_has_a_handler(rendered: list[object]) -> None:
    missing = parts_without_handler(rendered)
    assert not missing, f"Pressing or sending these does nothing; add them to CLICKS, FORMS or MENUS: {missing}"


@pytest.mark.parametrize("kind", HANDLERS)
def test_every_handler_is_shown_somewhere(rendered: list[object], kind: str) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATE_FOLDER.rglob("*.j2"))
    written = {name for found in re.findall(WRITTEN[kind], text) for name in (found if kind != "menu" else [found])}
    shown = {name for part, name in interactive_parts(rendered) if part == kind}
    dead = HANDLERS[kind] - shown - written - NAMED_IN_PYTHON.get(kind, set())
    assert not dead, f"No template shows these; remove their handlers or show them: {dead}"
