"""What one explicit form does, whoever confirmed it: the line of a message, a draft's button, an owner's yes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.channels
import storage.people
import storage.updates
from handlers.blockers import flows as blockers_flows
from handlers.common import access
from handlers.common.requests import Source, today
from handlers.plan import milestone_updates as updates
from handlers.plan.milestone_updates import Changed
from handlers.register import flows as register_flows
from handlers.schedule.recompute import Effect
from rules.capture import Block, Decided, Done, Explicit, Heard, Owner, Percent, Raise, Slip, Unblock, index, listen
from rules.people import Person
from rules.plan import Dependency, Milestone
from rules.refusal import Refusal
from rules.register import Kind
from storage.blockers import Blocker
from storage.proposals import Proposal
from storage.register import Entry

KINDS: dict[type, str] = {Slip: "forecast", Done: "actual", Percent: "percent", Owner: "owner"}
"""The kind of record that each change of a milestone leaves."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What one form became; `refused` says why it became nothing, `proposed` (of `milestone`) that its owner is asked.

    `noted` is the number of the record of what was only noted.
    """

    said: Explicit
    changed: Changed | None = None
    effect: Effect | None = None
    blocker: Blocker | None = None
    resolved: tuple[Blocker, ...] = ()
    noted: int | None = None
    entry: Entry | None = None
    linked: Dependency | None = None
    proposed: Proposal | None = None
    milestone: Milestone | None = None
    refused: Refusal | None = None

    @property
    def kept(self) -> bool:
        return self.refused is None and self.proposed is None


def apply(
    session: Session, *, person: Person, said: Explicit, source: Source, now: datetime, tell: bool = True
) -> Saved:
    """This will do what was said, or raise a Refusal; `tell` lets those hear of a slip whom it moves.

    Of what the speaker may not know, nothing can be said: it is refused like what was never there.
    """
    named = getattr(said, "milestone", "") or getattr(said, "target", "")
    access.refuse_hidden(session, person=person, text=named)
    match said:
        case Slip(milestone=id, reason=reason):
            to = updates.day_of(session, team=person.team, said=said)
            changed, effect = updates.slip(
                session, person=person, milestone=id, to=to, reason=reason, source=source, now=now, tell=tell
            )
            return Saved(said, changed, effect)
        case Done(milestone=id, on=on):
            day = on.day if on and on.day else today(person, now)
            return Saved(said, updates.finish(session, person=person, milestone=id, on=day, source=source, now=now))
        case Percent(milestone=id, percent=percent):
            changed = updates.progress(session, person=person, milestone=id, percent=percent, source=source, now=now)
            return Saved(said, changed)
        case Owner(milestone=id, user=user):
            changed = updates.hand_to(session, person=person, milestone=id, owner=user, source=source, now=now)
            return Saved(said, changed)
        case Block():
            blocker = blockers_flows.raise_blocker(session, person=person, said=said, source=source, now=now)
            note(session, person=person, kind="blocker", text=said.text, source=source, now=now, subject=blocker.id)
            return Saved(said, blocker=blocker)
        case Unblock(target=target):
            return Saved(said, resolved=blockers_flows.resolve(session, person=person, target=target, now=now))
        case Raise(kind=kind, text=text):
            entry = register_flows.hear(session, person=person, said=said, source=source, now=now)
            about = entry.id if entry else ""
            noted = note(session, person=person, kind=kind, text=text, source=source, now=now, subject=about)
            return Saved(said, noted=noted, entry=entry)
        case Decided(text=text):
            return Saved(said, noted=note(session, person=person, kind="decision", text=text, source=source, now=now))


def note(
    session: Session, *, person: Person, kind: str, text: str, source: Source, now: datetime, subject: str = ""
) -> int:
    """This will keep words as evidence, for the project that the channel served last."""
    storage.audit.acting(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    served = storage.channels.projects(session, team=person.team, channel=source.channel)
    return storage.updates.note(
        session,
        kind=kind,
        text=text[:4000],
        project=served[0] if served else None,
        by=person.id,
        source=source,
        now=now,
        subject=subject,
    )


def retract(session: Session, *, person: Person, update: int, now: datetime) -> storage.updates.Update:
    """This will take back what was only noted, for who noted it."""
    record = storage.updates.get(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only who saved this can take it back.")
    if record.kind in (*KINDS.values(), "blocker", "reason"):
        raise Refusal("That was more than a note.", f"It changed {record.subject or 'something'}.", "Undo it there.")
    storage.audit.acting(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    storage.updates.retract(session, record=record)
    if record.kind in tuple(Kind) and record.subject:
        register_flows.withdraw(session, person=person, id=record.subject, now=now)
    return record


def recall(session: Session, *, team: str, user: str, text: str, source: Source, now: datetime) -> Counter[str]:
    """This will take in an old message as of `now`, when it was said: once, telling nobody; newer words stand.

    Counts "record", "update", "refused" (not theirs to say, or no such thing) and "older" (something newer stands).
    """
    counts: Counter[str] = Counter()
    if storage.updates.heard(session, team=team, channel=source.channel, ts=source.ts):
        return Counter(known=1)
    person = storage.people.person(session, team=team, id=user) or Person(user, team, user)
    known = index(storage.capture.names(session, team=team))
    locale = person.locale.replace("-", "_")
    heard = listen(text, today=today(person, now), known=known, locale=locale, zone=person.zone)
    if not (heard.explicit or heard.update):
        return counts
    with storage.capture.silently(session, now=now):
        for form in heard.explicit:
            counts[_take(session, person=person, form=form, source=source, now=now)] += 1
        if heard.update and heard.proposal:
            _keep(session, person=person, heard=heard, source=source, now=now)
            counts["update"] += 1
    return counts


def _take(session: Session, *, person: Person, form: Explicit, source: Source, now: datetime) -> str:
    if kind := KINDS.get(type(form)):
        subject = str(getattr(form, "milestone", ""))
        if storage.updates.newer(session, team=person.team, subject=subject, kind=kind, at=now):
            return "older"
    try:
        with session.begin_nested():
            apply(session, person=person, said=form, source=source, now=now, tell=False)
    except Refusal:
        return "refused"
    return "record"


def _keep(session: Session, *, person: Person, heard: Heard, source: Source, now: datetime) -> None:
    note(session, person=person, kind="update", text=heard.plain, source=source, now=now)
