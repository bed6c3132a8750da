"""Edits that live data have overtaken: shown to the program manager an hour before the digest goes out (B-88)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.changes
import storage.digesting.edits
import storage.digests
import storage.plan
import templates
from handlers.common import posting, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, parse_record_number
from handlers.digests import edits, queries, stand_ins, weekly_slots
from rules.digests import line_words, slots
from rules.digests.edited import DigestEdit, EditKind
from rules.digests.line_words import LineWords
from rules.digests.slots import EditionSlot
from rules.people import Person
from rules.plan import Program
from rules.refusal import NotFound
from rules.time.working_time import local_day
from storage.digests import EditionKey
from templates import RenderedMessage

KEEP_MINE = "keep"


@dataclass(frozen=True, slots=True)
class EditConflict:
    """An edit, and its line as live data have it now."""

    edit: DigestEdit
    line: LineWords

    @property
    def words(self) -> str:
        """The words of its author; empty for a line that they left out."""
        return self.edit.text if self.edit.kind is EditKind.CORRECT else ""

    @property
    def kept(self) -> DigestEdit:
        """The edit as made against the line of now, under its author's name."""
        text = str(self.line.weight) if self.edit.kind is EditKind.REMOVE else self.edit.text
        return replace(self.edit, text=text, original=self.line.words)


def due_checks(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the editions to be checked now that were not yet, as (program, slot)."""
    due = []
    for program in weekly_slots.programs_with_digest(session, team=team):
        slot = slots.due_check_slot(now=now, zone=program.zone)
        if slot is None or not program.manager or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        if (
            storage.digests.find_edition(session, EditionKey(team, program.id, slot.period, storage.digests.CHECK))
            is None
        ):
            due.append((program.id, slot))
    return tuple(due)


def send_conflicts(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """Ask the program manager about the edits that live data have overtaken; without any, nothing is sent."""
    program_record = storage.plan.program(session, team=team, id=program)
    found = open_conflicts(session, team=team, program=program_record, period=slot.period, now=now)
    if found:
        message = _message(program_record, found, now=now)
        for user in stand_ins.reviewers(session, team=team, program=program_record, now=now):
            key = message_key(program, slot.period, user)
            posting.post_message(session, key=key, team=team, channel=user, message=message, now=now, kind="digest")
    check = EditionKey(team, program, slot.period, storage.digests.CHECK)
    storage.digests.save_edition(session, check, state="checked", now=now, facts={"conflicts": len(found)})


def message_key(program: str, period: str, user: str) -> str:
    return f"conflicts:{program}:{period}:{user}"


def open_conflicts(
    session: Session, *, team: str, program: Program, period: str, now: datetime
) -> tuple[EditConflict, ...]:
    """Return the corrected lines that say something else now, and the left out ones that became worse."""
    saved = storage.digesting.edits.edits_of(
        session, team=team, program=program.id, periods=(period,), zone=program.zone
    )
    if not any(edit.kind in (EditKind.CORRECT, EditKind.REMOVE) for edit in saved):
        return ()
    facts = queries.build_edition(session, team=team, program=program.id, period=period, channel="", now=now)
    lines = line_words.line_words(facts)
    return tuple(
        EditConflict(edit, lines[edit.item])
        for edit in saved
        if edit.item in lines and _is_overtaken(edit, lines[edit.item])
    )


def _is_overtaken(edit: DigestEdit, line: LineWords) -> bool:
    if edit.kind is EditKind.REMOVE:
        return line.weight > float(edit.text)
    return edit.kind is EditKind.CORRECT and not line_words.says_same(line.words, edit.original)


def settle_conflict(session: Session, *, person: Person, id: int, wish: str, now: datetime) -> Program:
    """Keep an edit against what live data say now, or withdraw it; the question loses this line."""
    team = person.team
    program, period = storage.digesting.edits.place_of_edit(session, team=team, id=id)
    program_record = storage.plan.program(session, team=team, id=program)
    edits.require_may_edit(session, person=person, program=program_record, now=now, act="settle this")
    found = open_conflicts(session, team=team, program=program_record, period=period, now=now)
    settled = next((conflict for conflict in found if conflict.edit.id == id), None)
    if settled is None:
        raise NotFound("That is settled already.", "", "`digest edits` lists the edits that count.")
    storage.digesting.edits.withdraw_edits(session, team=team, ids=(id,), now=now)
    if wish == KEEP_MINE:
        storage.digesting.edits.save_edits(session, (settled.kept,), team=team, program=program, period=period, now=now)
    storage.changes.describe(session, f"Settled an edit of the digest of {program_record.name}")
    rest = tuple(conflict for conflict in found if conflict is not settled)
    for user in stand_ins.reviewers(session, team=team, program=program_record, now=now):
        key = message_key(program, period, user)
        posting.update_message(
            session,
            key=f"{key}:{id}",
            original_key=key,
            team=team,
            channel=user,
            message=_message(program_record, rest, now=now),
            now=now,
        )
    return program_record


def _message(program: Program, found: tuple[EditConflict, ...], *, now: datetime) -> RenderedMessage:
    today = local_day(program.zone, now)
    return templates.render("digests/conflicts", program=program, conflicts=found, today=today)


async def on_settle(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Keep mine* and *Use the new*."""
    wish, _, number = click.value.partition(" ")
    id = parse_record_number(number)
    program = await deps.commit(settle_conflict, person=click.person, id=id, wish=wish, now=click.now)
    is_kept = wish == KEEP_MINE
    message = templates.render("digests/conflict_settled", program=program, is_kept=is_kept)
    return undoing.with_undo(deps, message)


CLICKS = {"digest_settle": on_settle}
