"""Check-in participants: what each of them could be asked, and the current state of a round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlmodel import Session

import storage.channels
import storage.checkin_schedule
import storage.checkin_summaries
import storage.checkins
import storage.leave
import storage.milestone_activity
import storage.nudges
import storage.people
import storage.plan
import storage.pulse
from handlers.common import working_time
from handlers.common.requests import Source
from rules.checkins import prompting, pulse
from rules.checkins.prompting import Checkin, Participant
from rules.nudges import MILESTONE_KINDS, Nudge
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.time.working_time import WorkTime
from rules.truth.statuses import label_of
from storage.checkins import ScheduledPerson
from storage.plan import OwnedMilestone

NO_ASKS: Mapping[str, tuple[Nudge, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckinContext:
    """Everything that decides what a batch of people is asked; `programs` and `checkins` are keyed by project id.

    `joined` holds the projects whose check-in a person takes part in as lead or by name, without owning anything.
    `pulses` holds the day each person was last asked about their confidence in each project. `asks` are the reminders
    due to each person, `reminded` the milestones these are about, `labels` names what pushes a computed date. `busy`
    are the projects in which something is due soon or overdue.
    """

    projects: Mapping[str, Project]
    programs: Mapping[str, Program]
    checkins: Mapping[str, Checkin]
    joined: Mapping[str, tuple[str, ...]]
    owned: Mapping[str, tuple[OwnedMilestone, ...]]
    people: Mapping[str, Participant]
    last_asked: Mapping[str, date]
    days_away: Mapping[str, tuple[date, ...]]
    updates: Mapping[str, datetime]
    pulses: Mapping[str, Mapping[str, date]]
    asks: Mapping[str, tuple[Nudge, ...]]
    reminded: Mapping[str, Milestone]
    labels: Mapping[str, str]
    busy: frozenset[str] = frozenset()

    def projects_of(self, user: str) -> tuple[Project, ...]:
        """Return the projects whose check-in the person takes part in."""
        owned = (item.milestone.project for item in self.owned.get(user, ()))
        return tuple(
            self.projects[id] for id in dict.fromkeys((*self.joined.get(user, ()), *owned)) if id in self.projects
        )

    def checkins_of(self, user: str) -> tuple[Checkin, ...]:
        return tuple(self.checkins[project.id] for project in self.projects_of(user))

    def upcoming(self, user: str, now: datetime) -> datetime | None:
        """Return when the person is likely to be prompted after `now`; None if nothing is planned."""
        return prompting.next_prompt_time(self.checkins_of(user), work=self.people[user].work, after=now)


@dataclass(frozen=True, slots=True)
class PromptContent:
    """The content of one person's prompt on a day.

    `fresh` are milestones that were updated lately, so that they are not asked about again (B-08, B-126). `updates`
    pairs each project with the number of its nudge, 0 for the first request. `asks` are reminders that are due, and
    `reminded` the milestones that only they ask about. `pulse` never causes a prompt by itself.
    """

    milestones: tuple[Milestone, ...]
    updates: tuple[tuple[Project, int], ...]
    questions: tuple[tuple[str, str], ...]
    fresh: tuple[Milestone, ...] = ()
    pulse: Project | None = None
    asks: tuple[Nudge, ...] = ()
    reminded: tuple[Milestone, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.milestones or self.fresh or self.updates or self.questions or self.asks)

    @property
    def has_checkin(self) -> bool:
        """True if the check-in itself asks something, besides reminders."""
        return bool(self.milestones or self.updates or self.questions)


def ids_by_project(milestones: Iterable[Milestone]) -> dict[str, tuple[str, ...]]:
    ids: dict[str, tuple[str, ...]] = {}
    for milestone in milestones:
        ids[milestone.project] = (*ids.get(milestone.project, ()), milestone.id)
    return ids


def scheduled_person(session: Session, *, team: str, user: str) -> ScheduledPerson:
    return storage.checkins.scheduled_person(session, team=team, user=user) or ScheduledPerson(
        user, None, prompting.MAX_REMINDERS, paused=False
    )


def load_context(
    session: Session,
    *,
    team: str,
    people: Iterable[ScheduledPerson],
    now: datetime,
    asks: Mapping[str, tuple[Nudge, ...]] = NO_ASKS,
) -> CheckinContext:
    """Load everything needed to decide what these people are asked; `asks` are the reminders due to each of them."""
    scheduled = {record.user: record for record in people}
    users = tuple(scheduled)
    settings = storage.checkin_schedule.all_settings(session, team=team)
    projects = {record.id: record for record in storage.plan.projects(session, team=team) if record.open}
    programs = {record.id: record for record in storage.plan.programs(session, team=team)}
    led_projects = [record.id for record in projects.values() if record.lead in scheduled]
    checkins = {record.id: prompting.effective_checkin(settings, project=record) for record in projects.values()}
    owned = storage.plan.open_milestones_by_owner(session, team=team, users=users)
    reminded = _reminded_milestones(session, team=team, asks=asks)
    dated = (*reminded.values(), *(item.milestone for items in owned.values() for item in items))
    return CheckinContext(
        projects=projects,
        programs={record.id: programs[record.program] for record in projects.values() if record.program in programs},
        checkins=checkins,
        joined=_joined_projects(projects, checkins),
        owned=owned,
        people=_participants(session, team=team, scheduled=scheduled, now=now),
        last_asked=storage.checkin_schedule.last_asked_days(session, team=team, users=users),
        days_away=storage.checkin_schedule.days_away(session, team=team, users=users, now=now),
        updates=storage.milestone_activity.last_updates(session, team=team, projects=led_projects),
        pulses=storage.pulse.last_asked_days(session, team=team, users=users),
        asks=asks,
        reminded=reminded,
        labels=push_labels(session, team=team, milestones=dated),
        busy=storage.nudges.projects_due_by(session, team=team, until=(now + prompting.PROMPT_HORIZON).date()),
    )


def _reminded_milestones(session: Session, *, team: str, asks: Mapping[str, tuple[Nudge, ...]]) -> dict[str, Milestone]:
    ids = {ask.milestone for due in asks.values() for ask in due if ask.kind in MILESTONE_KINDS}
    return {item.id: item for item in storage.plan.milestones(session, team=team, ids=ids)} if ids else {}


def _joined_projects(projects: Mapping[str, Project], checkins: Mapping[str, Checkin]) -> dict[str, tuple[str, ...]]:
    joined: dict[str, tuple[str, ...]] = {}
    for id, project in projects.items():
        for user in (project.lead, *checkins[id].people):
            if user:
                joined[user] = (*joined.get(user, ()), id)
    return joined


def prompt_content(context: CheckinContext, *, user: str, day: date) -> PromptContent:
    """Return what a person is to be asked on a day, whether or not they can be asked."""
    person = context.people[user]
    owned = context.owned.get(user, ())
    milestones = prompting.milestones_to_ask(
        [item.milestone for item in owned], today=day, projects=context.checkins, programs=context.programs
    )
    fresh = _fresh_milestones(milestones, owned, day=day, work=person.work)
    milestones = tuple(item for item in milestones if item not in fresh)
    active_projects = [
        (item, context.checkins[item.id])
        for item in context.projects_of(user)
        if prompting.is_active(context.checkins[item.id], context.programs.get(item.id), today=day)
    ]
    questions = (
        prompting.questions_for_day(day, projects=active_projects, last_asked=context.last_asked.get(user))
        if active_projects
        else ()
    )
    questions = _without_lone_question(questions, milestones)
    pulse_project = _pulse_project(context, user=user, day=day, projects=[item for item, _ in active_projects])
    asks, asked_ids = context.asks.get(user, ()), {item.id for item in milestones}
    reminded = dict.fromkeys(ask.milestone for ask in asks if ask.kind in MILESTONE_KINDS)
    return PromptContent(
        milestones,
        _updates_due(context, user=user, day=day),
        questions,
        fresh,
        pulse_project,
        asks,
        tuple(context.reminded[id] for id in reminded if id not in asked_ids and id in context.reminded),
    )


def _fresh_milestones(
    milestones: tuple[Milestone, ...], owned: tuple[OwnedMilestone, ...], *, day: date, work: WorkTime
) -> tuple[Milestone, ...]:
    """Return the milestones not to ask about: updated lately, or new while no other is asked about (B-08)."""
    recent = {
        item.milestone.id: item.is_updated
        for item in owned
        if prompting.is_recently_updated(item.touched_at, day=day, work=work)
    }
    if all(item.id in recent for item in milestones):
        return milestones
    return tuple(item for item in milestones if recent.get(item.id))


def reminder_content(context: CheckinContext, *, user: str) -> PromptContent:
    """Return the content of a message with reminders alone."""
    asks = context.asks.get(user, ())
    reminded = dict.fromkeys(ask.milestone for ask in asks if ask.kind in MILESTONE_KINDS)
    milestones = tuple(context.reminded[id] for id in reminded if id in context.reminded)
    return PromptContent((), (), (), asks=asks, reminded=milestones)


def push_labels(session: Session, *, team: str, milestones: Iterable[Milestone]) -> dict[str, str]:
    """Return "Session service (M-4)" by id, for what pushes the dates of these milestones."""
    ids = {item.pushed_by for item in milestones if item.pushed_by and item.pushed_by != item.id}
    return {item.id: label_of(item) for item in storage.plan.milestones(session, team=team, ids=ids)} if ids else {}


def _pulse_project(context: CheckinContext, *, user: str, day: date, projects: Iterable[Project]) -> Project | None:
    """Pick the project for this week's pulse question (M-5).

    Leads and managers see the results, so they are not asked.
    """
    owned = {item.milestone.project for item in context.owned.get(user, ()) if not item.milestone.done}
    candidates = [
        candidate for candidate in projects if context.checkins[candidate.id].pulse and candidate.lead != user
    ]
    candidates = [
        candidate for candidate in candidates if candidate.id in owned or user in context.checkins[candidate.id].people
    ]
    ids = [candidate.id for candidate in candidates if context.programs[candidate.id].manager != user]
    id = pulse.choose_project(ids, last_asked=context.pulses.get(user, {}), day=day)
    return context.projects[id] if id else None


def _without_lone_question(
    questions: tuple[tuple[str, str], ...], milestones: tuple[Milestone, ...]
) -> tuple[tuple[str, str], ...]:
    """Drop the monthly question if nothing else is asked; it never causes a prompt by itself."""
    return tuple(question for question in questions if question[0] != prompting.OUTSIDE_QUESTION or milestones)


def _updates_due(context: CheckinContext, *, user: str, day: date) -> tuple[tuple[Project, int], ...]:
    """Return the projects that await this person's weekly update, each with the number of the nudge.

    The lead of a quiet project, in which nothing is due soon, is asked once a week and not reminded.
    """
    due = []
    for project in (context.projects[id] for id in context.joined.get(user, ())):
        if project.lead == user:
            nudge = prompting.update_request_number(
                day,
                checkin=context.checkins[project.id],
                work=context.people[user].work,
                last_update=context.updates.get(project.id),
                program=context.programs.get(project.id),
            )
            if nudge == 0 or (nudge and project.id in context.busy):
                due.append((project, nudge))
    return tuple(due)


def _participants(
    session: Session, *, team: str, scheduled: Mapping[str, ScheduledPerson], now: datetime
) -> dict[str, Participant]:
    people = storage.people.known_people(session, team=team, ids=scheduled)
    works = working_time.work_times(session, team=team, users=tuple(scheduled), now=now)
    muted = storage.leave.users_muting_everything(session, team=team, users=tuple(scheduled), now=now)
    return {id: _participant(people.get(id), record, works[id], hushed=id in muted) for id, record in scheduled.items()}


def _participant(person: Person | None, scheduled: ScheduledPerson, work: WorkTime, *, hushed: bool) -> Participant:
    """Build a participant; users unknown to Slack are treated as outsiders, so they are never prompted."""
    outside = person is None or person.is_bot or person.is_foreign
    return Participant(
        scheduled.user, work, scheduled.paused or hushed, bool(person and person.deleted), outside, scheduled.reminders
    )


def source_of(session: Session, *, team: str, project: str) -> Source:
    """Return the source of an answer: it counts as posted in the project's own channel, for its readers."""
    home_project = storage.plan.project(session, team=team, id=project)
    channel = next(iter(home_project.channels), "")
    known_channel = storage.channels.find_channel(session, team=team, id=channel) if channel else None
    return Source(
        channel=channel, private=bool(known_channel and (known_channel.is_private or known_channel.is_external))
    )
