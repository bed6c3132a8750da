"""Channels that get packs, and those of them that await one."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

import storage.audit
from rules.weeks import Rhythm
from storage.tables.digests import EditionRow
from storage.tables.plan import ChannelLinkRow


def pack_rhythms(session: Session, *, team: str) -> dict[str, frozenset[str]]:
    """Return the rhythms other than weekly in which channels get something about a program, by its id."""
    found: dict[str, frozenset[str]] = {}
    for row in _digest_links(session, team):
        rhythms = frozenset(row.rhythms) - {Rhythm.WEEKLY}
        if rhythms:
            found[row.subject] = found.get(row.subject, frozenset()) | rhythms
    return found


def channels_awaiting(
    session: Session, *, team: str, program: str, rhythm: str, period: str, since: datetime
) -> tuple[tuple[str, str, bool], ...]:
    """Return (channel, audience, quiet) of those that got this rhythm at an instant and have no record of a period."""
    recorded = select(col(EditionRow.channel)).where(
        col(EditionRow.team) == team, col(EditionRow.program) == program, col(EditionRow.period) == period
    )
    known = frozenset(session.scalars(recorded))
    links = [
        row
        for row in _digest_links(session, team)
        if row.subject == program and rhythm in row.rhythms and row.channel not in known and row.used_at <= since
    ]
    if not links:
        return ()
    then = storage.audit.state_at(session, team=team, kind=ChannelLinkRow.__tablename__, at=since)
    ordered = {(one["channel"], one["subject"]) for one in then.values() if rhythm in one.get("rhythms", ())}
    return tuple((row.channel, row.audience, row.quiet) for row in links if (row.channel, row.subject) in ordered)


def _digest_links(session: Session, team: str) -> list[ChannelLinkRow]:
    query = select(ChannelLinkRow).where(col(ChannelLinkRow.team) == team, col(ChannelLinkRow.purpose) == "digest")
    return list(session.scalars(query.order_by(col(ChannelLinkRow.used_at), col(ChannelLinkRow.channel))))
