"""The pictures of a pack, drawn from the program as it was at the end of the period."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.forecast_ledger
import storage.packs.history
import storage.packs.snapshots
import storage.plan
import storage.privacy
from handlers.benefits.picture import draw_facts
from handlers.common import money
from handlers.goals.picture import facts_of_goals
from handlers.packs import value_sections
from handlers.packs.moments import ProgramMoment, load_moment
from handlers.pictures.trends import finish_of_nights
from rules.digests.editions import EditionAudience
from rules.forecast.history import days_given
from rules.money import is_currency
from rules.packs.contents import Pack
from rules.plan import Milestone
from rules.privacy import includes_outsiders
from rules.truth.milestones import days_late
from rules.truth.statuses import label_of
from templates.pictures import DateLine, TimelineDependency, TimelineMilestone

CURVE, GOALS, TIMELINE, FINISH, TREND = "benefit", "alignment", "timeline", "finish", "trend"
# Forecasts of half a year show where a date comes from.
FORECAST_SPAN = timedelta(days=183)
Drawing = tuple[str, dict[str, Any]]


def names_of(audience: EditionAudience) -> list[str]:
    """Return the names of the pictures that a pack for this audience gets, where there is something to draw."""
    return [FINISH, CURVE, GOALS] if audience is EditionAudience.EXECUTIVE else [FINISH, TREND, TIMELINE, CURVE]


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
    gather: Mapping[str, Callable[[], dict[str, Any] | None]] = {
        CURVE: partial(_curve_facts, session, team, pack, moment),
        GOALS: partial(_goals_facts, session, team, moment),
        TIMELINE: partial(_timeline_facts, moment),
        FINISH: partial(_finish_facts, session, team, moment),
        TREND: partial(_trend_facts, session, team, moment),
    }
    return tuple((name, drawn) for name in names_of(audience) if (drawn := gather[name]()) is not None)


def _finish_facts(session: Session, team: str, moment: ProgramMoment) -> dict[str, Any] | None:
    """Return P50, P80 and the committed date of the program's end, night by night until the period ended."""
    program, point = moment.plan.program, moment.finish
    found = storage.packs.snapshots.targets_between(
        session,
        team=team,
        program=program.id,
        milestone=point.milestone,
        first=moment.day - FORECAST_SPAN,
        last=moment.day,
    )
    return finish_of_nights(program.name, found, today=moment.day) if found else None


def _trend_facts(session: Session, team: str, moment: ProgramMoment) -> dict[str, Any] | None:
    """Return the dates that were given for each milestone until the period ended."""
    zone = ZoneInfo(moment.plan.program.zone)
    entries = storage.forecast_ledger.entries_of_milestones(session, team=team, milestones=frozenset(moment.milestones))
    told = days_given((entry for entry in entries if entry.at <= moment.at), zone)
    lines = [_date_line(moment.milestones[id], days, moment.day) for id, days in told.items()]
    lines = [line for line in lines if line.points]
    if not lines:
        return None
    return {"title": f"Milestone trend of {moment.plan.program.name}", "lines": lines, "today": moment.day}


def _date_line(milestone: Milestone, days: dict[date, date], today: date) -> DateLine:
    """Return the dates of one milestone up to the day it was done, or to the end of the period."""
    ended = milestone.actual or today
    points = {at: day for at, day in days.items() if at < ended}
    if milestone.expected:
        points[ended] = milestone.expected
    return DateLine(label_of(milestone), tuple(sorted(points.items())))


def _goals_facts(session: Session, team: str, moment: ProgramMoment) -> dict[str, Any] | None:
    """Return the goals with the projects that served them, with the scores and in the colours of the day."""
    colours = {id: status.colour.value for id, status in moment.statuses.projects.items()}
    goals = storage.packs.history.goals_at(session, team=team, program=moment.plan.program.id, at=moment.at)
    return facts_of_goals(moment.plan, goals, colours)


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
