"""Answers to lines of a posted digest: checked, saved once, passed on to those concerned (B-128)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.changes
import storage.digesting.answers
import storage.escalations
import storage.follows
import storage.people
import templates
from handlers.answers import line_refs, shown_lines
from handlers.answers.line_records import LineRecord
from handlers.answers.line_refs import LineRef
from handlers.common import posting
from handlers.common.requests import local_date
from handlers.escalations import flows as escalations
from rules.digests.answers import MUTE_DAYS
from rules.digests.line_answers import ReaderAnswer
from rules.people import Action, NeedsConsent, Person
from rules.refusal import NotAllowed, Refusal
from rules.time.working_time import local_day
from storage.digesting.answers import StoredAnswer
from storage.digesting.shown import ShownEdition
from storage.digests import EditionKey


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """The outcome of an answer: the record it is about, who will hear of it by name, and a mute's last day."""

    record: LineRecord
    told: tuple[str, ...] = ()
    answer: StoredAnswer | None = None


def take_on(session: Session, *, person: Person, ref: LineRef, channel: str, link: str, now: datetime) -> AnsweredLine:
    """Record *I'm on it*, as the escalation's button does; others are pointed to *I can help*."""
    editions = lock_line(session, person=person, ref=ref, channel=channel, now=now)
    record = line_refs.open_line(session, person=person, ref=ref, channel=channel, now=now)
    _require_may_take(session, person=person, record=record)
    _require_new(session, person=person, ref=ref, editions=editions, channel=channel)
    _acknowledge(session, person=person, record=record, now=now)
    told = _distinct([record.raised_by, *record.people], without=person.id)
    return save_answer(session, person, ref, record, editions, channel=channel, link=link, told=told, now=now)


def _require_may_take(session: Session, *, person: Person, record: LineRecord) -> None:
    """Require the people of the line, the lead or the manager; say who can, and what everybody can do."""
    try:
        storage.people.require_permission(
            session,
            person=person,
            action=Action.ACKNOWLEDGE,
            program=record.program,
            project=record.project,
            owner=person.id if person.id in record.people else next(iter(record.people), None),
            act=f"take on {record.label}",
        )
    except (NeedsConsent, NotAllowed) as refusal:
        raise NotAllowed(refusal.what, refusal.why, f"{refusal.instead} Or press *I can help*.".strip()) from None


def _acknowledge(session: Session, *, person: Person, record: LineRecord, now: datetime) -> None:
    """Take the escalation that is open for the line, unless this person holds it already."""
    for escalation in storage.escalations.open_escalations(session, team=person.team, program=record.program):
        if escalation.item == record.milestone and escalation.case.holder != person.id:
            escalations.acknowledge_escalation(session, person=person, id=escalation.id, now=now)


def offer_help(
    session: Session, *, person: Person, ref: LineRef, channel: str, link: str, now: datetime
) -> AnsweredLine:
    """Record *I can help*; the owner and the lead hear of it."""
    editions = lock_line(session, person=person, ref=ref, channel=channel, now=now)
    record = line_refs.open_line(session, person=person, ref=ref, channel=channel, now=now)
    _require_new(session, person=person, ref=ref, editions=editions, channel=channel)
    told = _distinct(record.people, without=person.id)
    return save_answer(session, person, ref, record, editions, channel=channel, link=link, told=told, now=now)


def mute_line(session: Session, *, person: Person, ref: LineRef, channel: str, now: datetime) -> AnsweredLine:
    """Mute a line for this person, until it changes or for two weeks: in their own digest, and messages about it."""
    record = line_refs.open_line(session, person=person, ref=ref, channel=channel, now=now)
    storage.follows.lock_follows(session, team=person.team, user=person.id)
    follows = storage.follows.follows_of(session, team=person.team, user=person.id, now=now)
    if any(follow.mute and follow.subject == record.id for follow in follows):
        raise Refusal(f"You have muted {record.label} already.", "", f"`unmute {record.id}` ends that.")
    last_day = local_date(person, now) + timedelta(days=MUTE_DAYS)
    answer = _add_answer(session, person, ref, record, channel=channel, now=now, text=record.state, until=last_day)
    until = now + timedelta(days=MUTE_DAYS)
    storage.follows.mute_subject(session, team=person.team, user=person.id, subject=record.id, until=until)
    storage.changes.describe(session, f"Muting {record.label}")
    return AnsweredLine(record, answer=answer)


def lock_line(
    session: Session, *, person: Person, ref: LineRef, channel: str, now: datetime
) -> tuple[ShownEdition, ...]:
    """Lock every posted edition that shows the line, the one that was clicked among them."""
    key = EditionKey(person.team, ref.program, ref.period, channel)
    clicked = None if ref.clicked is None else (key, ref.clicked)
    return shown_lines.lock_editions(
        session, team=person.team, program=ref.program, keys=(ref.key,), clicked=clicked, now=now
    )


def _require_new(
    session: Session, *, person: Person, ref: LineRef, editions: Iterable[ShownEdition], channel: str
) -> None:
    """Raise Refusal if this person has given this answer since the edition was posted."""
    posted = [edition.at for edition in editions if edition.key.channel == channel]
    if not posted:
        return
    given = storage.digesting.answers.answers_since(
        session, team=person.team, programs=[ref.program], since=max(posted), items=[ref.record]
    )
    if any(answer.by == person.id and answer.kind is ref.kind for answer in given):
        raise Refusal("You have said so already.", "", "`undo` takes it back.")


def save_answer(
    session: Session,
    person: Person,
    ref: LineRef,
    record: LineRecord,
    editions: tuple[ShownEdition, ...],
    *,
    channel: str,
    link: str,
    told: tuple[str, ...],
    now: datetime,
    text: str = "",
) -> AnsweredLine:
    """Save an answer, tell those concerned, and show it under the line wherever that is posted."""
    asked_of = told[0] if ref.kind is ReaderAnswer.ASKED else ""
    answer = _add_answer(session, person, ref, record, channel=channel, now=now, text=text, asked_of=asked_of)
    storage.changes.describe(session, f"{_DEEDS[ref.kind]} {record.label}")
    today = local_day(person.zone, now)
    message = templates.render(
        "answers/answer_news", kind=ref.kind, record=record, by=person.name, answer=answer, link=link, today=today
    )
    for user in told:
        posting.post_message(
            session, key=f"digest-answer:{answer.id}:{user}", team=person.team, channel=user, message=message, now=now
        )
    shown_lines.show_answers(session, team=person.team, editions=editions, now=now)
    names = storage.people.display_names(session, team=person.team, ids=frozenset(told))
    return AnsweredLine(record, tuple(names.get(user, "the owner") for user in told), answer)


def _add_answer(
    session: Session,
    person: Person,
    ref: LineRef,
    record: LineRecord,
    *,
    channel: str,
    now: datetime,
    text: str,
    asked_of: str = "",
    until: date | None = None,
) -> StoredAnswer:
    return storage.digesting.answers.add_answer(
        session,
        team=person.team,
        program=record.program,
        item=record.id,
        kind=ref.kind,
        by=person.id,
        channel=channel,
        edition=ref.edition,
        now=now,
        text=text,
        asked_of=asked_of,
        until=until,
    )


_DEEDS = {
    ReaderAnswer.ON_IT: "Taking on",
    ReaderAnswer.HELP: "The offer to help with",
    ReaderAnswer.ASKED: "The question about",
}


def _distinct(users: Iterable[str], *, without: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user for user in users if user and user != without))
