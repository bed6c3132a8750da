"""The summary of a project's check-in: one message, edited as answers land, closed without waiting (B-04, B-05)."""

import hashlib
import json
from datetime import date, datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.rounds
import templates
from handlers import checkins_queries, post
from program.plan import Project

BATCH = 100


def draw_due(session: Session, *, team: str, now: datetime, limit: int = BATCH) -> int:
    """This will bring the summaries up to date of which something was said, and close those whose window is over."""
    found = storage.rounds.to_draw(session, team=team, now=now, limit=limit)
    for project, day in found:
        draw(session, team=team, project=project, day=day, now=now)
    return len(found)


def draw(session: Session, *, team: str, project: str, day: date, now: datetime) -> None:
    """One message a round: posted with the first answer or at its close, edited after that (B-04, B-05)."""
    found = storage.rounds.get(session, team=team, project=project, day=day)
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
    version = storage.rounds.drawn(session, **where, digest=kept, closed=closed, posted=post_it)  # type: ignore[arg-type]
    key, place = f"round:{project}:{day}", {"team": team, "channel": found.channel, "message": message, "now": now}
    if post_it and not stands:
        post.say(session, key=key, kind="checkin", **place)  # type: ignore[arg-type]
    elif post_it:
        post.edit(session, key=f"{key}:{version}", of=key, **place)  # type: ignore[arg-type]


def _summary(
    session: Session, *, team: str, found: storage.rounds.Round, home: Project, closed: bool
) -> templates.Message:
    summary = checkins_queries.summary(session, team=team, found=found)
    people = frozenset((*summary.missing, *summary.away, *summary.answered, *(one.by for one in summary.notes)))
    names = storage.people.names(session, team=team, ids=people)
    return templates.render(
        "checkins/summary", summary=summary, project=home, names=names, closed=closed, day=found.day, today=found.day
    )


def _spoken(session: Session, *, team: str, found: storage.rounds.Round) -> bool:
    summary = checkins_queries.summary(session, team=team, found=found)
    return bool(summary.lines or summary.unchanged or summary.notes)
