"""Lines that a person muted: left out of their own digest until they change."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.digesting.answers
import storage.follows
from handlers.answers import line_records
from rules.digests.editions import DigestEdition
from rules.people import Person
from rules.refusal import NotFound
from rules.time.working_time import local_day


def lift_changed(session: Session, *, person: Person, now: datetime) -> None:
    """End the mutes of lines that are not as they were when they were muted."""
    today = local_day(person.zone, now)
    for mute in storage.digesting.answers.open_mutes(session, team=person.team, on=today, users=[person.id]):
        try:
            state = line_records.find_record(session, team=person.team, id=mute.item).state
        except NotFound:
            state = ""
        if state != mute.text:
            storage.digesting.answers.close_answer(session, id=mute.id, now=now)
            storage.follows.remove_follow(session, team=person.team, user=person.id, subject=mute.item, mute=True)


def without_muted(edition: DigestEdition, muted: Collection[str]) -> DigestEdition:
    """Return the edition without the lines about what a person muted."""
    return replace(
        edition,
        asks=tuple(ask for ask in edition.asks if not {ask.record, ask.subject} & {*muted}),
        troubles=tuple(issue for issue in edition.troubles if issue.record not in muted),
        moved=tuple(move for move in edition.moved if move.milestone.id not in muted),
        overdue=tuple(milestone for milestone in edition.overdue if milestone.id not in muted),
        soon=tuple(milestone for milestone in edition.soon if milestone.id not in muted),
        answers=tuple(answer for answer in edition.answers if answer.record not in muted),
    )
