"""Undo: take back a whole change, with every message, hand-over, blocker and proposal that it caused (B-122)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.changes.reverting
import storage.people
import storage.plan
import storage.updates
from handlers.plan import undo_messages
from handlers.schedule import recompute, status_weeks
from rules.decisions.decision import UNDO_WINDOW
from rules.people import Person
from rules.refusal import NotAllowed, NotFound, Refusal
from storage.changes import Change
from storage.changes.reverting import RowEffect

# `undo` alone takes back only what is this recent; a button on a receipt has no such limit.
RECENT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class UndoEffect:
    """The extent of an undo: the change, what was posted for it, and who was told in a direct message."""

    change: Change
    messages: int = 0
    told: tuple[str, ...] = ()


def last_change(session: Session, *, person: Person, now: datetime) -> UndoEffect:
    """Return the person's newest change with what it caused; raise NotFound if there is none of the last day."""
    change = storage.changes.last_change(session, team=person.team, actor=person.id, since=now - RECENT)
    if change is None:
        raise NotFound("You haven't changed anything in the last 24 hours.", "", "Older changes: see `audit`.")
    if change.state == storage.changes.FINAL:
        is_import = change.summary.startswith("Import of ")
        posted = "It was posted to channels, where people have read it."
        raise Refusal(
            f"{change.summary} can't be undone.",
            "Correct the file and import it again: it is recognised." if is_import else posted,
            "To undo an earlier change, press Undo on its receipt.",
        )
    return effect_of(session, change=change)


def effect_of(session: Session, *, change: Change) -> UndoEffect:
    """Return what taking back a change would also take back."""
    messages, users = undo_messages.audience_of(session, change=change)
    names = storage.people.display_names(session, team=change.team, ids=frozenset(users))
    return UndoEffect(change, messages, tuple(names.get(user, "someone") for user in users))


def undo_record(session: Session, *, person: Person, update: int, now: datetime) -> UndoEffect:
    """Take back the change that left a record."""
    record = storage.updates.get_record(session, team=person.team, id=update)
    change = storage.changes.change_of_record(session, team=person.team, record=record.id)
    if change is None:
        raise NotFound("I don't have that change any more.", "", "Write the value you want instead.")
    return undo_change(session, person=person, id=change.id, now=now)


def undo_change(session: Session, *, person: Person, id: int, now: datetime) -> UndoEffect:
    """Take back a change of this person, or raise Refusal if that would lose what somebody did since."""
    team = person.team
    change = storage.changes.get(session, team=team, id=id)
    if change.actor != person.id:
        raise NotAllowed("Only the person who made this change can undo it.")
    rows = storage.changes.reverting.net_rows(session, change=id)
    _require_unchanged(session, person=person, rows=rows)
    _require_decisions_fresh(session, rows=rows, now=now)
    effect = effect_of(session, change=change)
    if not storage.changes.close(session, id=id):
        raise Refusal("That is already undone.")
    with storage.changes.record_nothing(session):
        storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=f"undo of change {id}")
        programs = storage.changes.reverting.programs_of(session, team=team, rows=rows)
        storage.changes.reverting.revert_rows(session, rows=rows)
        undo_messages.take_back_posts(session, person=person, change=change, now=now)
        programs |= storage.changes.reverting.programs_of(session, team=team, rows=rows)
        for program in storage.plan.programs(session, team=team, ids=programs):
            recompute.recompute_affected(session, team=team, program=program.id, now=now)
            status_weeks.save_weeks(session, team=team, program=program.id, now=now)
        undo_messages.remove_marks(session, team=team, change=change, rows=rows, now=now)
    return effect


def _require_unchanged(session: Session, *, person: Person, rows: Iterable[RowEffect]) -> None:
    rows = tuple(rows)
    if conflict := next(iter(storage.changes.reverting.find_conflicts(session, team=person.team, rows=rows)), None):
        name = "someone"
        if conflict.actor:
            names = storage.people.display_names(session, team=person.team, ids=frozenset({conflict.actor}))
            name = "you" if conflict.actor == person.id else names.get(conflict.actor, name)
        raise Refusal(
            f"{conflict.subject} was changed again since by {name}.",
            "Undoing would lose that.",
            "Undo that change first, or write the value you want.",
        )
    for subject, users in storage.changes.reverting.new_rows_in_use(session, rows=rows):
        raise Refusal(
            f"{subject} is in use by now: {', '.join(users)}.",
            "Undoing would take it away from there.",
            "Remove what uses it first, or leave it.",
        )


def _require_decisions_fresh(session: Session, *, rows: Iterable[RowEffect], now: datetime) -> None:
    """Refuse to take back a decision that others have relied on: it is only superseded (B-100)."""
    for id, made_at in storage.changes.reverting.decisions_made(session, rows=rows):
        if now - made_at > UNDO_WINDOW:
            raise Refusal(
                f"{id} can't be undone any more.",
                "A decision can be undone for a minute, then others rely on it.",
                f"To replace it, ask again and write `DEC-9 supersedes {id}`.",
            )
