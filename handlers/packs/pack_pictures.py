"""The pictures of a pack, drawn from the program as it was at the end of the period."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.goals
import storage.plan
import storage.privacy
from handlers.benefits.picture import draw_facts
from handlers.common import money
from handlers.goals.picture import align
from handlers.packs import value_sections
from handlers.packs.moments import ProgramMoment, load_moment
from rules.digests.editions import EditionAudience
from rules.goals.scores import open_goals
from rules.money import is_currency
from rules.packs.contents import Pack
from rules.privacy import includes_outsiders
from rules.truth.milestones import days_late
from templates.pictures import TimelineDependency, TimelineMilestone

CURVE, GOALS, TIMELINE = "benefit", "alignment", "timeline"
Drawing = tuple[str, dict[str, Any]]


def names_of(audience: EditionAudience) -> list[str]:
    """Return the names of the pictures that a pack for this audience gets, where there is something to draw."""
    return [CURVE, GOALS] if audience is EditionAudience.EXECUTIVE else [TIMELINE, CURVE]


def drawings_of(
    session: Session, *, team: str, pack: Pack, audience: EditionAudience, channel: str, now: datetime
) -> tuple[Drawing, ...]:
    """Return the pictures with their facts, as far as the readers of the channel may know them."""
    readers = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=readers)
    zone = storage.plan.program(session, team=team, id=pack.program).zone
    moment = load_moment(
        session, team=team, program=pack.program, day=pack.period.last, zone=zone, secrets=secrets, now=now
    )
    if moment is None or includes_outsiders(readers):
        return ()
    facts = {
        CURVE: _curve_facts(session, team, pack, moment),
        GOALS: _goals_facts(session, team, moment),
        TIMELINE: _timeline_facts(moment),
    }
    return tuple((name, drawn) for name in names_of(audience) if (drawn := facts[name]) is not None)


def _goals_facts(session: Session, team: str, moment: ProgramMoment) -> dict[str, Any] | None:
    """Return the goals with the projects that serve them; None while no project serves one."""
    goals = open_goals(storage.goals.goals_of(session, team=team, program=moment.plan.program.id))
    colours = {id: status.colour.value for id, status in moment.statuses.projects.items()}
    drawn = align(moment.plan, goals, colours)
    if not any(project.weights for project in drawn.projects):
        return None
    return {"title": f"Goals of {drawn.name}", "goals": drawn.goals, "projects": drawn.projects, "ids": False}


def _curve_facts(session: Session, team: str, pack: Pack, moment: ProgramMoment) -> dict[str, Any] | None:
    """Return the curve of the first benefit of the pack that has one; sums only where channels may read them."""
    may_post_money = money.may_post_money(session, team=team, program=pack.program)
    facts = {one.benefit.id: one for one in value_sections.facts_at(session, team, moment)}
    for trend in pack.benefits:
        one = facts[trend.line.id]
        curve = draw_facts(one, title=one.benefit.name, today=moment.day)
        if curve and (may_post_money or not is_currency(one.benefit.unit)):
            return curve
    return None


def _timeline_facts(moment: ProgramMoment) -> dict[str, Any] | None:
    """Return every dated milestone against its committed date."""
    shown = [one for one in moment.milestones.values() if one.expected]
    if not shown:
        return None
    marks = tuple(
        TimelineMilestone(
            one.id,
            one.name or one.id,
            moment.projects[one.project],
            one.expected,
            one.committed,
            days_late(one, moment.calendar) or 0,
            one.done,
        )
        for one in sorted(shown, key=lambda one: (one.expected, one.id))
        if one.expected
    )
    ids = {one.id for one in shown}
    bonds = tuple(
        TimelineDependency(link.provider, link.consumer)
        for link in moment.plan.dependencies
        if {link.provider, link.consumer} <= ids
    )
    title = f"{moment.plan.program.name}: milestones"
    return {"title": title, "marks": marks, "today": moment.day, "bonds": bonds}
