"""How a prompt stands at this moment: before anything was answered, and with what was said since."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.checkin_summaries
import storage.checkins
import storage.milestone_activity
import storage.plan
import storage.pulse
import templates
from handlers.checkins.participants import CheckinContext, PromptContent
from rules.checkins import prompting, summary
from rules.checkins.prompting import Participant
from rules.checkins.summary import AnswerLine
from rules.plan import Milestone, Project
from rules.time import working_time
from rules.weeks import period_of
from storage.checkins import Prompt
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class PulsePrompt:
    """How sure somebody is of a project: what they answered themselves, and whether the week is over."""

    project: Project
    week: str
    answer: int | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt as its person sees it now; `updates` and `questions` come with whether they are answered."""

    day: date
    lines: tuple[AnswerLine, ...]
    updates: tuple[tuple[Project, bool], ...]
    questions: tuple[tuple[str, bool], ...]
    nudge: int = 0
    skipped: tuple[date, ...] = ()
    pulse: PulsePrompt | None = None

    @property
    def open_ids(self) -> tuple[str, ...]:
        return tuple(one.milestone.id for one in self.lines if one.said is summary.AnswerKind.SILENT)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The check-in's own; the monthly one need not be answered."""
        return tuple(text for text, done in self.questions if not done and text != prompting.OUTSIDE_QUESTION)

    @property
    def answered(self) -> bool:
        """Nothing is missing that is reminded of; the week's update has nudges of its own."""
        return not self.open_ids and not self.open_questions


def render_new_prompt(
    context: CheckinContext, *, user: str, content: PromptContent, day: date, now: datetime, mark: str = ""
) -> RenderedMessage:
    """The prompt of a day before anything was answered, as it is sent or previewed."""
    last = context.last_asked.get(user, date.min)
    skipped = tuple(one for one in context.days_away.get(user, ()) if one > last)
    shown = _unanswered_prompt(content, day=day, skipped=skipped)
    return render_prompt(shown, next_prompt_at=context.upcoming(user, now), participant=context.people[user], mark=mark)


def _unanswered_prompt(content: PromptContent, *, day: date, skipped: tuple[date, ...]) -> PromptView:
    """What was said lately is not asked again."""
    lines = () if content.fresh else tuple(AnswerLine(one, summary.AnswerKind.SILENT) for one in content.milestones)
    return PromptView(
        day,
        lines,
        tuple((project, False) for project, _ in content.updates),
        tuple((text, False) for text, _ in content.questions),
        max((time for _, time in content.updates), default=0),
        skipped,
        PulsePrompt(content.pulse, period_of(day)) if content.pulse else None,
    )


def render_prompt(
    view: PromptView, *, next_prompt_at: datetime | None, participant: Participant, mark: str = ""
) -> RenderedMessage:
    """The prompt; `upcoming` is the time of the next one, `mark` is preview or test, or empty."""
    local = next_prompt_at and next_prompt_at.astimezone(working_time.zone_of(participant.work.zone))
    return templates.render(
        "checkins/prompt", shown=view, upcoming=local, zone=participant.work.zone, mark=mark, today=view.day
    )


def current_prompt(session: Session, *, team: str, prompt: Prompt) -> PromptView:
    """The prompt with what was said since, wherever it was said."""
    where = {"team": team, "since": prompt.at}
    projects = dict.fromkeys([*prompt.milestones, *prompt.updates, *(project for _, project in prompt.questions)])
    heard = [one for id in projects for one in storage.checkin_summaries.captures_since(session, project=id, **where)]  # type: ignore[arg-type]
    heard += storage.checkin_summaries.blockers_since(session, milestones=prompt.milestone_ids, **where)  # type: ignore[arg-type]
    milestones = [storage.plan.milestone(session, team=team, id=id) for id in prompt.milestone_ids]
    spoken = storage.milestone_activity.milestones_updated_since(session, ids=prompt.milestone_ids, **where)  # type: ignore[arg-type]
    answers = {one.milestone for one in heard if one.kind == "answer" and one.by == prompt.user}
    updates = storage.milestone_activity.last_updates(session, team=team, projects=prompt.updates)
    return PromptView(
        prompt.day,
        tuple(_mark_mentioned(one, summary.answer_line(one, heard), one.id in spoken) for one in milestones),
        tuple(
            (storage.plan.project(session, team=team, id=id), id in updates and updates[id] >= prompt.at)
            for id in prompt.updates
        ),
        tuple((text, text in answers) for text, _ in prompt.questions),
        pulse=_pulse_prompt(session, team=team, prompt=prompt),
    )


def _pulse_prompt(session: Session, *, team: str, prompt: Prompt) -> PulsePrompt | None:
    asked = storage.pulse.response_on_day(session, team=team, user=prompt.user, day=prompt.day)
    if asked is None:
        return None
    home = storage.plan.project(session, team=team, id=asked.project)
    return PulsePrompt(home, asked.week, asked.answer, asked.sealed)


def _mark_mentioned(milestone: Milestone, line: AnswerLine, mentioned: bool) -> AnswerLine:
    """Something may have been said that no record of the round tells: then it is at least not missing."""
    return (
        replace(line, said=summary.AnswerKind.PROGRESS)
        if mentioned and line.said is summary.AnswerKind.SILENT
        else line
    )
