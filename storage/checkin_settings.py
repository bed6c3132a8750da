"""Check-in settings of programs and projects, where they differ from the default."""

from datetime import time

from sqlalchemy import select
from sqlmodel import Session, col

from rules.checkins.prompting import Checkin
from storage.tables.checkins import CheckinRow


def all_settings(session: Session, *, team: str) -> dict[str, Checkin]:
    """Return the settings that differ from the default, by program or project id."""
    rows = session.scalars(select(CheckinRow).where(col(CheckinRow.team) == team))
    return {row.subject: _to_checkin(row) for row in rows}


def save_settings(session: Session, *, team: str, checkin: Checkin) -> None:
    """Save a check-in in place of its subject's previous one."""
    row = session.get(CheckinRow, (team, checkin.subject)) or CheckinRow(team=team, subject=checkin.subject, days=[])
    row.days, row.at, row.window = list(checkin.days), f"{checkin.at:%H:%M}", checkin.window
    row.questions, row.people = list(checkin.questions), list(checkin.people)
    row.channel, row.paused = checkin.channel, checkin.paused
    row.outside, row.pulse = checkin.outside, checkin.pulse
    session.add(row)
    session.flush()


def _to_checkin(row: CheckinRow) -> Checkin:
    return Checkin(
        row.subject,
        days=tuple(row.days),
        at=time.fromisoformat(row.at),
        window=row.window,
        questions=tuple(row.questions),
        channel=row.channel,
        people=tuple(row.people),
        paused=row.paused,
        outside=row.outside,
        pulse=row.pulse,
    )
