"""What a batch of people could be asked, and how a prompt and a round's summary stand at this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.channels
import storage.checkin_settings
import storage.checkin_summaries
import storage.checkins
import storage.leave
import storage.milestone_activity
import storage.people
import storage.plan
import storage.pulse
from handlers.common import working_time
from handlers.common.requests import Source
from rules.checkins import prompting, pulse
from rules.checkins import summary as checkins_summary
from rules.checkins.prompting import Checkin, Participant
from rules.checkins.summary import CheckinSummary
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.time.working_time import WorkTime
from storage.checkins import ScheduledPerson


@dataclass(frozen=True, slots=True)
class CheckinContext:
    """All that says what some people are asked; `programs` and `checkins` are by project id.

    `joined` is the projects whose check-in each person takes part in without owning anything: they lead it, or were
    named. `pulses` is when each was last asked how sure they are of a project.
    """

    projects: Mapping[str, Project]
    programs: Mapping[str, Program]
    checkins: Mapping[str, Checkin]
    joined: Mapping[str, tuple[str, ...]]
    owned: Mapping[str, tuple[tuple[Milestone, datetime], ...]]
    people: Mapping[str, Participant]
    last_asked: Mapping[str, date]
    days_away: Mapping[str, tuple[date, ...]]
    updates: Mapping[str, datetime]
    pulses: Mapping[str, Mapping[str, date]]

    def projects_of(self, user: str) -> tuple[Project, ...]:
        """Those whose check-in the person takes part in."""
        owned = (one.project for one, _ in self.owned.get(user, ()))
        return tuple(self.projects[id] for id in dict.fromkeys((*self.joined.get(user, ()), *owned)))

    def checkins_of(self, user: str) -> tuple[Checkin, ...]:
        return tuple(self.checkins[one.id] for one in self.projects_of(user))

    def upcoming(self, user: str, now: datetime) -> datetime | None:
        """When the person is likely asked after `now`; None when nothing is planned."""
        return prompting.next_prompt_time(self.checkins_of(user), work=self.people[user].work, after=now)


@dataclass(frozen=True, slots=True)
class PromptContent:
    """What one person is asked on a day; `fresh` says that all of `milestones` was spoken of lately (B-08).

    `updates` are projects with the number of the nudge (0 for the first time). `pulse` comes along with something that
    is asked; it never makes a prompt by itself.
    """

    milestones: tuple[Milestone, ...]
    updates: tuple[tuple[Project, int], ...]
    questions: tuple[tuple[str, str], ...]
    fresh: bool
    pulse: Project | None = None

    @property
    def nothing(self) -> bool:
        return not (self.milestones or self.updates or self.questions)

    @property
    def by_project(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for one in self.milestones:
            found[one.project] = (*found.get(one.project, ()), one.id)
        return found


def scheduled_person(session: Session, *, team: str, user: str) -> ScheduledPerson:
    return storage.checkins.scheduled_person(session, team=team, user=user) or ScheduledPerson(
        user, None, prompting.MAX_REMINDERS, paused=False
    )


def load_context(session: Session, *, team: str, people: Iterable[ScheduledPerson], now: datetime) -> CheckinContext:
    scheduled = {one.user: one for one in people}
    users = tuple(scheduled)
    subjects = storage.checkin_settings.all_settings(session, team=team)
    projects = {one.id: one for one in storage.plan.projects(session, team=team)}
    programs = {one.id: one for one in storage.plan.programs(session, team=team)}
    known = storage.people.known_people(session, team=team, ids=users)
    works = working_time.work_times(session, team=team, users=users, now=now)
    hushed = storage.leave.users_muting_everything(session, team=team, users=users, now=now)
    leading = [one.id for one in projects.values() if one.lead in scheduled]
    held = {one.id: prompting.effective_checkin(subjects, project=one) for one in projects.values()}
    return CheckinContext(
        projects=projects,
        programs={one.id: programs[one.program] for one in projects.values() if one.program in programs},
        checkins=held,
        joined=_joined_projects(projects, held),
        owned=storage.plan.open_milestones_by_owner(session, team=team, users=users),
        people={id: _participant(known.get(id), one, works[id], hushed=id in hushed) for id, one in scheduled.items()},
        last_asked=storage.checkins.last_asked_days(session, team=team, users=users),
        days_away=storage.checkins.days_away(session, team=team, users=users, now=now),
        updates=storage.milestone_activity.last_updates(session, team=team, projects=leading),
        pulses=storage.pulse.last_asked_days(session, team=team, users=users),
    )


def _joined_projects(projects: Mapping[str, Project], checkins: Mapping[str, Checkin]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for id, project in projects.items():
        for user in (project.lead, *checkins[id].people):
            if user:
                found[user] = (*found.get(user, ()), id)
    return found


def prompt_content(context: CheckinContext, *, user: str, day: date) -> PromptContent:
    """What is to be asked of a person on a day, whether or not they can be asked."""
    person = context.people[user]
    owned = context.owned.get(user, ())
    wanted = prompting.milestones_to_ask(
        [one for one, _ in owned], today=day, projects=context.checkins, programs=context.programs
    )
    ids = {one.id for one in wanted}
    touched = [at for one, at in owned if one.id in ids]
    mine = [
        (one, context.checkins[one.id])
        for one in context.projects_of(user)
        if prompting.is_active(context.checkins[one.id], context.programs.get(one.id), today=day)
    ]
    questions = prompting.questions_for_day(day, projects=mine, last_asked=context.last_asked.get(user)) if mine else ()
    fresh = all(prompting.is_recently_updated(at, day=day, work=person.work) for at in touched)
    questions = _without_lone_question(questions, wanted, fresh)
    surely = _pulse_project(context, user=user, day=day, projects=[one for one, _ in mine])
    return PromptContent(wanted, _updates_due(context, user=user, day=day), questions, fresh, surely)


def _pulse_project(context: CheckinContext, *, user: str, day: date, projects: Iterable[Project]) -> Project | None:
    """Of those who do the work; who gets to see the answers has none (M-5)."""
    owned = {one.project for one, _ in context.owned.get(user, ()) if not one.done}
    works = [one for one in projects if context.checkins[one.id].pulse and one.lead != user]
    works = [one for one in works if one.id in owned or user in context.checkins[one.id].people]
    ids = [one.id for one in works if context.programs[one.id].manager != user]
    id = pulse.choose_project(ids, last_asked=context.pulses.get(user, {}), day=day)
    return context.projects[id] if id else None


def _without_lone_question(
    questions: tuple[tuple[str, str], ...], milestones: tuple[Milestone, ...], fresh: bool
) -> tuple[tuple[str, str], ...]:
    """The monthly question comes along with something that is asked; it never makes a prompt by itself."""
    alone = fresh or not milestones
    return tuple(one for one in questions if one[0] != prompting.OUTSIDE_QUESTION or not alone)


def _updates_due(context: CheckinContext, *, user: str, day: date) -> tuple[tuple[Project, int], ...]:
    found = []
    for project in (context.projects[id] for id in context.joined.get(user, ())):
        if project.lead == user:
            time = prompting.update_request_number(
                day,
                checkin=context.checkins[project.id],
                work=context.people[user].work,
                last_update=context.updates.get(project.id),
                program=context.programs.get(project.id),
            )
            found += [] if time is None else [(project, time)]
    return tuple(found)


def _participant(person: Person | None, scheduled: ScheduledPerson, work: WorkTime, *, hushed: bool) -> Participant:
    """Whom Slack does not know, nobody can be asked."""
    outside = person is None or person.is_bot or person.is_foreign
    return Participant(
        scheduled.user, work, scheduled.paused or hushed, bool(person and person.deleted), outside, scheduled.reminders
    )


def source_of(session: Session, *, team: str, project: str) -> Source:
    """An answer counts as said in the project's own channel, to those who may read that."""
    home = storage.plan.project(session, team=team, id=project)
    channel = next(iter(home.channels), "")
    known = storage.channels.find_channel(session, team=team, id=channel) if channel else None
    return Source(channel=channel, private=bool(known and (known.is_private or known.is_external)))


def load_summary(
    session: Session, *, team: str, checkin_round: storage.checkin_summaries.CheckinRound
) -> CheckinSummary:
    """How a round stands: what was said since each person was asked."""
    parts = storage.checkin_summaries.round_participants(
        session, team=team, project=checkin_round.project, day=checkin_round.day
    )
    since = min((part.at for part in parts), default=checkin_round.opened_at)
    ids = [id for part in parts for id in part.milestones]
    heard = [
        *storage.checkin_summaries.captures_since(session, team=team, project=checkin_round.project, since=since),
        *storage.checkin_summaries.blockers_since(session, team=team, milestones=ids, since=since),
    ]
    milestones = {id: storage.plan.milestone(session, team=team, id=id) for id in ids}
    people = [checkins_summary.RoundParticipant(part.user, part.state, part.milestones) for part in parts]
    return checkins_summary.summarize_round(people, milestones, heard)
