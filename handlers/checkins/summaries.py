"""Check-in reminders, and the summary message that is edited as answers arrive (B-03 to B-05)."""

import hashlib
import json
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.checkin_summaries
import storage.checkins
import storage.people
import storage.plan
import templates
from handlers.checkins import participants, prompt_view
from handlers.common import isolation, posting, working_time
from rules.checkins import prompting
from rules.checkins import summary as summary_rules
from rules.checkins.summary import CheckinSummary
from rules.plan import Project

ITEMS_PER_BATCH = 100


def update_due_summaries(session: Session, *, team: str, now: datetime, limit: int = ITEMS_PER_BATCH) -> int:
    """Update the summaries with new reports, close those whose window is over, and return how many were due."""
    rounds = storage.checkin_summaries.rounds_to_update(session, team=team, now=now, limit=limit)
    tasks = {
        f"{project} {day}": partial(update_summary, session, team=team, project=project, day=day, now=now)
        for project, day in rounds
    }
    faults = isolation.run_each_in_savepoint(session, team=team, job="check-in summaries", tasks=tasks, now=now)
    for item, fault in faults.items():
        project, _, day = item.partition(" ")
        storage.checkin_summaries.postpone_round(
            session, team=team, project=project, day=date.fromisoformat(day), until=fault.rests_until
        )
    return len(rounds)


def send_due_reminders(session: Session, *, team: str, now: datetime, limit: int = ITEMS_PER_BATCH) -> int:
    """Remind people of missing answers, only in their working hours (B-03); return how many were due."""
    due_prompts = storage.checkins.prompts_to_remind(session, team=team, now=now, limit=limit)
    tasks = {
        f"{user} {day}": partial(_send_reminder, session, team=team, user=user, day=day, now=now)
        for user, day in due_prompts
    }
    faults = isolation.run_each_in_savepoint(session, team=team, job="check-in reminders", tasks=tasks, now=now)
    for user, day in due_prompts:
        if fault := faults.get(f"{user} {day}"):
            storage.checkins.set_next_reminder(session, team=team, user=user, day=day, at=fault.rests_until)
    return len(due_prompts)


def _send_reminder(session: Session, *, team: str, user: str, day: date, now: datetime) -> None:
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=day)
    assert prompt is not None, "it was just found"
    assert prompt.closes_at is not None, "only what was asked has a next time"
    view = prompt_view.current_prompt(session, team=team, prompt=prompt)
    count = participants.scheduled_person(session, team=team, user=user).reminders
    work = working_time.work_time(session, team=team, user=user, now=now)
    remaining = [
        remind_at
        for remind_at in prompting.reminder_times(prompt.at, prompt.closes_at, work=work, count=count)
        if remind_at > now
    ]
    done = view.answered or now >= prompt.closes_at or prompt.reminders_sent >= count
    if done or not work.is_working(now):
        remind_at = None if done else next(iter(remaining), None)
        storage.checkins.set_next_reminder(
            session, team=team, user=user, day=day, at=remind_at, reminded=prompt.reminders_sent
        )
        return
    key = f"checkin:{user}:{day}"
    message = templates.render("checkins/reminder", shown=view, last=not remaining, today=day)
    posting.post_message(
        session,
        key=f"{key}:again{prompt.reminders_sent + 1}",
        team=team,
        channel=user,
        message=message,
        now=now,
        kind="checkin",
        expires_at=prompt.closes_at,
    )
    remind_at = next(iter(remaining), None)
    storage.checkins.set_next_reminder(
        session, team=team, user=user, day=day, at=remind_at, reminded=prompt.reminders_sent + 1
    )


def update_summary(session: Session, *, team: str, project: str, day: date, now: datetime) -> None:
    """Post a round's summary with the first answer or at its close, and edit it after that (B-04, B-05)."""
    checkin_round = storage.checkin_summaries.find_round(session, team=team, project=project, day=day)
    if checkin_round is None:
        return
    home_project = storage.plan.project(session, team=team, id=project)
    closed = checkin_round.closed or now >= checkin_round.closes_at
    message = _render_summary(session, team=team, checkin_round=checkin_round, project=home_project, closed=closed)
    digest = hashlib.sha256(json.dumps([message.text, message.blocks], sort_keys=True).encode()).hexdigest()[:16]
    is_posted = checkin_round.version > 0
    has_content = is_posted or closed or _has_content(session, team=team, checkin_round=checkin_round)
    post_it = has_content and digest != checkin_round.digest
    current = digest if post_it else checkin_round.digest
    version = storage.checkin_summaries.save_summary(
        session, team=team, project=project, day=day, digest=current, closed=closed, posted=post_it
    )
    key, channel = f"round:{project}:{day}", checkin_round.channel
    if post_it and not is_posted:
        posting.post_message(session, key=key, team=team, channel=channel, message=message, now=now, kind="checkin")
    elif post_it:
        posting.update_message(
            session, key=f"{key}:{version}", original_key=key, team=team, channel=channel, message=message, now=now
        )


def _render_summary(
    session: Session,
    *,
    team: str,
    checkin_round: storage.checkin_summaries.CheckinRound,
    project: Project,
    closed: bool,
) -> templates.RenderedMessage:
    summary = load_summary(session, team=team, checkin_round=checkin_round)
    people = frozenset((*summary.missing, *summary.away, *summary.answered, *(note.by for note in summary.notes)))
    names = storage.people.display_names(session, team=team, ids=people)
    return templates.render(
        "checkins/summary",
        summary=summary,
        project=project,
        names=names,
        closed=closed,
        day=checkin_round.day,
        today=checkin_round.day,
    )


def _has_content(session: Session, *, team: str, checkin_round: storage.checkin_summaries.CheckinRound) -> bool:
    summary = load_summary(session, team=team, checkin_round=checkin_round)
    return bool(summary.lines or summary.unchanged or summary.notes)


def load_summary(
    session: Session, *, team: str, checkin_round: storage.checkin_summaries.CheckinRound
) -> CheckinSummary:
    """Summarize a round from everything reported since its participants were asked."""
    prompted = storage.checkin_summaries.round_participants(
        session, team=team, project=checkin_round.project, day=checkin_round.day
    )
    since = min((participant.at for participant in prompted), default=checkin_round.opened_at)
    ids = [id for participant in prompted for id in participant.milestones]
    reports = [
        *storage.checkin_summaries.captures_since(session, team=team, project=checkin_round.project, since=since),
        *storage.checkin_summaries.blockers_since(session, team=team, milestones=ids, since=since),
    ]
    milestones = {id: storage.plan.milestone(session, team=team, id=id) for id in ids}
    people = [
        summary_rules.RoundParticipant(participant.user, participant.state, participant.milestones)
        for participant in prompted
    ]
    return summary_rules.summarize_round(people, milestones, reports)
