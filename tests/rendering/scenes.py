"""Write facts for templates: a template reads attributes, so a fact is a thing that has these and no others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import templates

Render = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A template with the facts it is given."""

    template: str
    render: Render
    facts: dict[str, Any]


class Word(str):
    """A text that has attributes too, as a member of an enumeration has."""


def word(text: str, **attributes: Any) -> Word:
    """Make a member of an enumeration: its text, its `value`, and what else a template reads of it."""
    made = Word(text)
    made.__dict__.update(value=text, **attributes)
    return made


thing = SimpleNamespace


def answers(given: Mapping[Any, Any]) -> Callable[[Any], Any]:
    """Make a method that knows these arguments."""
    return given.__getitem__


def message(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render, facts)


def messages(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_parts, facts)


def view(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_view, facts)


def sentence(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_text, facts)
