"""Render every template with the facts in tests/rendering/facts/, as text files whose diffs can be read.

`python -m tests.rendering.corpus` writes the files in tests/rendering/goldens/ again.
"""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from templates import RenderedMessage
from tests.rendering.scenes import Scene

HERE = Path(__file__).parent
WIDTH = 140


def list_topics() -> list[str]:
    return sorted(path.stem for path in (HERE / "facts").glob("*.py"))


def list_scenes(topic: str) -> tuple[Scene, ...]:
    scenes: tuple[Scene, ...] = importlib.import_module(f"tests.rendering.facts.{topic}").SCENES
    return scenes


def golden(topic: str) -> Path:
    return HERE / "goldens" / f"{topic}.txt"


def render_topic(topic: str) -> str:
    """Render the scenes of a topic in order, each under a line that names its template."""
    lines = [line for scene in list_scenes(topic) for line in ("", f"### {scene.template}", *_lines_of(scene))]
    return "\n".join(lines[1:]) + "\n"


def _lines_of(scene: Scene) -> Iterator[str]:
    rendered = scene.render(scene.template, **scene.facts)
    for part in rendered if isinstance(rendered, tuple) else (rendered,):
        if isinstance(part, RenderedMessage):
            yield from (f"| {line}" for line in _show(part.text).split("\n"))
            yield from (_lay_out(block) for block in part.blocks)
        elif isinstance(part, str):
            yield from (f"| {line}" for line in _show(part).split("\n"))
        else:
            yield _lay_out(part)


def _lay_out(value: Any, indent: str = "") -> str:
    """Format JSON with everything that fits on one line, opening up only long values."""
    line = _show(json.dumps(value, ensure_ascii=False))
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner_indent = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"{inner_indent}{_lay_out(part, inner_indent)}" for part in value) + f"\n{indent}]"
    entries = [f"{json.dumps(key)}: {_lay_out(part, indent)}" for key, part in value.items()]
    if (
        sum(len(entry) for entry in entries if "\n" not in entry) <= WIDTH
        and sum("\n" in entry for entry in entries) == 1
    ):
        return "{" + ", ".join(entries) + "}"
    indented = [f"{inner_indent}{json.dumps(key)}: {_lay_out(part, inner_indent)}" for key, part in value.items()]
    return "{\n" + ",\n".join(indented) + f"\n{indent}}}"


def _show(text: str) -> str:
    """Replace invisible characters with their code points."""
    return "".join(
        character if character.isprintable() or character == "\n" else f"\\u{ord(character):04x}" for character in text
    )


if __name__ == "__main__":
    for topic in list_topics():
        golden(topic).parent.mkdir(exist_ok=True)
        golden(topic).write_text(render_topic(topic), encoding="utf-8")
