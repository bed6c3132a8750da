"""Facts for templates: objects with exactly the attributes that a template reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import templates

Render = Callable[..., Any]


# The uploaded files that scenes show.
FILES = frozenset({"F0PICTURE1"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A template and its facts."""

    template: str
    render: Render
    facts: dict[str, Any]


class Word(str):
    """Text with attributes, like a member of an enumeration."""


def word(text: str, **attributes: Any) -> Word:
    """Build a stand-in for an enumeration member, with its text, `value` and the attributes a template reads."""
    member = Word(text)
    member.__dict__.update(value=text, **attributes)
    return member


thing = SimpleNamespace


def answers(given: Mapping[Any, Any]) -> Callable[[Any], Any]:
    """Build a method that returns a prepared result for each argument."""
    return given.__getitem__


def message(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render, facts)


def messages(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_parts, facts)


def view(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_view, facts)


def sentence(template: str, **facts: Any) -> Scene:
    return Scene(template, templates.render_text, facts)
