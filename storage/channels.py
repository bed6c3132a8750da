"""Channels: what Slack reports about them, and the projects and digests they are linked to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlmodel import Session, col

from rules.digests.editions import EditionAudience
from rules.digests.subscriptions import ChannelDigest
from rules.weeks import Rhythm
from storage.tables.blockers import BlockerRow
from storage.tables.people import ChannelMemberRow
from storage.tables.plan import ChannelLinkRow, ChannelRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.updates import ProposalRow, UpdateRow

DEFAULT_DIGEST = ChannelDigest()
MAX_CHANNEL_AGE = timedelta(minutes=10)
# Built once, because building a statement costs more than running it.
_SELECT_SERVED = (
    select(col(ChannelLinkRow.subject))
    .where(col(ChannelLinkRow.team) == bindparam("team"), col(ChannelLinkRow.channel) == bindparam("channel"))
    .order_by(col(ChannelLinkRow.used_at).desc(), col(ChannelLinkRow.subject))
)
_SELECT_PROGRAMS_OF = (
    select(col(ProjectRow.program))
    .where(col(ProjectRow.team) == bindparam("team"), col(ProjectRow.id).in_(bindparam("projects")))
    .distinct()
)
_SELECT_CLOSED = select(col(ChannelRow.id)).where(
    col(ChannelRow.team) == bindparam("team"),
    col(ChannelRow.id).in_(bindparam("ids")),
    or_(col(ChannelRow.is_archived), col(ChannelRow.has_bot).is_(False)),
)
_SELECT_CHANNEL = select(
    *map(col, (ChannelRow.id, ChannelRow.name, ChannelRow.is_private, ChannelRow.is_external)),
    *map(col, (ChannelRow.is_archived, ChannelRow.has_bot, ChannelRow.seen_at)),
).where(col(ChannelRow.team) == bindparam("team"), col(ChannelRow.id) == bindparam("id"))


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """A channel as Slack last reported it.

    It is closed when not every member of the workspace may read it (`is_private`), or when people of other companies
    may (`is_external`).
    """

    id: str
    name: str = ""
    is_private: bool = False
    is_external: bool = False
    is_archived: bool = False
    has_bot: bool = True


@dataclass(frozen=True, slots=True)
class DigestChannel:
    """A channel that gets a program's digests, from the moment it was linked on."""

    channel: str
    digest: ChannelDigest
    linked_at: datetime


def find_channel(session: Session, *, team: str, id: str, now: datetime | None = None) -> KnownChannel | None:
    """Return the channel, or None when unknown or (given `now`) when what we know is older than ten minutes."""
    row = session.execute(_SELECT_CHANNEL, {"team": team, "id": id}).first()
    if row is None or (now and now - row.seen_at > MAX_CHANNEL_AGE):
        return None
    return KnownChannel(row.id, row.name, row.is_private, row.is_external, row.is_archived, row.has_bot)


def save_channel(session: Session, *, team: str, channel: KnownChannel, now: datetime) -> None:
    row = session.get(ChannelRow, (team, channel.id)) or ChannelRow(team=team, id=channel.id, seen_at=now)
    row.name, row.is_private, row.is_external = channel.name, channel.is_private, channel.is_external
    row.is_archived, row.has_bot, row.seen_at = channel.is_archived, channel.has_bot, now
    session.add(row)


def open_channels(session: Session, *, team: str, ids: Collection[str]) -> frozenset[str]:
    """Return which of these channels can be posted in, as far as we know."""
    return frozenset(ids) - frozenset(session.scalars(_SELECT_CLOSED, {"team": team, "ids": tuple(ids)}))


def note_closed_door(session: Session, *, team: str, id: str, error: str, now: datetime) -> None:
    """Remember why a channel refused a post, until Slack reports otherwise."""
    row = session.get(ChannelRow, (team, id))
    if row is None:
        return
    row.is_archived = row.is_archived or error == "is_archived"
    row.has_bot = row.has_bot and error not in ("not_in_channel", "channel_not_found")
    row.seen_at = now


def managers_of_channel(session: Session, *, team: str, channel: str) -> frozenset[str]:
    """Return the program managers of everything a channel is linked to."""
    programs = served_programs(session, team=team, channel=channel)
    query = select(col(ProgramRow.manager)).where(col(ProgramRow.team) == team, col(ProgramRow.id).in_(programs))
    return frozenset(user for user in session.scalars(query) if user)


def change_channel_id(session: Session, *, team: str, old: str, new: str) -> None:
    """Move everything that refers to a channel to its new id; its readers will be looked up again."""
    references: tuple[tuple[Any, Any], ...] = (
        (ChannelLinkRow, ChannelLinkRow.channel),
        (MilestoneRow, MilestoneRow.source_channel),
        (BlockerRow, BlockerRow.source_channel),
        (EntryRow, EntryRow.source_channel),
        (UpdateRow, UpdateRow.channel),
        (ProposalRow, ProposalRow.channel),
    )
    run = session.connection().execute
    for row, channel in references:
        run(update(row).where(col(row.team) == team, col(channel) == old).values({col(channel): new}))
    run(delete(ChannelMemberRow).where(col(ChannelMemberRow.team) == team, col(ChannelMemberRow.channel) == old))
    run(delete(ChannelRow).where(col(ChannelRow.team) == team, col(ChannelRow.id) == old))


def link_channel(
    session: Session,
    *,
    team: str,
    channel: str,
    subject: str,
    purpose: str,
    now: datetime,
    digest: ChannelDigest = DEFAULT_DIGEST,
) -> None:
    """Link the channel; linking again only changes what digests it gets."""
    row = session.get(ChannelLinkRow, (team, channel, subject, purpose)) or ChannelLinkRow(
        team=team, channel=channel, subject=subject, purpose=purpose, used_at=now
    )
    row.audience, row.rhythms, row.quiet = digest.audience.value, [each.value for each in digest.rhythms], digest.quiet
    session.add(row)


def unlink_channel(session: Session, *, team: str, channel: str, subject: str) -> None:
    rows = session.scalars(
        select(ChannelLinkRow).where(
            col(ChannelLinkRow.team) == team,
            col(ChannelLinkRow.channel) == channel,
            col(ChannelLinkRow.subject) == subject,
        )
    )
    for row in rows:
        session.delete(row)


def subjects_served(session: Session, *, team: str, channel: str) -> tuple[str, ...]:
    """Return everything the channel is linked to, last used first."""
    return tuple(session.scalars(_SELECT_SERVED, {"team": team, "channel": channel}))


def served_projects(session: Session, *, team: str, channel: str) -> tuple[str, ...]:
    """Return ids of the projects the channel is linked to, last used first."""
    return tuple(id for id in subjects_served(session, team=team, channel=channel) if not id.startswith("PRG-"))


def served_programs(session: Session, *, team: str, channel: str) -> tuple[str, ...]:
    """Return ids of the programs whose projects or digest the channel is linked to."""
    ids = subjects_served(session, team=team, channel=channel)
    programs = session.scalars(_SELECT_PROGRAMS_OF, {"team": team, "projects": ids}) if ids else ()
    return tuple(dict.fromkeys([*(id for id in ids if id.startswith("PRG-")), *sorted(programs)]))


def digest_channels(
    session: Session, *, team: str, program: str, rhythm: Rhythm | None = None
) -> tuple[DigestChannel, ...]:
    """Return the channels that get a program's digests, first linked first; with `rhythm`, those that get these."""
    query = select(ChannelLinkRow).where(
        col(ChannelLinkRow.team) == team,
        col(ChannelLinkRow.subject) == program,
        col(ChannelLinkRow.purpose) == "digest",
    )
    rows = session.scalars(query.order_by(col(ChannelLinkRow.used_at), col(ChannelLinkRow.channel)))
    found = tuple(DigestChannel(row.channel, _digest_of(row), row.used_at) for row in rows)
    return tuple(each for each in found if rhythm is None or rhythm in each.digest.rhythms)


def find_digest_channel(session: Session, *, team: str, program: str, channel: str) -> DigestChannel | None:
    """Return what a channel gets of a program's digests; None where it gets none."""
    row = session.get(ChannelLinkRow, (team, channel, program, "digest"))
    return DigestChannel(row.channel, _digest_of(row), row.used_at) if row else None


def _digest_of(row: ChannelLinkRow) -> ChannelDigest:
    rhythms = tuple(rhythm for rhythm in Rhythm if rhythm.value in row.rhythms)
    return ChannelDigest(EditionAudience(row.audience), rhythms, row.quiet)


def programs_with_digest(session: Session, *, team: str, rhythm: Rhythm | None = None) -> frozenset[str]:
    """Return the programs whose digests, or those of a rhythm, go to at least one channel."""
    query = select(col(ChannelLinkRow.subject), col(ChannelLinkRow.rhythms)).where(
        col(ChannelLinkRow.team) == team, col(ChannelLinkRow.purpose) == "digest"
    )
    return frozenset(subject for subject, rhythms in session.execute(query) if rhythm is None or rhythm in rhythms)


def subjects_by_channel(session: Session, *, team: str) -> dict[str, tuple[str, ...]]:
    """Return every linked channel with what it is linked to."""
    query = select(col(ChannelLinkRow.channel), col(ChannelLinkRow.subject)).where(col(ChannelLinkRow.team) == team)
    subjects: dict[str, tuple[str, ...]] = {}
    for channel, subject in session.execute(query.order_by(col(ChannelLinkRow.channel), col(ChannelLinkRow.subject))):
        subjects[channel] = (*subjects.get(channel, ()), subject)
    return subjects
