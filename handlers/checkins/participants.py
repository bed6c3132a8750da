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
import storage.people
import storage.plan
import storage.pulse
from handlers.common import working_time
from handlers.common.requests import Source
from rules.checkins import prompting, pulse
from rules.checkins import summary as checkins_summary
from rules.checkins.prompting import Asked, Checkin
from rules.checkins.summary import Summary
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.time.working_time import WorkTime
from storage.checkins import Due


@dataclass(frozen=True, slots=True)
class Around:
    """All that says what some people are asked; `programs` and `checkins` are by project id.

    `joined` is the projects whose check-in each person takes part in without owning anything: they lead it, or were
    named. `pulses` is when each was last asked how sure they are of a project.
    """

    projects: Mapping[str, Project]
    programs: Mapping[str, Program]
    checkins: Mapping[str, Checkin]
    joined: Mapping[str, tuple[str, ...]]
    owned: Mapping[str, tuple[tuple[Milestone, datetime], ...]]
    people: Mapping[str, Asked]
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
        return prompting.next_prompt(self.checkins_of(user), work=self.people[user].work, after=now)


@dataclass(frozen=True, slots=True)
class Asking:
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


def scheduled(session: Session, *, team: str, user: str) -> Due:
    return storage.checkins.person(session, team=team, user=user) or Due(user, None, prompting.NUDGES, paused=False)


def around(session: Session, *, team: str, people: Iterable[Due], now: datetime) -> Around:
    scheduled = {one.user: one for one in people}
    users = tuple(scheduled)
    subjects = storage.checkin_settings.every(session, team=team)
    projects = {one.id: one for one in storage.plan.projects(session, team=team)}
    programs = {one.id: one for one in storage.plan.programs(session, team=team)}
    known = storage.people.known(session, team=team, ids=users)
    works = working_time.work_times(session, team=team, users=users, now=now)
    hushed = storage.leave.hushed(session, team=team, users=users, now=now)
    leading = [one.id for one in projects.values() if one.lead in scheduled]
    held = {one.id: prompting.of(subjects, project=one) for one in projects.values()}
    return Around(
        projects=projects,
        programs={one.id: programs[one.program] for one in projects.values() if one.program in programs},
        checkins=held,
        joined=_joined(projects, held),
        owned=storage.plan.owned(session, team=team, users=users),
        people={id: _asked(known.get(id), one, works[id], hushed=id in hushed) for id, one in scheduled.items()},
        last_asked=storage.checkins.last_asked(session, team=team, users=users),
        days_away=storage.checkins.days_away(session, team=team, users=users, now=now),
        updates=storage.checkins.last_updates(session, team=team, projects=leading),
        pulses=storage.pulse.last_asked(session, team=team, users=users),
    )


def _joined(projects: Mapping[str, Project], held: Mapping[str, Checkin]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for id, project in projects.items():
        for user in (project.lead, *held[id].people):
            if user:
                found[user] = (*found.get(user, ()), id)
    return found


def asking(facts: Around, *, user: str, day: date) -> Asking:
    """What is to be asked of a person on a day, whether or not they can be asked."""
    person = facts.people[user]
    owned = facts.owned.get(user, ())
    wanted = prompting.wanted([one for one, _ in owned], today=day, projects=facts.checkins, programs=facts.programs)
    ids = {one.id for one in wanted}
    touched = [at for one, at in owned if one.id in ids]
    mine = [
        (one, facts.checkins[one.id])
        for one in facts.projects_of(user)
        if prompting.running(facts.checkins[one.id], facts.programs.get(one.id), today=day)
    ]
    questions = prompting.questions(day, projects=mine, last_asked=facts.last_asked.get(user)) if mine else ()
    fresh = all(prompting.is_fresh(at, day=day, work=person.work) for at in touched)
    questions = _after_work(questions, wanted, fresh)
    surely = _pulse(facts, user=user, day=day, projects=[one for one, _ in mine])
    return Asking(wanted, _updates(facts, user=user, day=day), questions, fresh, surely)


def _pulse(facts: Around, *, user: str, day: date, projects: Iterable[Project]) -> Project | None:
    """Of those who do the work; who gets to see the answers has none (M-5)."""
    owned = {one.project for one, _ in facts.owned.get(user, ()) if not one.done}
    works = [one for one in projects if facts.checkins[one.id].pulse and one.lead != user]
    works = [one for one in works if one.id in owned or user in facts.checkins[one.id].people]
    ids = [one.id for one in works if facts.programs[one.id].manager != user]
    id = pulse.chosen(ids, asked=facts.pulses.get(user, {}), day=day)
    return facts.projects[id] if id else None


def _after_work(
    questions: tuple[tuple[str, str], ...], wanted: tuple[Milestone, ...], fresh: bool
) -> tuple[tuple[str, str], ...]:
    """The monthly question comes along with something that is asked; it never makes a prompt by itself."""
    alone = fresh or not wanted
    return tuple(one for one in questions if one[0] != prompting.OUTSIDE or not alone)


def _updates(facts: Around, *, user: str, day: date) -> tuple[tuple[Project, int], ...]:
    found = []
    for project in (facts.projects[id] for id in facts.joined.get(user, ())):
        if project.lead == user:
            time = prompting.update_asked(
                day,
                checkin=facts.checkins[project.id],
                work=facts.people[user].work,
                said=facts.updates.get(project.id),
                program=facts.programs.get(project.id),
            )
            found += [] if time is None else [(project, time)]
    return tuple(found)


def _asked(person: Person | None, due: Due, work: WorkTime, *, hushed: bool) -> Asked:
    """Whom Slack does not know, nobody can be asked."""
    outside = person is None or person.is_bot or person.is_foreign
    return Asked(due.user, work, due.paused or hushed, bool(person and person.deleted), outside, due.reminders)


def source_of(session: Session, *, team: str, project: str) -> Source:
    """An answer counts as said in the project's own channel, to those who may read that."""
    home = storage.plan.project(session, team=team, id=project)
    channel = next(iter(home.channels), "")
    known = storage.channels.get(session, team=team, id=channel) if channel else None
    return Source(channel=channel, private=bool(known and (known.is_private or known.is_external)))


def summary(session: Session, *, team: str, found: storage.checkin_summaries.Round) -> Summary:
    """How a round stands: what was said since each person was asked."""
    parts = storage.checkin_summaries.parts(session, team=team, project=found.project, day=found.day)
    since = min((part.at for part in parts), default=found.opened_at)
    ids = [id for part in parts for id in part.milestones]
    heard = [
        *storage.checkin_summaries.heard(session, team=team, project=found.project, since=since),
        *storage.checkin_summaries.blocked(session, team=team, milestones=ids, since=since),
    ]
    milestones = {id: storage.plan.milestone(session, team=team, id=id) for id in ids}
    people = [checkins_summary.Part(part.user, part.state, part.milestones) for part in parts]
    return checkins_summary.summary(people, milestones, heard)
