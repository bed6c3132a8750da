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

BATCH = 100


def draw_due(session: Session, *, team: str, now: datetime, limit: int = BATCH) -> int:
    """This will bring the summaries up to date of which something was said, and close those whose window is over."""
    found = storage.checkin_summaries.to_draw(session, team=team, now=now, limit=limit)
    turns = {
        f"{project} {day}": partial(draw, session, team=team, project=project, day=day, now=now)
        for project, day in found
    }
    broken = isolation.within(session, team=team, job="check-in summaries", turns=turns, now=now)
    for item, fault in broken.items():
        project, _, day = item.partition(" ")
        storage.checkin_summaries.put_off(
            session, team=team, project=project, day=date.fromisoformat(day), until=fault.rests_until
        )
    return len(found)


def remind_due(session: Session, *, team: str, now: datetime, limit: int = BATCH) -> int:
    """This will remind those who have not answered, of what is missing; never outside their hours (B-03)."""
    found = storage.checkins.to_remind(session, team=team, now=now, limit=limit)
    turns = {f"{user} {day}": partial(_remind, session, team=team, user=user, day=day, now=now) for user, day in found}
    broken = isolation.within(session, team=team, job="check-in reminders", turns=turns, now=now)
    for user, day in found:
        if fault := broken.get(f"{user} {day}"):
            storage.checkins.look_again(session, team=team, user=user, day=day, at=fault.rests_until)
    return len(found)


def _remind(session: Session, *, team: str, user: str, day: date, now: datetime) -> None:
    prompt = storage.checkins.get(session, team=team, user=user, day=day)
    assert prompt is not None, "it was just found"
    assert prompt.closes_at is not None, "only what was asked has a next time"
    shown = prompt_view.shown(session, team=team, prompt=prompt)
    count = participants.scheduled(session, team=team, user=user).reminders
    work = working_time.work_time(session, team=team, user=user, now=now)
    later = [at for at in prompting.reminders(prompt.at, prompt.closes_at, work=work, count=count) if at > now]
    done = shown.answered or now >= prompt.closes_at or prompt.reminded >= count
    if done or not work.is_working(now):
        at = None if done else next(iter(later), None)
        storage.checkins.look_again(session, team=team, user=user, day=day, at=at, reminded=prompt.reminded)
        return
    key = f"checkin:{user}:{day}"
    message = templates.render("checkins/reminder", shown=shown, last=not later, today=day)
    where = {"team": team, "channel": user, "now": now, "kind": "checkin", "expires_at": prompt.closes_at}
    posting.say(session, key=f"{key}:again{prompt.reminded + 1}", message=message, **where)  # type: ignore[arg-type]
    at = next(iter(later), None)
    storage.checkins.look_again(session, team=team, user=user, day=day, at=at, reminded=prompt.reminded + 1)


def draw(session: Session, *, team: str, project: str, day: date, now: datetime) -> None:
    """One message a round: posted with the first answer or at its close, edited after that (B-04, B-05)."""
    found = storage.checkin_summaries.get(session, team=team, project=project, day=day)
    if found is None:
        return
    home = storage.plan.project(session, team=team, id=project)
    closed = found.closed or now >= found.closes_at
    message = _summary(session, team=team, found=found, home=home, closed=closed)
    digest = hashlib.sha256(json.dumps([message.text, message.blocks], sort_keys=True).encode()).hexdigest()[:16]
    stands = found.version > 0
    heard = stands or closed or _spoken(session, team=team, found=found)
    post_it = heard and digest != found.digest
    where = {"team": team, "project": project, "day": day}
    kept = digest if post_it else found.digest
    version = storage.checkin_summaries.drawn(session, **where, digest=kept, closed=closed, posted=post_it)  # type: ignore[arg-type]
    key, place = f"round:{project}:{day}", {"team": team, "channel": found.channel, "message": message, "now": now}
    if post_it and not stands:
        posting.say(session, key=key, kind="checkin", **place)  # type: ignore[arg-type]
    elif post_it:
        posting.edit(session, key=f"{key}:{version}", of=key, **place)  # type: ignore[arg-type]


def _summary(
    session: Session, *, team: str, found: storage.checkin_summaries.Round, home: Project, closed: bool
) -> templates.Message:
    summary = participants.summary(session, team=team, found=found)
    people = frozenset((*summary.missing, *summary.away, *summary.answered, *(one.by for one in summary.notes)))
    names = storage.people.names(session, team=team, ids=people)
    return templates.render(
        "checkins/summary", summary=summary, project=home, names=names, closed=closed, day=found.day, today=found.day
    )


def _spoken(session: Session, *, team: str, found: storage.checkin_summaries.Round) -> bool:
    summary = participants.summary(session, team=team, found=found)
    return bool(summary.lines or summary.unchanged or summary.notes)
