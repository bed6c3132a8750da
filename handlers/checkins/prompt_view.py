"""How a prompt stands at this moment: before anything was answered, and with what was said since."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.checkin_summaries
import storage.checkins
import storage.plan
import storage.pulse
import templates
from handlers.checkins.participants import Around, Asking
from rules.checkins import prompting, summary
from rules.checkins.prompting import Asked
from rules.checkins.summary import Line
from rules.plan import Milestone, Project
from rules.time import working_time
from rules.weeks import period_of
from storage.checkins import Prompt
from templates import Message


@dataclass(frozen=True, slots=True)
class Pulse:
    """How sure somebody is of a project: what they answered themselves, and whether the week is over."""

    project: Project
    week: str
    answer: int | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A prompt as its person sees it now; `updates` and `questions` come with whether they are answered."""

    day: date
    lines: tuple[Line, ...]
    updates: tuple[tuple[Project, bool], ...]
    questions: tuple[tuple[str, bool], ...]
    nudge: int = 0
    skipped: tuple[date, ...] = ()
    pulse: Pulse | None = None

    @property
    def open_ids(self) -> tuple[str, ...]:
        return tuple(one.milestone.id for one in self.lines if one.said is summary.Said.SILENT)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The check-in's own; the monthly one need not be answered."""
        return tuple(text for text, done in self.questions if not done and text != prompting.OUTSIDE)

    @property
    def answered(self) -> bool:
        """Nothing is missing that is reminded of; the week's update has nudges of its own."""
        return not self.open_ids and not self.open_questions


def prompt_of(facts: Around, *, user: str, asking: Asking, day: date, now: datetime, mark: str = "") -> Message:
    """The prompt of a day before anything was answered, as it is sent or previewed."""
    last = facts.last_asked.get(user, date.min)
    skipped = tuple(one for one in facts.days_away.get(user, ()) if one > last)
    shown = _fresh(asking, day=day, skipped=skipped)
    return message(shown, upcoming=facts.upcoming(user, now), person=facts.people[user], mark=mark)


def _fresh(facts: Asking, *, day: date, skipped: tuple[date, ...]) -> Shown:
    """What was said lately is not asked again."""
    lines = () if facts.fresh else tuple(Line(one, summary.Said.SILENT) for one in facts.milestones)
    return Shown(
        day,
        lines,
        tuple((project, False) for project, _ in facts.updates),
        tuple((text, False) for text, _ in facts.questions),
        max((time for _, time in facts.updates), default=0),
        skipped,
        Pulse(facts.pulse, period_of(day)) if facts.pulse else None,
    )


def message(shown: Shown, *, upcoming: datetime | None, person: Asked, mark: str = "") -> Message:
    """The prompt; `upcoming` is the time of the next one, `mark` is preview or test, or empty."""
    local = upcoming and upcoming.astimezone(working_time.zone_of(person.work.zone))
    return templates.render(
        "checkins/prompt", shown=shown, upcoming=local, zone=person.work.zone, mark=mark, today=shown.day
    )


def shown(session: Session, *, team: str, prompt: Prompt) -> Shown:
    """The prompt with what was said since, wherever it was said."""
    where = {"team": team, "since": prompt.at}
    projects = dict.fromkeys([*prompt.milestones, *prompt.updates, *(project for _, project in prompt.questions)])
    heard = [one for id in projects for one in storage.checkin_summaries.heard(session, project=id, **where)]  # type: ignore[arg-type]
    heard += storage.checkin_summaries.blocked(session, milestones=prompt.ids, **where)  # type: ignore[arg-type]
    milestones = [storage.plan.milestone(session, team=team, id=id) for id in prompt.ids]
    spoken = storage.checkins.spoken_of(session, ids=prompt.ids, **where)  # type: ignore[arg-type]
    answers = {one.milestone for one in heard if one.kind == "answer" and one.by == prompt.user}
    updates = storage.checkins.last_updates(session, team=team, projects=prompt.updates)
    return Shown(
        prompt.day,
        tuple(_line(one, summary.line(one, heard), one.id in spoken) for one in milestones),
        tuple(
            (storage.plan.project(session, team=team, id=id), id in updates and updates[id] >= prompt.at)
            for id in prompt.updates
        ),
        tuple((text, text in answers) for text, _ in prompt.questions),
        pulse=_answered(session, team=team, prompt=prompt),
    )


def _answered(session: Session, *, team: str, prompt: Prompt) -> Pulse | None:
    asked = storage.pulse.asked_with(session, team=team, user=prompt.user, day=prompt.day)
    if asked is None:
        return None
    home = storage.plan.project(session, team=team, id=asked.project)
    return Pulse(home, asked.week, asked.answer, asked.sealed)


def _line(milestone: Milestone, said: Line, spoken: bool) -> Line:
    """Something may have been said that no record of the round tells: then it is at least not missing."""
    return replace(said, said=summary.Said.PROGRESS) if spoken and said.said is summary.Said.SILENT else said
