"""The Home tab: when each person last looked at it, and which edition of it they have."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.people import HomeRow

VISIT_LENGTH = timedelta(minutes=30)


def last_looked_at(session: Session, *, team: str, user: str, now: datetime) -> datetime:
    """Return when the person looked before this visit, which lasts half an hour.

    A person who has never looked counts as having looked a week ago.
    """
    row = session.get(HomeRow, (team, user))
    if row is None:
        return now - timedelta(days=7)
    return row.opened_at if now - row.opened_at > VISIT_LENGTH else row.looked_at


def next_edition(
    session: Session, *, team: str, user: str, digest: str, opened: bool, now: datetime, missing: bool = False
) -> int | None:
    """Return the number of the new edition, or None when the current one has the same content.

    `opened` means that the person is looking at it now, `missing` that Slack has none to show.
    """
    previous_look = last_looked_at(session, team=team, user=user, now=now)
    row = session.get(HomeRow, (team, user))
    if row is None:
        row = HomeRow(team=team, user=user, opened_at=now, looked_at=previous_look)
        session.add(row)
    if opened and now - row.opened_at > VISIT_LENGTH:
        row.opened_at, row.looked_at = now, previous_look
    if row.digest == digest and not missing:
        return None
    row.digest, row.edition = digest, row.edition + 1
    return row.edition


def recent_visitors(session: Session, *, team: str, since: datetime) -> tuple[str, ...]:
    """Return everyone who has opened their Home since then."""
    query = select(col(HomeRow.user)).where(col(HomeRow.team) == team, col(HomeRow.opened_at) > since)
    return tuple(sorted(session.scalars(query)))
