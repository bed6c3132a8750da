"""Explicit captures: a line that begins with an id or a verb is saved at once, marked, and can be undone (B-20)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.updates
import templates
from handlers import blockers, post, slips_flows
from handlers.calls import Source, today
from handlers.risks_flows import Effect
from handlers.slips_flows import Changed
from program.capture import Block, Decided, Done, Explicit, Owner, Percent, Raise, Slip, Unblock
from program.people import Person
from program.refusal import Refusal
from storage.blockers import Blocker


@dataclass(frozen=True, slots=True)
class Saved:
    """What one line of a message became; `refused` says why it became nothing."""

    said: Explicit
    changed: Changed | None = None
    effect: Effect | None = None
    blocker: Blocker | None = None
    resolved: tuple[Blocker, ...] = ()
    noted: int | None = None
    refused: Refusal | None = None


def save(
    session: Session, *, person: Person, explicit: tuple[Explicit, ...], source: Source, now: datetime
) -> tuple[Saved, ...]:
    """Each line by itself: one that is refused does not lose the others. The author alone sees what was made of it."""
    saved = tuple(_one(session, person=person, said=said, source=source, now=now) for said in explicit)
    team, channel, ts = person.team, source.channel, source.ts
    if any(one.refused is None for one in saved):
        post.react(session, key=f"memo:{channel}:{ts}", team=team, channel=channel, ts=ts, now=now)
    message = templates.render("capture/saved", saved=saved, today=today(person, now))
    post.whisper(
        session,
        key=f"saved:{channel}:{ts}",
        team=team,
        channel=channel,
        user=person.id,
        message=message,
        now=now,
        thread_ts=source.thread_ts,
    )
    return saved


def _one(session: Session, *, person: Person, said: Explicit, source: Source, now: datetime) -> Saved:
    try:
        with session.begin_nested():
            return _apply(session, person=person, said=said, source=source, now=now)
    except Refusal as refusal:
        return Saved(said, refused=refusal)


def _apply(session: Session, *, person: Person, said: Explicit, source: Source, now: datetime) -> Saved:
    match said:
        case Slip(milestone=id, reason=reason):
            to = slips_flows.day_of(session, team=person.team, said=said)
            changed, effect = slips_flows.slip(
                session, person=person, milestone=id, to=to, reason=reason, source=source, now=now
            )
            return Saved(said, changed, effect)
        case Done(milestone=id, on=on):
            day = on.day if on and on.day else today(person, now)
            return Saved(said, slips_flows.finish(session, person=person, milestone=id, on=day, source=source, now=now))
        case Percent(milestone=id, percent=percent):
            changed = slips_flows.progress(
                session, person=person, milestone=id, percent=percent, source=source, now=now
            )
            return Saved(said, changed)
        case Owner(milestone=id, user=user):
            changed = slips_flows.hand_to(session, person=person, milestone=id, owner=user, source=source, now=now)
            return Saved(said, changed)
        case Block():
            blocker = blockers.raise_blocker(session, person=person, said=said, source=source, now=now)
            return Saved(said, blocker=blocker)
        case Unblock(target=target):
            return Saved(said, resolved=blockers.resolve(session, person=person, target=target, now=now))
        case Raise(kind=kind, text=text):
            return Saved(said, noted=_note(session, person=person, kind=kind, text=text, source=source, now=now))
        case Decided(text=text):
            return Saved(said, noted=_note(session, person=person, kind="decision", text=text, source=source, now=now))


def _note(session: Session, *, person: Person, kind: str, text: str, source: Source, now: datetime) -> int:
    storage.audit.acting(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    served = storage.channels.projects(session, team=person.team, channel=source.channel)
    project = served[0] if served else None
    return storage.updates.note(
        session, kind=kind, text=text[:1000], project=project, by=person.id, source=source, now=now
    )
