"""Who is silent is reminded; the summary of a check-in: one message, edited as answers land (B-03 to B-05)."""

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
from rules.plan import Project

ITEMS_PER_BATCH = 100


def update_due_summaries(session: Session, *, team: str, now: datetime, limit: int = ITEMS_PER_BATCH) -> int:
    """This will bring the summaries up to date of which something was said, and close those whose window is over."""
    found = storage.checkin_summaries.rounds_to_update(session, team=team, now=now, limit=limit)
    turns = {
        f"{project} {day}": partial(update_summary, session, team=team, project=project, day=day, now=now)
        for project, day in found
    }
    broken = isolation.run_each_in_savepoint(session, team=team, job="check-in summaries", tasks=turns, now=now)
    for item, fault in broken.items():
        project, _, day = item.partition(" ")
        storage.checkin_summaries.postpone_round(
            session, team=team, project=project, day=date.fromisoformat(day), until=fault.rests_until
        )
    return len(found)


def send_due_reminders(session: Session, *, team: str, now: datetime, limit: int = ITEMS_PER_BATCH) -> int:
    """This will remind those who have not answered, of what is missing; never outside their hours (B-03)."""
    found = storage.checkins.prompts_to_remind(session, team=team, now=now, limit=limit)
    turns = {
        f"{user} {day}": partial(_send_reminder, session, team=team, user=user, day=day, now=now) for user, day in found
    }
    broken = isolation.run_each_in_savepoint(session, team=team, job="check-in reminders", tasks=turns, now=now)
    for user, day in found:
        if fault := broken.get(f"{user} {day}"):
            storage.checkins.set_next_reminder(session, team=team, user=user, day=day, at=fault.rests_until)
    return len(found)


def _send_reminder(session: Session, *, team: str, user: str, day: date, now: datetime) -> None:
    prompt = storage.checkins.find_prompt(session, team=team, user=user, day=day)
    assert prompt is not None, "it was just found"
    assert prompt.closes_at is not None, "only what was asked has a next time"
    shown = prompt_view.current_prompt(session, team=team, prompt=prompt)
    count = participants.scheduled_person(session, team=team, user=user).reminders
    work = working_time.work_time(session, team=team, user=user, now=now)
    later = [at for at in prompting.reminder_times(prompt.at, prompt.closes_at, work=work, count=count) if at > now]
    done = shown.answered or now >= prompt.closes_at or prompt.reminders_sent >= count
    if done or not work.is_working(now):
        at = None if done else next(iter(later), None)
        storage.checkins.set_next_reminder(
            session, team=team, user=user, day=day, at=at, reminded=prompt.reminders_sent
        )
        return
    key = f"checkin:{user}:{day}"
    message = templates.render("checkins/reminder", shown=shown, last=not later, today=day)
    where = {"team": team, "channel": user, "now": now, "kind": "checkin", "expires_at": prompt.closes_at}
    posting.post_message(session, key=f"{key}:again{prompt.reminders_sent + 1}", message=message, **where)  # type: ignore[arg-type]
    at = next(iter(later), None)
    storage.checkins.set_next_reminder(
        session, team=team, user=user, day=day, at=at, reminded=prompt.reminders_sent + 1
    )


def update_summary(session: Session, *, team: str, project: str, day: date, now: datetime) -> None:
    """One message a round: posted with the first answer or at its close, edited after that (B-04, B-05)."""
    found = storage.checkin_summaries.find_round(session, team=team, project=project, day=day)
    if found is None:
        return
    home = storage.plan.project(session, team=team, id=project)
    closed = found.closed or now >= found.closes_at
    message = _render_summary(session, team=team, checkin_round=found, project=home, closed=closed)
    digest = hashlib.sha256(json.dumps([message.text, message.blocks], sort_keys=True).encode()).hexdigest()[:16]
    stands = found.version > 0
    heard = stands or closed or _has_content(session, team=team, checkin_round=found)
    post_it = heard and digest != found.digest
    where = {"team": team, "project": project, "day": day}
    kept = digest if post_it else found.digest
    version = storage.checkin_summaries.save_summary(session, **where, digest=kept, closed=closed, posted=post_it)  # type: ignore[arg-type]
    key, place = f"round:{project}:{day}", {"team": team, "channel": found.channel, "message": message, "now": now}
    if post_it and not stands:
        posting.post_message(session, key=key, kind="checkin", **place)  # type: ignore[arg-type]
    elif post_it:
        posting.update_message(session, key=f"{key}:{version}", original_key=key, **place)  # type: ignore[arg-type]


def _render_summary(
    session: Session,
    *,
    team: str,
    checkin_round: storage.checkin_summaries.CheckinRound,
    project: Project,
    closed: bool,
) -> templates.RenderedMessage:
    summary = participants.load_summary(session, team=team, checkin_round=checkin_round)
    people = frozenset((*summary.missing, *summary.away, *summary.answered, *(one.by for one in summary.notes)))
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
    summary = participants.load_summary(session, team=team, checkin_round=checkin_round)
    return bool(summary.lines or summary.unchanged or summary.notes)
