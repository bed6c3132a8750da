"""What a message says is taken in: explicit lines are saved, updates kept, guesses put before their author alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session

import storage.capture
import storage.plan
import storage.posted_notices
import storage.proposals
import storage.updates
import templates
from handlers.capture import drafts, proposals, statements
from handlers.capture.drafts import Draft, Finding
from handlers.capture.statements import Saved
from handlers.common import channels, parsing, posting
from handlers.common.deps import Deps
from handlers.common.requests import Call, Source, permalink, today
from rules.capture import NOTHING, Explicit, Heard, Known, Unclear, index, listen
from rules.people import Person
from rules.refusal import NeedsChoice
from storage.engine.database import Store
from storage.updates import Update

RENAMED = timedelta(minutes=10)
"""How long a milestone's old name may still be heard; a new milestone is known at once."""
_known: WeakKeyDictionary[Store, dict[str, tuple[int, datetime, Known]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Hearing:
    """One message with all that is needed to take it in; `aside` is false where nobody can be told in private."""

    person: Person
    heard: Heard
    known: Known
    projects: tuple[str, ...]
    source: Source
    now: datetime
    aside: bool = True


async def known(deps: Deps, *, made: int) -> Known:
    """The names of the workspace's milestones, indexed once; `made` is how many milestones there ever were."""
    kept = _known.setdefault(deps.store, {}).get(deps.team)
    if kept and kept[0] == made and deps.now() - kept[1] < RENAMED:
        return kept[2]
    fresh = index(await deps.read(storage.capture.names, team=deps.team)) if made else NOTHING
    _known[deps.store][deps.team] = (made, deps.now(), fresh)
    return fresh


async def source_of(event: dict[str, Any], text: str, deps: Deps) -> Source:
    """Where a message event stands, with its permalink and whether everybody may read it."""
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
    return Source(
        channel=channel,
        ts=ts,
        thread_ts=thread if thread != ts else None,
        permalink=permalink(deps.url, channel, ts, thread),
        text=text,
        private=await channels.is_closed(deps, channel),
    )


def take(session: Session, *, hearing: Hearing) -> None:
    """This will do with a message what its certainty allows; one that was taken in before is left alone."""
    source, team = hearing.source, hearing.person.team
    if storage.posted_notices.known(session, key=_key(source)) or storage.updates.heard(
        session, team=team, channel=source.channel, ts=source.ts
    ):
        return
    for doubt in hearing.heard.unclear[:1]:
        ask(session, hearing=hearing, doubt=doubt)
    if hearing.heard.explicit:
        save(session, hearing=hearing, explicit=hearing.heard.explicit)
    elif hearing.heard.proposal and hearing.aside:
        propose(session, hearing=hearing)


def save(session: Session, *, hearing: Hearing, explicit: tuple[Explicit, ...]) -> tuple[Saved, ...]:
    """Each line by itself: one that is refused does not lose the others. The author alone sees what was made of it."""
    person, source, now = hearing.person, hearing.source, hearing.now
    saved = tuple(proposals.attempt(session, person=person, said=form, source=source, now=now) for form in explicit)
    if any(one.kept for one in saved):
        mark(session, person=person, source=source, now=now)
    if hearing.aside:
        message = templates.render("capture/saved", saved=saved, today=today(person, now))
        whisper(session, person=person, source=source, message=message, now=now)
    return saved


def said(session: Session, *, call: Call, explicit: tuple[Explicit, ...]) -> templates.Message:
    """Lines said to the bot itself, saved as they would be in a channel; the answer stands there."""
    where = {"person": call.person, "source": call.source, "now": call.now}
    saved = tuple(proposals.attempt(session, said=form, **where) for form in explicit)  # type: ignore[arg-type]
    return templates.render("capture/saved", saved=saved, today=call.today)


def propose(session: Session, *, hearing: Hearing) -> None:
    """An update is kept as evidence; what it and prose seem to say are drafts that their author confirms."""
    update = keep(session, hearing=hearing) if hearing.heard.update else None
    found = drafts.guess(
        session,
        person=hearing.person,
        heard=hearing.heard,
        known=hearing.known,
        projects=hearing.projects,
        source=hearing.source,
        now=hearing.now,
    )
    if update or found:
        message = listed(session, person=hearing.person, source=hearing.source, now=hearing.now)
        whisper(session, person=hearing.person, source=hearing.source, message=message, now=hearing.now)


def keep(session: Session, *, hearing: Hearing) -> int:
    """An update is kept word for word, as evidence of the project it speaks of."""
    person, source, now = hearing.person, hearing.source, hearing.now
    text = hearing.heard.plain
    update = statements.note(session, person=person, kind="update", text=text, source=source, now=now)
    every = {m.id: m.project for m in storage.plan.milestones(session, team=person.team)}
    spoken = [every[id] for id in hearing.heard.milestones if every.get(id) in hearing.projects]
    if spoken:
        storage.updates.rehome(session, team=person.team, id=update, project=spoken[0])
    mark(session, person=person, source=source, now=now)
    return update


def listed(
    session: Session, *, person: Person, source: Source, now: datetime, saved: Saved | None = None
) -> templates.Message:
    """The message's drafts that are still open, and what was just saved of them; one place for all of them."""
    where = {"team": person.team, "channel": source.channel, "ts": source.ts}
    kept = next((one for one in storage.updates.of_message(session, **where) if one.kind == "update"), None)
    mine = [one for one in storage.proposals.of_message(session, **where) if one.asked == person.id]
    shown = tuple(drafts.shown(session, team=person.team, proposal=one) for one in mine if one.state == "open")
    guessed = bool(shown) and all(one.proposal.origin == "prose" for one in shown)
    return templates.render(
        "capture/drafts_listed",
        drafts=shown,
        update=kept,
        projects=_projects(session, team=person.team, channel=source.channel, kept=kept),
        guessed=guessed,
        saved=(saved,) if saved else (),
        channel=source.channel,
        today=today(person, now),
    )


def ask(session: Session, *, hearing: Hearing, doubt: Unclear) -> None:
    """What was half understood is asked about in private; a date with two readings has a button for each (B-20)."""
    person, source, now = hearing.person, hearing.source, hearing.now
    lines = [doubt.line.text.replace(doubt.part, day.isoformat(), 1) for day in doubt.choices]
    forms = [form for line in lines for form in listen(line, today=today(person, now)).explicit[:1]]
    if hearing.aside:
        refusal = parsing.unclear(doubt, usage="M-42 slip to 14 Mar because …")
        offered = offer(session, hearing=hearing, forms=tuple(forms))
        message = templates.render("capture/unclear", refusal=refusal, drafts=offered, today=today(person, now))
        whisper(session, person=person, source=source, message=message, now=now, kind="unclear")


def pick(session: Session, *, hearing: Hearing, forms: tuple[Explicit, ...]) -> None:
    """One line that may be about several milestones: a button for each, and nothing saved."""
    offered = offer(session, hearing=hearing, forms=forms)
    refusal = NeedsChoice("Which milestone do you mean?", ())
    message = templates.render(
        "capture/unclear", refusal=refusal, drafts=offered, today=today(hearing.person, hearing.now)
    )
    whisper(session, person=hearing.person, source=hearing.source, message=message, now=hearing.now, kind="unclear")


def offer(session: Session, *, hearing: Hearing, forms: tuple[Explicit, ...]) -> tuple[Draft, ...]:
    """Several readings of one line, of which the author picks one."""
    team, person = hearing.person.team, hearing.person
    kept = [
        drafts.keep(
            session, person=person, origin="choice", finding=Finding(form), source=hearing.source, now=hearing.now
        )
        for form in forms
    ]
    return tuple(drafts.shown(session, team=team, proposal=one) for one in kept)


def mark(session: Session, *, person: Person, source: Source, now: datetime, stamp: str = "") -> None:
    """📝 on the message: something of it is saved."""
    key = f"memo:{source.channel}:{source.ts}{stamp}"
    posting.react(session, key=key, team=person.team, channel=source.channel, ts=source.ts, now=now)


def whisper(
    session: Session, *, person: Person, source: Source, message: templates.Message, now: datetime, kind: str = "saved"
) -> None:
    key = f"{kind}:{source.channel}:{source.ts}"
    where = {"channel": source.channel, "user": person.id, "thread_ts": source.thread_ts}
    posting.whisper(session, key=key, team=person.team, message=message, now=now, **where)  # type: ignore[arg-type]


def _key(source: Source) -> str:
    return f"saved:{source.channel}:{source.ts}"


def _projects(session: Session, *, team: str, channel: str, kept: Update | None) -> tuple[tuple[str, str, bool], ...]:
    """(id, name, chosen) of the projects an update may be of, where the channel serves several (B-27)."""
    served = storage.capture.place(session, team=team, channel=channel).projects if kept else ()
    if kept is None or len(served) < 2:
        return ()
    found = (storage.plan.project(session, team=team, id=id) for id in served)
    return tuple((one.id, one.name, one.id == kept.project) for one in found)
