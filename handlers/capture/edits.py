"""What an edit or a deletion does to what was made of a message: undone, saved anew, proposed anew, marked as gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.proposals
import storage.updates
import templates
from handlers.blockers import flows as blockers_flows
from handlers.capture import drafts, flows, proposals, statements
from handlers.capture.drafts import Draft
from handlers.capture.flows import Hearing
from handlers.common import posting
from handlers.common.requests import Source, today
from handlers.plan import milestone_updates
from rules.capture import (
    Block,
    Decided,
    Done,
    Explicit,
    Heard,
    Owner,
    Percent,
    Raise,
    Slip,
    Unblock,
    listen,
    serialization,
)
from rules.refusal import Refusal
from storage.updates import Update


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A form that the message no longer says; `refused` says why what it did stands nevertheless."""

    said: Explicit
    refused: Refusal | None = None


def known(session: Session, *, team: str, channel: str, ts: str) -> bool:
    """Whether anything was made of a message."""
    return storage.updates.heard(session, team=team, channel=channel, ts=ts) or bool(
        storage.proposals.of_message(session, team=team, channel=channel, ts=ts)
    )


def as_kept(session: Session, *, hearing: Hearing) -> Heard:
    """The message as it was when something of it was saved, for an edit that came without its old words."""
    records = _records(session, hearing.person.team, hearing.source)
    return listen(records[-1].text, today=today(hearing.person, hearing.now)) if records else Heard()


def again(session: Session, *, hearing: Hearing, before: Heard, stamp: str) -> None:
    """This will undo what disappeared, save what is new, and tell the author what the edit changed."""
    person, source, now = hearing.person, hearing.source, hearing.now
    storage.audit.acting(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    marked = bool(_records(session, person.team, source))
    old = Counter(serialization.bare(form) for form in before.explicit)
    new = Counter(serialization.bare(form) for form in hearing.heard.explicit)
    undone = tuple(take_back(session, hearing=hearing, form=form) for form in (old - new).elements())
    saved = tuple(
        proposals.attempt(session, person=person, said=form, source=source, now=now) for form in (new - old).elements()
    )
    update = _update(session, hearing=hearing)
    fresh = _drafts(session, hearing=hearing)
    _remark(session, hearing=hearing, marked=marked, stamp=stamp)
    if undone or saved or fresh or update:
        message = templates.render(
            "capture/edited", undone=undone, saved=saved, drafts=fresh, update=update, today=today(person, now)
        )
        where = {"team": person.team, "channel": source.channel, "user": person.id, "thread_ts": source.thread_ts}
        key = f"edited:{source.channel}:{source.ts}:{stamp}"
        posting.whisper(session, key=key, message=message, now=now, **where)  # type: ignore[arg-type]


def take_back(session: Session, *, hearing: Hearing, form: Explicit) -> TakenBack:
    """This will undo what one line did, or say why it stands."""
    try:
        with session.begin_nested():
            _take_back(session, hearing=hearing, form=form)
    except Refusal as refusal:
        return TakenBack(form, refusal)
    return TakenBack(form)


def gone(session: Session, *, team: str, channel: str, ts: str, by: str | None, now: datetime) -> None:
    """The message is deleted: drafts go with it, records stay; their author is told, with the way back (B-25)."""
    records = storage.updates.of_message(session, team=team, channel=channel, ts=ts)
    author = by or next((one.author for one in records), "")
    storage.audit.acting(session, team=team, actor=author or storage.audit.BATON, now=now)
    for proposal in storage.proposals.of_message(session, team=team, channel=channel, ts=ts):
        if proposal.state == "open" and proposal.origin == "owner":
            proposals.withdraw(session, team=team, proposal=proposal, now=now)
        elif proposal.state == "open":
            storage.proposals.close(session, team=team, id=proposal.id, state="withdrawn")
    kept = storage.updates.source_gone(session, team=team, channel=channel, ts=ts)
    person = storage.people.person(session, team=team, id=author)
    if kept and person:
        message = templates.render("capture/source_deleted", records=kept)
        key = f"deleted:{channel}:{ts}"
        posting.whisper(session, key=key, team=team, channel=channel, user=person.id, message=message, now=now)


def _take_back(session: Session, *, hearing: Hearing, form: Explicit) -> None:
    person, source, now = hearing.person, hearing.source, hearing.now
    records = _records(session, person.team, source)
    match form:
        case Slip() | Done() | Percent() | Owner():
            _put_back(session, hearing=hearing, form=form, records=records)
        case Block(text=text):
            for record in _noted(records, "blocker", text)[:1]:
                blockers_flows.resolve(session, person=person, target=record.subject, now=now)
                storage.updates.retract(session, record=record)
        case Unblock(target=target):
            raise Refusal(f"{target} stays resolved.", "", "Raise it again if it holds you up still.")
        case Raise(kind=kind, text=text):
            for record in _noted(records, kind, text)[:1]:
                statements.retract(session, person=person, update=record.id, now=now)
        case Decided(text=text):
            for record in _noted(records, "decision", text)[:1]:
                statements.retract(session, person=person, update=record.id, now=now)


def _put_back(
    session: Session, *, hearing: Hearing, form: Slip | Done | Percent | Owner, records: tuple[Update, ...]
) -> None:
    """The milestone's old value, or the question to its owner withdrawn."""
    person, source = hearing.person, hearing.source
    mine = [one for one in records if one.kind == statements.KINDS[type(form)] and one.subject == form.milestone]
    if mine:
        milestone_updates.undo(session, person=person, update=mine[-1].id, now=hearing.now)
        return
    where = {"team": person.team, "channel": source.channel, "ts": source.ts, "origin": "owner"}
    for proposal in storage.proposals.of_message(session, **where):
        same = proposal.kind == serialization.written(form)["form"] and proposal.said["milestone"] == form.milestone
        if same and proposal.state == "open":
            proposals.withdraw(session, team=person.team, proposal=proposal, now=hearing.now)


def _update(session: Session, *, hearing: Hearing) -> str:
    """The kept update follows the words: "reworded", "kept" (it is one only now), "gone", or "" for no change."""
    person, heard = hearing.person, hearing.heard
    record = next((one for one in _records(session, person.team, hearing.source) if one.kind == "update"), None)
    stays = heard.update is not None and not heard.explicit
    if record and not stays:
        statements.retract(session, person=person, update=record.id, now=hearing.now)
        return "gone"
    if record:
        storage.updates.reword(session, record=record, text=heard.plain)
        return "reworded"
    if stays and heard.proposal:
        flows.keep(session, hearing=hearing)
        return "kept"
    return ""


def _drafts(session: Session, *, hearing: Hearing) -> tuple[Draft, ...]:
    """Open drafts that the words no longer carry are withdrawn; those they carry anew are put to the author."""
    person, source, heard = hearing.person, hearing.source, hearing.heard
    proposed = heard.proposal and not heard.explicit
    found = drafts.findings(
        session, person=person, heard=heard, known=hearing.known, projects=hearing.projects, now=hearing.now
    )
    wanted = [one for one in found if proposed][: drafts.MOST]
    before = [
        one
        for one in storage.proposals.of_message(session, team=person.team, channel=source.channel, ts=source.ts)
        if one.origin in ("prose", "update")
    ]
    forms = [serialization.written(one.form) for one in wanted]
    for old in before:
        if old.state == "open" and old.said not in forms:
            storage.proposals.close(session, team=person.team, id=old.id, state="withdrawn")
    had = [one.said for one in before if one.state != "withdrawn"]
    fresh = [one for one, form in zip(wanted, forms, strict=True) if form not in had]
    origin = "update" if heard.update else "prose"
    silent = drafts.silent(session, person=person, channel=source.channel)
    kept = [
        drafts.keep(session, person=person, origin=origin, finding=one, source=source, now=hearing.now)
        for one in fresh
        if not silent
    ]
    return tuple(drafts.shown(session, team=person.team, proposal=one) for one in kept)


def _remark(session: Session, *, hearing: Hearing, marked: bool, stamp: str) -> None:
    """📝 stands on the message exactly while something of it is saved."""
    person, source, now = hearing.person, hearing.source, hearing.now
    left = bool(_records(session, person.team, source))
    if left and not marked:
        flows.mark(session, person=person, source=source, now=now, stamp=f":{stamp}")
    if marked and not left:
        where = {"team": person.team, "channel": source.channel, "ts": source.ts}
        posting.react(session, key=f"memo-off:{source.channel}:{source.ts}:{stamp}", now=now, add=False, **where)


def _records(session: Session, team: str, source: Source) -> tuple[Update, ...]:
    return storage.updates.of_message(session, team=team, channel=source.channel, ts=source.ts)


def _noted(records: tuple[Update, ...], kind: str, text: str) -> list[Update]:
    return [one for one in records if one.kind == kind and one.undo.get("text") == text]
