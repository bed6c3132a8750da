"""The facts of every picture by its name, for verbs, digests, packs and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from handlers.pictures import due
from handlers.pictures.scope import NothingToDraw, Scope, resolve_scope
from handlers.risks.queries import ViewRequest

FactsOfScope = Callable[[Session, Scope], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A picture: the layout that draws it, the function that gathers its facts, and its name in files and titles."""

    layout: str
    gather: FactsOfScope


@dataclass(frozen=True, slots=True)
class DrawableFacts:
    """The facts of one picture, as `templates.pictures.draw(layout, **facts)` takes them."""

    layout: str
    program: str
    facts: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.facts["title"])

    @property
    def filename(self) -> str:
        return f"{self.layout.replace('_', '-')}-{self.program}.png"


KINDS: Mapping[str, PictureKind] = {
    "eight weeks": PictureKind("eight_weeks", due.eight_weeks_facts),
}


def gather_facts(session: Session, *, name: str, asked: ViewRequest) -> DrawableFacts:
    """Return the facts of a picture of what the request's text names; raise NothingToDraw where it would be empty."""
    scope = resolve_scope(session, asked=asked)
    return DrawableFacts(KINDS[name].layout, scope.program, KINDS[name].gather(session, scope))


def draw_facts(session: Session, name: str, *, asked: ViewRequest) -> DrawableFacts | None:
    """Return the facts of a picture for the readers of the request; None where there is nothing to draw.

    `asked.text` is the id of a program or project; with `asked.public` all readers of `asked.channel` may know what is
    drawn.
    """
    try:
        return gather_facts(session, name=name, asked=asked)
    except NothingToDraw:
        return None
