"""The alignment picture of a program: its goals, and the projects that serve them with their colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.goals
import templates
from handlers.common import lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.picture_messages import send_picture
from handlers.common.requests import CommandCall
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from rules.goals.scores import Goal, open_goals
from rules.people import Person
from rules.plan import Plan
from rules.refusal import NotFound
from rules.truth.colours import Colour
from templates import RenderedMessage
from templates.pictures import AlignmentGoal, AlignmentProject


@dataclass(frozen=True, slots=True)
class Alignment:
    """The goals and projects in the picture of a program."""

    program: str
    name: str
    goals: tuple[AlignmentGoal, ...]
    projects: tuple[AlignmentProject, ...]

    def serving(self, goal: str) -> tuple[tuple[AlignmentProject, float], ...]:
        """Return the projects that serve a goal with their weights, the largest first."""
        found = [(project, project.weights[goal]) for project in self.projects if project.weights.get(goal)]
        return tuple(sorted(found, key=lambda pair: -pair[1]))


def alignment_of(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> Alignment:
    """Return the picture's facts for the program named, else for this channel's, else for the only one."""
    program = lookup.resolve_program(session, person=person, text=text, channel=channel)
    state = plan_queries.program_state(session, team=person.team, program=program.id, now=now, person=person)
    goals = open_goals(storage.goals.goals_of(session, team=person.team, program=program.id))
    return align(state.plan, goals, colours_of(state))


def colours_of(state: ProgramState) -> dict[str, str]:
    return {project.id: state.project_status(project).colour.value for project in state.plan.projects}


def align(plan: Plan, goals: Sequence[Goal], colours: Mapping[str, str]) -> Alignment:
    """Return the goals given, with the program's projects and all others that serve one of these goals."""
    program, drawn = plan.program, {goal.id for goal in goals}
    return Alignment(
        program=program.id,
        name=program.name,
        goals=tuple(AlignmentGoal(goal.id, goal.name, goal.score) for goal in goals),
        projects=tuple(
            AlignmentProject(
                project.id,
                project.name,
                colours.get(project.id, Colour.GREY.value),
                {goal: share for goal, share in project.goals.items() if goal in drawn},
            )
            for project in plan.projects
            if project.cancelled is None and (project.program == program.id or drawn & project.goals.keys())
        ),
    )


def goals_facts(session: Session, team: str, plan: Plan, colours: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the picture shows in a channel now; None while no project serves a goal."""
    return facts_of_goals(plan, storage.goals.goals_of(session, team=team, program=plan.program.id), colours)


def facts_of_goals(plan: Plan, goals: Sequence[Goal], colours: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the picture shows of these goals in a channel; None while no project serves an open one."""
    drawn = align(plan, open_goals(goals), colours)
    if not any(project.weights for project in drawn.projects):
        return None
    return {"title": f"Goals of {drawn.name}", "goals": drawn.goals, "projects": drawn.projects, "ids": False}


async def draw_goals(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `goals picture PRG-1`: send the picture to the asker as a direct message, and say so."""
    facts = await deps.read(alignment_of, person=call.person, text=call.text, channel=call.channel, now=call.now)
    if not facts.goals:
        raise NotFound(f"{facts.name} has no goal yet.", "", 'Create one: `new goal "Keep our customers" by 31 Dec`.')
    drawn = {"title": f"Goals of {facts.name}", "goals": facts.goals, "projects": facts.projects}
    sent = await send_picture(
        deps, "alignment", user=call.person.id, filename=f"goals-{facts.program}.png", facts=drawn
    )
    serving = {goal.id: facts.serving(goal.id) for goal in facts.goals}
    return templates.render("goals/picture", facts=facts, serving=serving, sent=sent)


COMMANDS = (
    Command(
        "goals picture",
        "goals picture [PRG-1]",
        "Draw the goals and the projects that serve them, with their weights and colours.",
        draw_goals,
        examples=("goals picture PRG-1",),
    ),
)
