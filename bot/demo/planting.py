"""The sample as rows of the database: the plan as of a week ago, and the story behind it."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.channels
import storage.dependencies
import storage.goals
import storage.money.settings
import storage.people
import storage.plan
from bot.demo import means, sample, story
from handlers.schedule import recompute
from rules.files import planfile
from rules.people import Role
from rules.plan import CalendarSpec, HandoverState
from rules.time.calendars import Calendar
from storage.imports import record_changes
from storage.money.settings import MoneySettings

# The dates of what is done were given this long before the rest was planned.
PLANNED_BEFORE = timedelta(weeks=7)


def plant_plan(
    session: Session, *, team: str, users: dict[str, str], channels: dict[str, str], today: date, now: datetime
) -> dict[str, str]:
    """Save the sample as of a week ago, and return the ids of its milestones and projects by key."""
    manager = users[sample.MANAGER]
    storage.audit.set_actor(session, team=team, actor=manager, now=now)
    start = today - timedelta(weeks=9)
    program = storage.plan.add_program(
        session, team=team, name=sample.PROGRAM, start=start, zone=sample.TIME_ZONE, manager=manager, now=now
    )
    storage.people.grant_role(session, team=team, scope=program.id, role=Role.MANAGER, user=manager)
    sponsor = users[sample.SPONSOR]
    storage.people.grant_role(session, team=team, scope=program.id, role=Role.SPONSOR, user=sponsor)
    ids: dict[str, str] = {}
    projects: dict[str, str] = {}
    for channel, (name, lead) in sample.PROJECTS.items():
        project = storage.plan.add_project(session, team=team, program=program.id, name=name, lead=users[lead], now=now)
        storage.channels.link_channel(
            session, team=team, channel=channels[channel], subject=project.id, purpose="project", now=now
        )
        projects[channel] = project.id
        for milestone in sample.MILESTONES[channel]:
            ids[milestone.key] = _plant_milestone(session, team, project.id, milestone, users, today, now)
    _plant_dependencies(session, team, ids, users, today, now)
    digest = channels[sample.DIGEST_CHANNEL]
    storage.channels.link_channel(session, team=team, channel=digest, subject=program.id, purpose="digest", now=now)
    _plant_story(session, team, program.id, users, projects, ids, today, now)
    recompute.recompute_affected(session, team=team, program=program.id, now=now)
    return ids | projects


def _plant_dependencies(
    session: Session, team: str, ids: dict[str, str], users: dict[str, str], today: date, now: datetime
) -> None:
    """Save the dependencies: each consumer needs its provider when its own work begins; done means delivered."""
    steps = {step.key: step for steps in sample.MILESTONES.values() for step in steps}
    for provider, consumer in sample.DEPENDENCIES:
        giver, taker = steps[provider], steps[consumer]
        storage.dependencies.add_dependency(
            session, team=team, provider=ids[provider], consumer=ids[consumer], strength="hard",
            state=HandoverState.DELIVERED if giver.done else HandoverState.COMMITTED, provider_user=users[giver.owner],
            consumer_user=users[taker.owner], need_by=Calendar.of(CalendarSpec()).add(today, taker.day - taker.work),
            now=now,
        )  # fmt: skip


def _plant_milestone(
    session: Session,
    team: str,
    project: str,
    milestone: sample.SampleMilestone,
    users: dict[str, str],
    today: date,
    now: datetime,
) -> str:
    day = Calendar.of(CalendarSpec()).add(today, milestone.day)
    added = storage.plan.add_milestone(
        session,
        team=team,
        project=project,
        name=milestone.name,
        day=day,
        owner=users[milestone.owner],
        by=users[milestone.owner],
        now=now,
        duration=milestone.work,
        percent=milestone.percent,
        actual=Calendar.of(CalendarSpec()).add(day, milestone.late) if milestone.done else None,
    )
    if milestone.done:
        # Its owner gave the date when the program was planned, so that `forecast grades` has something to grade.
        storage.plan.note_forecast(
            session, team=team, milestone=added.id, by=users[milestone.owner], now=now - PLANNED_BEFORE
        )
    return added.id


def _plant_story(
    session: Session,
    team: str,
    program: str,
    users: dict[str, str],
    projects: dict[str, str],
    ids: dict[str, str],
    today: date,
    now: datetime,
) -> None:
    """Save what the program is for, what was decided and what it costs, as an import of a plan file would."""
    # Every channel of the program may read its totals, so that executives do.
    money = MoneySettings(currency=means.CURRENCY, show_money=True)
    storage.money.settings.save_money_settings(session, team=team, program=program, settings=money)
    for channel, weights in story.GOALS_OF_PROJECTS.items():
        storage.goals.set_weights(session, team=team, project=projects[channel], weights=weights)
    records = story.records(today=today, users=users, projects=projects, ids=ids)
    start = (today - timedelta(weeks=9)).isoformat()
    plan = planfile.from_json({"program": {"id": program, "start": start}, **records})
    changes = record_changes.record_changes(session, team=team, plan=plan)
    record_changes.write_record_changes(
        session, team=team, program=program, changes=changes, by=users[sample.MANAGER], now=now
    )
