"""The note under an answer that a day just saved is a day off, with a button that moves it to the next working day."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

import storage.plan
import templates
from handlers.common import public_holidays
from handlers.common.deps import Deps
from rules import dates
from rules.dates import DayOff
from rules.time.calendars import Calendar
from templates import RenderedMessage

# The button's command for a milestone, whose committed date moves along if it was on the same day.
MOVE_MILESTONE = "workday"


def find(session: Session, *, team: str, subject: str, day: date | None) -> DayOff | None:
    """Return the day off that this day is in the calendar of a milestone or project; None for a working day."""
    if day is None:
        return None
    if subject.startswith("PRJ-"):
        program_id = storage.plan.project(session, team=team, id=subject).program
    else:
        program_id = storage.plan.program_of_milestone(session, team=team, milestone=subject)
    program = public_holidays.with_holidays(storage.plan.program(session, team=team, id=program_id))
    return dates.find_day_off(day, Calendar.of(program.calendar))


def note(
    session: Session, *, team: str, subject: str, day: date | None, today: date, move: str = MOVE_MILESTONE
) -> RenderedMessage | None:
    """Return the note for a day off, None for a working day.

    `move` is the command that changes the day, with {} for the new one; empty if there is none.
    """
    day_off = find(session, team=team, subject=subject, day=day)
    if day_off is None:
        return None
    command = move.replace("{}", day_off.next_workday.isoformat())
    return templates.render("common/day_off", off=day_off, subject=subject, move=command, today=today)


def add_note(
    session: Session,
    message: RenderedMessage,
    *,
    team: str,
    subject: str,
    day: date | None,
    today: date,
    move: str = MOVE_MILESTONE,
) -> RenderedMessage:
    """Return the answer with the note, if the day is a day off."""
    added = note(session, team=team, subject=subject, day=day, today=today, move=move)
    if added is None:
        return message
    return replace(message, blocks=[*message.blocks, *added.blocks], text=f"{message.text}\n{added.text}")


async def with_note(
    deps: Deps, message: RenderedMessage, *, subject: str, day: date | None, today: date, move: str = MOVE_MILESTONE
) -> RenderedMessage:
    """Do the same in a listener."""

    def add(session: Session) -> RenderedMessage:
        return add_note(session, message, team=deps.team, subject=subject, day=day, today=today, move=move)

    return await deps.read(add)
