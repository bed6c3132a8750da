"""The facts of every picture by its name, for verbs, digests, packs and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from handlers.pictures import due, plans, statuses, trends
from handlers.pictures.scope import Scope, resolve_scope
from handlers.risks.queries import ViewRequest
from rules.refusal import Refusal

FactsOfScope = Callable[[Session, Scope], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A picture: the layout that draws it, the function that gathers its facts, and what it can be of."""

    layout: str
    gather: FactsOfScope
    of_project: bool = False
    of_milestone: bool = False


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
    "eight weeks": PictureKind("eight_weeks", due.eight_weeks_facts, of_project=True),
    "gantt": PictureKind("gantt", plans.gantt_facts, of_project=True),
    "map": PictureKind("map", plans.map_facts, of_project=True, of_milestone=True),
    "trend": PictureKind("trend", trends.trend_facts, of_project=True, of_milestone=True),
    "finish": PictureKind("finish", trends.finish_facts),
    "fever": PictureKind("fever", trends.fever_facts),
    "odds": PictureKind("odds", trends.odds_facts),
    "history": PictureKind("history", statuses.history_facts, of_project=True),
    "matrix": PictureKind("matrix", statuses.matrix_facts, of_project=True),
}


def gather_facts(session: Session, *, name: str, asked: ViewRequest) -> DrawableFacts:
    """Return the facts of a picture of what the request's text names; raise NothingToDraw where it would be empty."""
    kind = KINDS[name]
    scope = resolve_scope(session, asked=asked, with_depth=name == "map")
    if (scope.project and not kind.of_project) or (scope.milestone and not kind.of_milestone):
        wanted = "a program or project" if kind.of_project else "a whole program"
        raise Refusal(f"The picture “{name}” is of {wanted}.", "", f"Try `picture {name} {scope.program}`.")
    return DrawableFacts(kind.layout, scope.program, kind.gather(session, scope))


def draw_facts(session: Session, name: str, *, asked: ViewRequest) -> DrawableFacts | None:
    """Return the facts of a picture for the readers of the request; None where there is nothing that can be drawn.

    `asked.text` is the id of a program or project; with `asked.public` all readers of `asked.channel` may know what is
    drawn.
    """
    try:
        return gather_facts(session, name=name, asked=asked)
    except Refusal:
        return None
