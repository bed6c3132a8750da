"""The subject of a picture: a program, a project or a milestone, as far as the reader may see it."""

import re
from dataclasses import dataclass, replace

from sqlmodel import Session

import storage.plan
from handlers.common import access, parsing
from handlers.risks.queries import ViewRequest, VisibleProgram, visible_program
from rules.plan import Milestone, Project
from rules.refusal import NotFound, Refusal

DEFAULT_DEPTH, MAX_DEPTH = 2, 3
_DEPTH = re.compile(r"\bdepth\s+(\d{1,3})\b", re.IGNORECASE)


class NothingToDraw(Refusal):
    """Raised where a picture would be empty; it says what is missing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A program with the project or milestone that a picture is about, and the request it answers."""

    asked: ViewRequest
    visible: VisibleProgram
    project: Project | None = None
    milestone: Milestone | None = None
    depth: int = DEFAULT_DEPTH

    @property
    def team(self) -> str:
        return self.asked.person.team

    @property
    def program(self) -> str:
        return self.visible.program.id

    @property
    def name(self) -> str:
        """The name of the project, else of the program."""
        return self.project.name if self.project else self.visible.program.name

    @property
    def milestones(self) -> list[Milestone]:
        """The milestones that may be shown, of the project where there is one."""
        known = self.visible.facts.milestones
        found = (known[id] for id in self.visible.own)
        return [m for m in found if self.project is None or m.project == self.project.id]


def resolve_scope(session: Session, *, asked: ViewRequest, with_depth: bool = False) -> Scope:
    """Return what the words name: M-3, PRJ-2, PRG-1 or a name; without any, this channel's program or the only one.

    Maps of a milestone take a depth: "M-3 depth 2".
    """
    depth = DEFAULT_DEPTH
    if with_depth and (match := _DEPTH.search(asked.text)):
        depth = int(match[1])
        if not 1 <= depth <= MAX_DEPTH:
            raise Refusal(f"A map has a depth of 1 to {MAX_DEPTH}.", "", "Try `map M-3 depth 2`.")
        asked = replace(asked, text=_DEPTH.sub("", asked.text))
    subject, team = asked.text.strip(), asked.person.team
    id = parsing.parse_id(subject) if subject else None
    if id is None or not id.startswith(("M-", "PRJ-")):
        return Scope(asked, visible_program(session, asked=asked))
    access.require_visible(session, person=asked.person, text=id)
    if id.startswith("M-"):
        program = storage.plan.program_of_milestone(session, team=team, milestone=id)
    else:
        program = storage.plan.project(session, team=team, id=id).program
    visible = visible_program(session, asked=replace(asked, text=program), program=program)
    if id.startswith("PRJ-"):
        return Scope(asked, visible, project=storage.plan.project(session, team=team, id=id))
    if id not in visible.facts.milestones or id in visible.hidden:
        raise NotFound(f"There is no milestone {id} in the plan of {visible.program.name}.")
    return Scope(asked, visible, milestone=visible.facts.milestones[id], depth=depth)
