"""Who reads what: members of closed channels, what an audience may not know, and the check before a post is sent."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Protocol

from sqlalchemy import delete, select
from sqlmodel import Session, col

from rules import privacy
from rules.people import Person
from rules.privacy import Audience, ChannelAudience, Fact, Reader, Secrets
from storage.tables.blockers import BlockerRow
from storage.tables.people import ChannelMemberRow, MemberRow
from storage.tables.plan import ChannelRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.updates import UpdateRow

LabelledFact = tuple[Fact, str, str]
LeadsLookup = Callable[[], dict[str, frozenset[str]]]
MAX_REASONS = 500  # reasons said in closed channels, the newest; older ones stand in no view


class OutgoingPost(Protocol):
    """What the check needs of a post: where it goes, and all it says."""

    @property
    def team(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def payload(self) -> dict[str, object]: ...


def is_post_allowed(session: Session, *, post: OutgoingPost) -> bool:
    """Whether all who will read a post may read it now: memberships change and channels get shared while it waits.

    An answer to one person's words may repeat the ids in them ("There is no milestone M-9."): there only words tell.
    """
    if not post.method.startswith(("chat.", "views.", "files.")):
        return True
    user = post.payload.get("user") if post.method == "chat.postEphemeral" else None
    by = resolve_audience(session, team=post.team, destination=str(user or post.channel))
    found = secrets_hidden_from(session, team=post.team, by=by)
    if user or post.channel.startswith("D"):
        found = Secrets(words=found.words)
    return not (found and found.occur_in(privacy.visible_text(post.payload)))


def resolve_audience(session: Session, *, team: str, destination: str) -> Audience:
    """Who reads what is posted there: a person (their id, or our direct messages with them), or a channel."""
    if destination[:1] in ("U", "W"):
        return _reader_by_id(session, team=team, user=destination)
    if destination[:1] == "D":
        rows = select(col(ChannelMemberRow.user)).where(
            col(ChannelMemberRow.team) == team, col(ChannelMemberRow.channel) == destination
        )
        return _reader_by_id(session, team=team, user=session.scalars(rows).first() or "")
    row = session.get(ChannelRow, (team, destination))
    return ChannelAudience(destination, external=bool(row and row.is_external))


def reader_for(session: Session, *, person: Person) -> Reader:
    """The person with the closed channels they are in."""
    return Reader(person.id, person.outsider, _closed_channels_of(session, team=person.team, user=person.id))


def secrets_hidden_from(session: Session, *, team: str, by: Audience) -> Secrets:
    """Everything this audience may not read, by id and by words."""
    return privacy.collect_secrets(_labelled_facts(session, team, by), by=by)


def hidden_ids(session: Session, *, person: Person) -> frozenset[str]:
    """Ids of the milestones and blockers that a view must leave out for this person."""
    return secrets_hidden_from(session, team=person.team, by=reader_for(session, person=person)).ids


def set_members(session: Session, *, team: str, channel: str, users: frozenset[str]) -> None:
    """This will keep who is in a closed channel now, and forget who was."""
    here = (col(ChannelMemberRow.team) == team, col(ChannelMemberRow.channel) == channel)
    known = set(session.scalars(select(col(ChannelMemberRow.user)).where(*here)))
    session.connection().execute(delete(ChannelMemberRow).where(*here, col(ChannelMemberRow.user).in_(known - users)))
    session.add_all(ChannelMemberRow(team=team, channel=channel, user=user) for user in users - known)


def remove_member(session: Session, *, team: str, channel: str, user: str) -> None:
    """This will forget a member; somebody who is none is no member already."""
    if row := session.get(ChannelMemberRow, (team, channel, user)):
        session.delete(row)


def add_member(session: Session, *, team: str, channel: str, user: str) -> None:
    """A person came into a closed channel (joining twice is once)."""
    if session.get(ChannelMemberRow, (team, channel, user)) is None:
        session.add(ChannelMemberRow(team=team, channel=channel, user=user))


def is_restricted(session: Session, *, team: str, id: str) -> bool:
    """Whether a milestone, blocker or entry is one that only some may read."""
    row = _restrictable_row(session, team=team, id=id)
    return row is not None and row.restricted


def lift_restriction(session: Session, *, team: str, id: str) -> bool:
    """This will let everybody read a milestone, blocker or entry; False when everybody could already."""
    row = _restrictable_row(session, team=team, id=id)
    if row is None or not row.restricted:
        return False
    row.restricted = False
    return True


def _restrictable_row(session: Session, *, team: str, id: str) -> BlockerRow | EntryRow | MilestoneRow | None:
    if id.startswith("M-"):
        return session.get(MilestoneRow, (team, id))
    return session.get(BlockerRow, (team, id)) if id.startswith("B-") else session.get(EntryRow, (team, id))


def _reader_by_id(session: Session, *, team: str, user: str) -> Reader:
    """Somebody whom Slack was never asked about may be of another company."""
    row = session.get(MemberRow, (team, user))
    outsider = row is None or row.is_guest or row.is_foreign or row.is_bot or row.deleted
    return Reader(user, outsider, _closed_channels_of(session, team=team, user=user))


def _closed_channels_of(session: Session, *, team: str, user: str) -> frozenset[str]:
    rows = select(col(ChannelMemberRow.channel)).where(
        col(ChannelMemberRow.team) == team, col(ChannelMemberRow.user) == user
    )
    return frozenset(session.scalars(rows))


def _labelled_facts(session: Session, team: str, audience: Audience) -> Iterator[LabelledFact]:
    """Restricted things; for people of other companies and guests, and where such people read, all things."""
    everything = audience.external if isinstance(audience, ChannelAudience) else audience.outsider
    leads = cache(partial(_leads_by_project, session, team))  # where nothing is closed, nobody asks who leads
    wanted = [] if everything else [col(MilestoneRow.restricted)]
    names = (MilestoneRow.id, MilestoneRow.name, MilestoneRow.project, MilestoneRow.owner)
    rows = select(*map(col, names), col(MilestoneRow.source_channel), col(MilestoneRow.restricted))
    for id, name, project, owner, source, closed in session.execute(
        rows.where(col(MilestoneRow.team) == team, *wanted)
    ):
        yield Fact(source, closed, frozenset({owner}) - {None}, leads().get(project, frozenset())), id, name
    yield from _blocker_facts(session, team, leads, everything)
    yield from _entry_facts(session, team, leads, everything)
    yield from _reason_facts(session, team, leads)


def _blocker_facts(session: Session, team: str, leads: LeadsLookup, everything: bool) -> Iterator[LabelledFact]:
    rows = (
        select(BlockerRow, col(MilestoneRow.project))
        .join(MilestoneRow, (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(BlockerRow.milestone)))
        .where(col(BlockerRow.team) == team, *([] if everything else [col(BlockerRow.restricted)]))
    )
    for row, project in session.execute(rows):
        named = frozenset({row.raised_by, row.needs or row.raised_by})
        yield Fact(row.source_channel, row.restricted, named, leads().get(project, frozenset())), row.id, row.text


def _entry_facts(session: Session, team: str, leads: LeadsLookup, everything: bool) -> Iterator[LabelledFact]:
    rows = select(EntryRow).where(col(EntryRow.team) == team, *([] if everything else [col(EntryRow.restricted)]))
    for row in session.scalars(rows):
        named = frozenset({row.raised_by, row.owner or row.raised_by})
        yield Fact(row.source_channel, row.restricted, named, leads().get(row.project, frozenset())), row.id, row.text


def _reason_facts(session: Session, team: str, leads: LeadsLookup) -> Iterator[LabelledFact]:
    """Why a date moved, and updates, as they were said in closed channels."""
    rows = select(UpdateRow).where(
        col(UpdateRow.team) == team, col(UpdateRow.restricted), col(UpdateRow.state) != "undone"
    )
    for row in session.scalars(rows.order_by(col(UpdateRow.id).desc()).limit(MAX_REASONS)):
        words = row.undo.get("reason") or row.undo.get("text") or ""
        yield Fact(row.channel, True, frozenset({row.author}), leads().get(row.project or "", frozenset())), "", words


def _leads_by_project(session: Session, team: str) -> dict[str, frozenset[str]]:
    """Per project, who leads it or manages its program."""
    rows = select(col(ProjectRow.id), col(ProjectRow.lead), col(ProgramRow.manager)).join(
        ProgramRow, (col(ProgramRow.team) == team) & (col(ProgramRow.id) == col(ProjectRow.program))
    )
    found = session.execute(rows.where(col(ProjectRow.team) == team))
    return {project: frozenset(person for person in (lead, manager) if person) for project, lead, manager in found}
