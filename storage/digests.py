"""Digest editions: one per program, period, channel and revision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables.base import core_table, insert_new
from storage.tables.digests import EditionRow
from storage.tables.plan import ChannelLinkRow, ForecastRow, ProgramRow

# In place of a channel: the draft of an edition, and its check against live data.
DRAFT = "draft"
CHECK = "check"
SKIPPED = "skipped"
UNDELIVERED = "undelivered"
POSTED = "posted"
WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class EditionKey:
    """The identity of an edition; its corrections share it and differ only in their revision."""

    team: str
    program: str
    period: str
    channel: str

    def message_key(self, revision: int) -> str:
        """Return the key under which the top message of a revision is posted."""
        return f"digest:{self.program}:{self.period}:{self.channel}:{revision}"


@dataclass(frozen=True, slots=True)
class DueEdition:
    """A posted edition, and the names of its pictures that are still to be posted in its thread."""

    key: EditionKey
    revision: int
    pictures: tuple[str, ...]
    audience: str = "delivery"


@dataclass(frozen=True, slots=True)
class DigestRecord:
    period: str
    channel: str
    revision: int
    state: str
    at: datetime
    facts: Mapping[str, Any]


def find_edition(session: Session, key: EditionKey) -> DigestRecord | None:
    """Return the first revision of an edition."""
    row = session.get(EditionRow, (*astuple(key), 0))
    return _to_edition(row) if row else None


def last_posted_edition(
    session: Session, *, team: str, program: str, before: str, channel: str | None
) -> DigestRecord | None:
    """Return the newest weekly edition that was posted for an earlier week to a channel; with None, to any channel."""
    query = select(EditionRow).where(
        col(EditionRow.team) == team,
        col(EditionRow.program) == program,
        col(EditionRow.state) == "posted",
        col(EditionRow.rhythm) == WEEKLY,
        col(EditionRow.period) < before,
    )
    if channel is not None:
        query = query.where(col(EditionRow.channel) == channel)
    row = session.scalars(query.order_by(col(EditionRow.at).desc()).limit(1)).first()
    return _to_edition(row) if row else None


def next_revision(session: Session, key: EditionKey) -> int:
    """Return 0 for a period's first edition in a channel, then 1, 2, … for corrections; skipped ones don't count."""
    query = select(func.max(col(EditionRow.revision))).where(
        col(EditionRow.state) != SKIPPED,
        col(EditionRow.team) == key.team,
        col(EditionRow.program) == key.program,
        col(EditionRow.period) == key.period,
        col(EditionRow.channel) == key.channel,
    )
    last_revision = session.scalars(query).one()
    return 0 if last_revision is None else last_revision + 1


def is_posted(session: Session, key: EditionKey) -> bool:
    """Return whether any revision of the period's edition was posted to the channel."""
    query = select(col(EditionRow.revision)).where(
        col(EditionRow.state) == POSTED,
        col(EditionRow.team) == key.team,
        col(EditionRow.program) == key.program,
        col(EditionRow.period) == key.period,
        col(EditionRow.channel) == key.channel,
    )
    return session.scalars(query.limit(1)).first() is not None


def channels_without_edition(
    session: Session, *, team: str, program: str, period: str, since: datetime
) -> tuple[str, ...]:
    """Return the channels that already got the weekly digest by `since` and have no edition of the period."""
    channels_with_edition = select(col(EditionRow.channel)).where(
        col(EditionRow.team) == team, col(EditionRow.program) == program, col(EditionRow.period) == period
    )
    query = select(col(ChannelLinkRow.channel), col(ChannelLinkRow.rhythms)).where(
        col(ChannelLinkRow.team) == team,
        col(ChannelLinkRow.subject) == program,
        col(ChannelLinkRow.purpose) == "digest",
        col(ChannelLinkRow.used_at) <= since,
        col(ChannelLinkRow.channel).not_in(channels_with_edition),
    )
    rows = session.execute(query.order_by(col(ChannelLinkRow.channel)))
    return tuple(channel for channel, rhythms in rows if WEEKLY in rhythms)


def mark_undelivered(session: Session, key: EditionKey, *, revision: int, reason: str) -> None:
    """Record that an edition did not reach its channel: so that it can be sent again."""
    query = select(EditionRow).where(
        col(EditionRow.team) == key.team,
        col(EditionRow.program) == key.program,
        col(EditionRow.period) == key.period,
        col(EditionRow.channel) == key.channel,
        col(EditionRow.revision) == revision,
    )
    for row in session.scalars(query):
        row.state, row.facts = UNDELIVERED, {**row.facts, "reason": reason}


def save_edition(
    session: Session,
    key: EditionKey,
    *,
    state: str,
    now: datetime,
    revision: int = 0,
    by: str = "",
    audience: str = "delivery",
    rhythm: str = WEEKLY,
    facts: Mapping[str, Any] | None = None,
    lines: Iterable[str] = (),
) -> None:
    """Record an edition (or a draft), or what became of it, with the lines that its readers can answer."""
    columns = asdict(key) | {"revision": revision, "state": state, "by": by, "audience": audience, "at": now}
    columns["rhythm"] = rhythm
    insert_new(session, core_table(EditionRow), columns | {"facts": {}, "answers": {}, "answered": 0})
    row = session.get_one(EditionRow, (*astuple(key), revision), populate_existing=True)
    row.state, row.by, row.audience, row.at = state, by, audience, now
    if facts is not None:
        row.facts, row.answers = dict(facts), dict.fromkeys(lines, "")


def editions_to_illustrate(
    session: Session, *, team: str, since: datetime, packs: bool = False
) -> tuple[DueEdition, ...]:
    """Return the posted weekly editions (or packs) since an instant whose pictures are still to be posted."""
    is_pack = col(EditionRow.rhythm) != WEEKLY
    query = select(EditionRow).where(
        col(EditionRow.team) == team,
        col(EditionRow.state) == POSTED,
        col(EditionRow.at) >= since,
        is_pack if packs else ~is_pack,
    )
    return tuple(
        DueEdition(
            EditionKey(team, row.program, row.period, row.channel),
            row.revision,
            tuple(row.facts["pictures"]),
            row.audience,
        )
        for row in session.scalars(query.order_by(col(EditionRow.at)))
        if row.facts.get("pictures")
    )


def set_pictures_due(session: Session, due: DueEdition, *, pictures: Sequence[str]) -> None:
    """Record which pictures of an edition are still to be posted."""
    row = session.get_one(EditionRow, (*astuple(due.key), due.revision))
    row.facts = {**row.facts, "pictures": list(pictures)}


def set_paused(session: Session, *, team: str, program: str, paused: bool) -> None:
    row = session.get(ProgramRow, (team, program))
    assert row is not None
    row.digest_paused = paused


def is_paused(session: Session, *, team: str, program: str) -> bool:
    row = session.get(ProgramRow, (team, program))
    return bool(row and row.digest_paused)


def expected_days_at(session: Session, *, team: str, at: datetime) -> dict[str, Any]:
    """Return the day each milestone was expected on at an instant, from the ledger."""
    newest_ids = (
        select(func.max(col(ForecastRow.id)))
        .where(col(ForecastRow.team) == team, col(ForecastRow.at) <= at, col(ForecastRow.kind) != "committed")
        .group_by(col(ForecastRow.milestone))
    )
    rows = session.execute(
        select(col(ForecastRow.milestone), col(ForecastRow.day)).where(col(ForecastRow.id).in_(newest_ids))
    )
    return {row.milestone: row.day for row in rows}


def _to_edition(row: EditionRow) -> DigestRecord:
    return DigestRecord(row.period, row.channel, row.revision, row.state, row.at, row.facts)


def posted_revisions(session: Session, *, team: str, program: str, period: str) -> tuple[tuple[str, int], ...]:
    """Return where the editions of a period were posted, as (channel, revision)."""
    query = select(col(EditionRow.channel), col(EditionRow.revision)).where(
        col(EditionRow.team) == team,
        col(EditionRow.program) == program,
        col(EditionRow.period) == period,
        col(EditionRow.state) == POSTED,
    )
    rows = session.execute(query.order_by(col(EditionRow.channel), col(EditionRow.revision)))
    return tuple((channel, revision) for channel, revision in rows)
