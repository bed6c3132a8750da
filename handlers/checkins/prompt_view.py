"""A check-in prompt as its reader sees it: before any answer, and with everything reported since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.checkin_summaries
import storage.checkins
import storage.dependencies
import storage.milestone_activity
import storage.plan
import storage.pulse
import storage.reading_asks
import storage.register
import storage.reporting.questions
import storage.status
import templates
from handlers.checkins import participants
from handlers.checkins.participants import CheckinContext, PromptContent
from rules.checkins import prompting, summary
from rules.checkins.prompting import Participant, PromptState
from rules.checkins.summary import AnswerLine
from rules.nudges import MILESTONE_KINDS, Nudge, NudgeKind
from rules.plan import Milestone, Project
from rules.time import working_time
from rules.truth.milestones import expected_reason
from rules.weeks import period_of
from storage.checkins import Prompt
from templates import RenderedMessage

# As many lines with their four buttons as fit in a message beside everything else that is asked.
LINES_PER_PAGE = 7


@dataclass(frozen=True, slots=True)
class PulsePrompt:
    """A pulse question: the project, the reader's own answer, and whether the week is over."""

    project: Project
    week: str
    answer: int | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder in a person's message that is not about a milestone's date, and whether it is still open."""

    ask: Nudge
    open: bool = True


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt as its reader sees it now; `updates` and `questions` each say whether they are answered.

    By milestone id, `reasons` say why it is expected later than its owner says, and `needed` when others need it.
    `is_checkin` is False for reminders alone.
    """

    day: date
    lines: tuple[AnswerLine, ...]
    updates: tuple[tuple[Project, bool], ...]
    questions: tuple[tuple[str, bool], ...]
    nudge: int = 0
    skipped: tuple[date, ...] = ()
    pulse: PulsePrompt | None = None
    reminders: tuple[Reminder, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    needed: Mapping[str, date] = field(default_factory=dict)
    is_checkin: bool = True
    page: int = 1

    @property
    def page_lines(self) -> tuple[AnswerLine, ...]:
        """The milestones that the message shows: all, or a page of them, with those still open first."""
        if len(self.lines) <= LINES_PER_PAGE:
            return self.lines
        first = (self.page - 1) * LINES_PER_PAGE
        ordered = sorted(self.lines, key=lambda line: line.said is not summary.AnswerKind.SILENT)
        return tuple(ordered[first : first + LINES_PER_PAGE])

    @property
    def pages(self) -> int:
        return -(-len(self.lines) // LINES_PER_PAGE)

    @property
    def open_ids(self) -> tuple[str, ...]:
        return tuple(line.milestone.id for line in self.lines if line.said is summary.AnswerKind.SILENT)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The check-in's own questions that are still open; the monthly one need not be answered."""
        return tuple(text for text, done in self.questions if not done and text != prompting.OUTSIDE_QUESTION)

    @property
    def answered(self) -> bool:
        """True if nothing is missing that a reminder would ask for; the week's update has its own nudges."""
        return not self.open_ids and not self.open_questions

    @property
    def all_done(self) -> bool:
        """True if nothing at all is left to answer, so that the message can shrink to one line."""
        missing = (not given for _, given in (*self.updates, *self.questions))
        asked_pulse = self.pulse is not None and self.pulse.answer is None and not self.pulse.sealed
        return not self.open_ids and not any(missing) and not asked_pulse and not any(r.open for r in self.reminders)

    @property
    def any_answered(self) -> bool:
        given = (done for _, done in (*self.updates, *self.questions))
        return len(self.open_ids) < len(self.lines) or any(given) or bool(self.pulse and self.pulse.answer is not None)

    @property
    def later(self) -> tuple[AnswerLine, ...]:
        """The milestones confirmed as unchanged although they are overdue or computed for a later day."""
        unchanged = (line for line in self.lines if line.said is summary.AnswerKind.UNCHANGED)
        return tuple(line for line in unchanged if _is_later(line.milestone, self.day))


def render_new_prompt(
    context: CheckinContext, *, user: str, content: PromptContent, day: date, now: datetime, mark: str = ""
) -> RenderedMessage:
    """Render a day's prompt before any answer, to be sent or previewed."""
    last_asked = context.last_asked.get(user, date.min)
    skipped = tuple(missed_day for missed_day in context.days_away.get(user, ()) if missed_day > last_asked)
    view = _unanswered_prompt(content, day=day, skipped=skipped, labels=context.labels)
    return render_prompt(view, next_prompt_at=context.upcoming(user, now), participant=context.people[user], mark=mark)


def _unanswered_prompt(
    content: PromptContent, *, day: date, skipped: tuple[date, ...], labels: Mapping[str, str]
) -> PromptView:
    milestones = content.milestones + content.reminded
    lines = tuple(AnswerLine(milestone, summary.AnswerKind.SILENT) for milestone in milestones)
    return PromptView(
        day,
        lines,
        tuple((project, False) for project, _ in content.updates),
        tuple((text, False) for text, _ in content.questions),
        max((nudge for _, nudge in content.updates), default=0),
        skipped,
        PulsePrompt(content.pulse, period_of(day)) if content.pulse else None,
        tuple(Reminder(ask) for ask in content.asks if ask.kind not in MILESTONE_KINDS),
        {item.id: expected_reason(item, labels) for item in milestones},
        _needed_days(content.asks),
        content.has_checkin,
    )


def _needed_days(asks: Iterable[Nudge]) -> dict[str, date]:
    """Return by milestone the day for which it is committed to others, where that is asked about."""
    return {ask.milestone: ask.day for ask in asks if ask.kind is NudgeKind.CANARY and ask.day}


def _is_later(milestone: Milestone, day: date) -> bool:
    own_date, expected = milestone.own_date, milestone.expected
    return milestone.is_overdue(day) or bool(milestone.open and own_date and expected and expected > own_date)


def render_prompt(
    view: PromptView, *, next_prompt_at: datetime | None, participant: Participant, mark: str = ""
) -> RenderedMessage:
    """Render the prompt; `mark` is `preview`, `test`, `change` (answers are shown with their buttons) or empty."""
    local = next_prompt_at and next_prompt_at.astimezone(working_time.zone_of(participant.work.zone))
    return templates.render(
        "checkins/prompt", shown=view, upcoming=local, zone=participant.work.zone, mark=mark, today=view.day
    )


def current_prompt(session: Session, *, team: str, prompt: Prompt) -> PromptView:
    """Return the prompt with everything reported since it was sent, wherever it was reported."""
    milestone_ids = prompt.milestone_ids
    milestones = [storage.plan.milestone(session, team=team, id=id) for id in milestone_ids]
    asking = (project for _, project in prompt.questions)
    projects = dict.fromkeys([*(item.project for item in milestones), *prompt.updates, *asking])
    notes = [
        item
        for id in projects
        for item in storage.checkin_summaries.captures_since(session, team=team, project=id, since=prompt.at)
    ]
    notes += storage.checkin_summaries.blockers_since(session, team=team, milestones=milestone_ids, since=prompt.at)
    updated_ids = storage.milestone_activity.milestones_updated_since(
        session, team=team, ids=milestone_ids, since=prompt.at
    )
    answered_questions = {item.milestone for item in notes if item.kind == "answer" and item.by == prompt.user}
    updates = storage.milestone_activity.last_updates(session, team=team, projects=prompt.updates)
    return PromptView(
        prompt.day,
        tuple(_mark_mentioned(summary.answer_line(item, notes), item.id in updated_ids) for item in milestones),
        tuple(
            (storage.plan.project(session, team=team, id=id), id in updates and updates[id] >= prompt.at)
            for id in prompt.updates
        ),
        tuple((text, text in answered_questions) for text, _ in prompt.questions),
        pulse=_pulse_prompt(session, team=team, prompt=prompt),
        reminders=tuple(
            Reminder(ask, _is_open(session, team=team, ask=ask))
            for ask in prompt.asks
            if ask.kind not in MILESTONE_KINDS
        ),
        reasons={
            item.id: expected_reason(item, participants.push_labels(session, team=team, milestones=milestones))
            for item in milestones
        },
        needed=_needed_days(prompt.asks),
        is_checkin=prompt.state is PromptState.ASKED,
    )


def _is_open(session: Session, *, team: str, ask: Nudge) -> bool:
    """Return whether a reminder still waits for an answer: the same question, or the same day to look at an entry."""
    if ask.kind is NudgeKind.REQUEST:
        terms = storage.dependencies.get_agreement(session, team=team, id=ask.about).terms
        return terms.asked is not None and ask.subject == f"{ask.about}@{terms.question}"
    if ask.kind is NudgeKind.READING and ask.day:
        return not storage.reading_asks.is_answered(session, team=team, benefit=ask.about, due=ask.day)
    if ask.kind is NudgeKind.CHECK:
        entry = storage.register.get_entry(session, team=team, id=ask.about)
        return entry.closed_at is None and ask.subject == f"{entry.id}@{entry.check}"
    if ask.kind is NudgeKind.UNBLOCK:
        return storage.blockers.get_blocker(session, team=team, id=ask.about).resolved_at is None
    if ask.kind is NudgeKind.EXPLAIN:
        report = storage.status.find_report(session, team=team, project=ask.about)
        return report is not None and ask.subject == storage.reporting.questions.question_subject(ask.about, report.at)
    return False


def _pulse_prompt(session: Session, *, team: str, prompt: Prompt) -> PulsePrompt | None:
    response = storage.pulse.response_on_day(session, team=team, user=prompt.user, day=prompt.day)
    if response is None:
        return None
    project = storage.plan.project(session, team=team, id=response.project)
    return PulsePrompt(project, response.week, response.answer, response.sealed)


def _mark_mentioned(line: AnswerLine, mentioned: bool) -> AnswerLine:
    """Show a milestone as in progress if it was updated outside the round, so that it is not listed as missing."""
    return (
        replace(line, said=summary.AnswerKind.PROGRESS)
        if mentioned and line.said is summary.AnswerKind.SILENT
        else line
    )
