"""The Home tab of a person: when they last looked, and which edition of it stands there."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.people import HomeRow

VISIT_LENGTH = timedelta(minutes=30)


def last_looked_at(session: Session, *, team: str, user: str, now: datetime) -> datetime:
    """When the person looked before this visit (of half an hour); who never did has seen nothing for a week."""
    row = session.get(HomeRow, (team, user))
    if row is None:
        return now - timedelta(days=7)
    return row.opened_at if now - row.opened_at > VISIT_LENGTH else row.looked_at


def next_edition(session: Session, *, team: str, user: str, digest: str, opened: bool, now: datetime) -> int | None:
    """The number of the new edition; None when the one that stands there says the same. `opened`: they look now."""
    before = last_looked_at(session, team=team, user=user, now=now)
    row = session.get(HomeRow, (team, user))
    if row is None:
        row = HomeRow(team=team, user=user, opened_at=now, looked_at=before)
        session.add(row)
    if opened and now - row.opened_at > VISIT_LENGTH:
        row.opened_at, row.looked_at = now, before
    if row.digest == digest:
        return None
    row.digest, row.edition = digest, row.edition + 1
    return row.edition


def recent_visitors(session: Session, *, team: str, since: datetime) -> tuple[str, ...]:
    """Everybody who opened their Home since then."""
    rows = select(col(HomeRow.user)).where(col(HomeRow.team) == team, col(HomeRow.opened_at) > since)
    return tuple(sorted(session.scalars(rows)))
