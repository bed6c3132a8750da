"""The weekly editions that are due, and those that came too late to be posted."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.digests
import storage.plan
import templates
from handlers.common import posting
from rules.digests import slots
from rules.digests.slots import EditionSlot
from rules.plan import Program
from rules.time.working_time import local_day
from rules.weeks import Rhythm
from storage.digests import EditionKey


def programs_with_digest(session: Session, *, team: str) -> tuple[Program, ...]:
    """Return the programs with a channel that gets the weekly digest, so that the clock skips all others."""
    ids_with_channel = storage.channels.programs_with_digest(session, team=team, rhythm=Rhythm.WEEKLY)
    programs = storage.plan.programs(session, team=team) if ids_with_channel else ()
    return tuple(program for program in programs if program.id in ids_with_channel)


def due_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the editions that should be out by now and are not, as (program, slot)."""
    due = []
    for program in programs_with_digest(session, team=team):
        slot = slots.due_slot(now=now, zone=program.zone)
        if slot is None or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        # A channel linked after Monday's time gets its first edition next week (F8).
        if storage.digests.channels_without_edition(
            session, team=team, program=program.id, period=slot.period, since=slot.at
        ):
            due.append((program.id, slot))
    return tuple(due)


def missed_editions(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the editions that were not posted in time and have no record yet, as (program, slot)."""
    missed = []
    for program in programs_with_digest(session, team=team):
        slot = slots.missed_slot(now=now, zone=program.zone)
        if storage.digests.is_paused(session, team=team, program=program.id):
            continue
        if storage.digests.channels_without_edition(
            session, team=team, program=program.id, period=slot.period, since=slot.at
        ):
            missed.append((program.id, slot))
    return tuple(missed)


def skip_edition(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """Record that an edition was left out, with the reason, and notify the program manager, who may send it."""
    channels = storage.digests.channels_without_edition(
        session, team=team, program=program, period=slot.period, since=slot.at
    )
    for channel in channels:
        storage.digests.save_edition(
            session,
            EditionKey(team, program, slot.period, channel),
            state=storage.digests.SKIPPED,
            now=now,
            by=storage.audit.BATON_ACTOR,
            facts={"reason": slots.TOO_LATE_REASON},
        )
    program_record = storage.plan.program(session, team=team, id=program)
    if program_record.manager:
        message = templates.render(
            "digests/missed",
            program=program_record,
            day=local_day(program_record.zone, slot.at),
            today=local_day(program_record.zone, now),
        )
        key = f"missed:{program}:{slot.period}"
        posting.post_message(
            session, key=key, team=team, channel=program_record.manager, message=message, now=now, kind="digest"
        )
