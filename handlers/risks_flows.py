"""What a change means for everybody else: the preview, who is told, and which alerts stand afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.notices
import storage.people
import storage.plan
import storage.risks
import templates
from handlers import post
from program import risks, slips
from program.people import Person
from program.plan import Milestone, Plan, Project
from program.risks import Colour, LateStart
from storage.risks import Alert


@dataclass(frozen=True, slots=True)
class Effect:
    """The blast radius of a slip, with the milestones, projects and names to say it by."""

    radius: slips.BlastRadius
    milestones: Mapping[str, Milestone]
    projects: Mapping[str, Project]
    names: Mapping[str, str]
    plan: Plan


def preview(session: Session, *, team: str, milestone: str, to: date, now: datetime) -> Effect:
    """What a new date would move, without changing anything; the same rule is applied when it is saved."""
    program = storage.plan.home_of(session, team=team, milestone=milestone)
    plan = storage.plan.whole(session, team=team, program=program)
    radius = slips.effect(plan, {milestone: to}, today=local_day(plan.program.zone, now))
    milestones = {m.id: m for m in plan.milestones}
    ids = frozenset(filter(None, (milestones[move.id].owner for move in radius.moved))) | frozenset(radius.people)
    return Effect(
        radius=radius,
        milestones=milestones,
        projects={p.id: p for p in plan.projects},
        names=storage.people.names(session, team=team, ids=ids),
        plan=plan,
    )


def tell(
    session: Session, *, person: Person, changed: Milestone, effect: Effect, update: int, reason: str, now: datetime
) -> None:
    """The owners of moved milestones hear it once, in their project's channel; never the one who moved it.

    `reason` is what all of them may read: empty when it was said in a closed channel.
    """
    for project in effect.radius.projects:
        moves = [move for move in effect.radius.moved if move.project == project]
        message = templates.render(
            "slips/moved", cause=changed, by=person.name, moves=moves, effect=effect, actor=person.id, reason=reason
        )
        for channel in _channels(effect, project, moves):
            key = f"moved:{update}:{project}:{channel}"
            post.say(session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation")
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)


def take_back(session: Session, *, team: str, update: int, now: datetime) -> None:
    """Notices of a record that was undone are edited where they stand."""
    message = templates.render("slips/taken_back")
    for key, channel in storage.notices.under(session, prefix=f"moved:{update}:"):
        post.edit(session, key=f"{key}:undone", of=key, team=team, channel=channel, message=message, now=now)


def refresh(session: Session, *, team: str, program: str, now: datetime) -> None:
    """Computed dates and alerts are made true again, in the transaction of the change."""
    plan = storage.plan.whole(session, team=team, program=program)
    today = local_day(plan.program.zone, now)
    session.flush()
    storage.risks.store_computed(session, team=team, days=slips.computed(plan, today=today))
    projects = {p.id: p for p in plan.projects}
    late = risks.late_starts(plan, today=today)
    mine = [
        one
        for one in late
        if program in (projects[one.consumer_project].program, projects[one.provider_project].program)
    ]
    alerts = [_alert(one, projects) for one in mine if one.colour in (Colour.RED, Colour.AMBER)]
    turned = storage.risks.turn(session, team=team, program=program, now_true=alerts, now=now)
    _announce(session, team=team, turned=turned, projects=projects, now=now)


def local_day(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _alert(late: LateStart, projects: Mapping[str, Project]) -> Alert:
    provider, consumer = projects[late.provider_project], projects[late.consumer_project]
    sentence = templates.render_text("risks/late_start", late=late, provider=provider, consumer=consumer)
    facts = {"provider_project": provider.id, "consumer_project": consumer.id, "dependency": late.dependency}
    return Alert(
        key=f"late_start:{late.dependency}",
        kind="late_start",
        level=late.colour.value,
        subject=late.consumer,
        sentence=sentence,
        owner=late.owner,
        days=late.days or 0,
        chain=(late.provider, late.consumer),
        facts=facts,
    )


def _announce(
    session: Session, *, team: str, turned: storage.risks.Turned, projects: Mapping[str, Project], now: datetime
) -> None:
    """Red ones are posted to both project channels; later words and the end are edited in there."""
    for alert in (*turned.opened, *turned.changed):
        if alert.level == "red":
            message = templates.render("risks/alert", alert=alert)
            for channel in _both(alert, projects):
                _post_or_edit(session, team, alert, channel, message, now)
    for alert in turned.closed:
        message = templates.render("risks/closed", alert=alert)
        for channel in _both(alert, projects):
            if storage.notices.known(session, key=_key(alert, channel)):
                _post_or_edit(session, team, alert, channel, message, now)


def _post_or_edit(
    session: Session, team: str, alert: Alert, channel: str, message: templates.Message, now: datetime
) -> None:
    key = _key(alert, channel)
    if storage.notices.known(session, key=key):
        stamp = f"{key}@{now.timestamp():.3f}"
        post.edit(session, key=stamp, of=key, team=team, channel=channel, message=message, now=now)
    else:
        post.say(session, key=key, team=team, channel=channel, message=message, now=now, kind="escalation")


def _key(alert: Alert, channel: str) -> str:
    return f"alert:{alert.key}#{alert.episode}:{channel}"


def _both(alert: Alert, projects: Mapping[str, Project]) -> tuple[str, ...]:
    facts = alert.facts or {}
    ids = (str(facts.get(end)) for end in ("provider_project", "consumer_project"))
    return tuple(dict.fromkeys(channel for id in ids if id in projects for channel in projects[id].channels[:1]))


def _channels(effect: Effect, project: str, moves: list[slips.Move]) -> tuple[str, ...]:
    """The project's channel; without one, its people directly."""
    if channels := effect.projects[project].channels[:1]:
        return channels
    return tuple(dict.fromkeys(owner for move in moves if (owner := effect.milestones[move.id].owner)))
