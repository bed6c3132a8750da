"""Access to information: members of closed channels, secrets per audience, and the check before a post is sent."""

from collections.abc import Iterator, Mapping
from functools import cache, partial, reduce
from typing import Any, Protocol
from typing import cast as cast_type

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    null,
    select,
    union_all,
)
from sqlmodel import Session, col

import storage.people
from rules import privacy, slack_ids
from rules.people import Person
from rules.privacy import Audience, ChannelAudience, Fact, Reader, Secrets
from storage.engine.reads import once_per_read
from storage.tables.base import BaseRow, core_table
from storage.tables.benefits import BenefitRow
from storage.tables.blockers import BlockerRow
from storage.tables.change_requests import ChangeRequestRow, ScenarioRow
from storage.tables.decisions import DecisionRow
from storage.tables.digests import DigestAnswerRow
from storage.tables.people import ChannelMemberRow, MemberRow
from storage.tables.plan import ChannelRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.updates import UpdateRow

RestrictableRow = MilestoneRow | BlockerRow | EntryRow | BenefitRow | DecisionRow | ChangeRequestRow | ScenarioRow
_RESTRICTABLE_ROWS: Mapping[str, type[BaseRow]] = {
    "M": MilestoneRow,
    "B": BlockerRow,
    "BEN": BenefitRow,
    "DEC": DecisionRow,
    "CR": ChangeRequestRow,
    "SC": ScenarioRow,
}
LabelledFact = tuple[Fact, str, str]
# Only the newest reasons from closed channels are checked; older ones appear in no view.
MAX_REASONS = 500


class OutgoingPost(Protocol):
    """The parts of a post that the check needs: its destination and everything it says."""

    @property
    def team(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def payload(self) -> dict[str, object]: ...


def is_post_allowed(session: Session, *, post: OutgoingPost) -> bool:
    """Return whether all who will read a post may read it now; members and sharing can change while it waits.

    An answer to one person may repeat the ids they typed ("There is no milestone M-9."), so only secret words count
    there.
    """
    if not post.method.startswith(("chat.", "views.", "files.")):
        return True
    user = post.payload.get("user") if post.method == "chat.postEphemeral" else None
    audience = resolve_audience(session, team=post.team, destination=str(user or post.channel))
    secrets = secrets_hidden_from(session, team=post.team, by=audience)
    if user or post.channel.startswith("D") or post.kind == "answer":
        secrets = Secrets(words=secrets.words)
    return not (secrets and secrets.occur_in(privacy.visible_text(post.payload)))


def resolve_audience(session: Session, *, team: str, destination: str) -> Audience:
    """Return who reads a destination: a person (their id, or our direct messages with them), or a channel."""
    if destination[:1] in ("U", "W"):
        return _reader_by_id(session, team=team, user=destination)
    if destination[:1] == "D":
        query = select(col(ChannelMemberRow.user)).where(
            col(ChannelMemberRow.team) == team, col(ChannelMemberRow.channel) == destination
        )
        return _reader_by_id(session, team=team, user=session.scalars(query).first() or "")
    row = session.get(ChannelRow, (team, destination))
    return ChannelAudience(destination, external=bool(row and row.is_external))


def reader_for(session: Session, *, person: Person) -> Reader:
    """Return the person with the closed channels they are in."""
    return Reader(person.id, person.outsider, _closed_channels_of(session, team=person.team, user=person.id))


@once_per_read
def secrets_hidden_from(session: Session, *, team: str, by: Audience) -> Secrets:
    """Return everything this audience may not read, by id and by words, also with names in place of mentions."""
    facts = tuple(_labelled_facts(session, team, by))
    ids = frozenset(id for _, _, words in facts for id in slack_ids.find(words))
    names = storage.people.names_of_ids(session, team=team, ids=ids) if ids else {}
    named = ((fact, id, slack_ids.replace(words, names)) for fact, id, words in facts if slack_ids.find(words))
    return privacy.collect_secrets((*facts, *named), by=by)


def hidden_ids(session: Session, *, person: Person) -> frozenset[str]:
    """Return ids of the items that a view must leave out for this person, and for the channel they share it to."""
    own = secrets_hidden_from(session, team=person.team, by=reader_for(session, person=person)).ids
    if not person.for_channel:
        return own
    audience = resolve_audience(session, team=person.team, destination=person.for_channel)
    return own | secrets_hidden_from(session, team=person.team, by=audience).ids


def set_members(session: Session, *, team: str, channel: str, users: frozenset[str]) -> None:
    """Save who is in a closed channel now, in place of who was before."""
    in_channel = (col(ChannelMemberRow.team) == team, col(ChannelMemberRow.channel) == channel)
    stored_users = set(session.scalars(select(col(ChannelMemberRow.user)).where(*in_channel)))
    session.connection().execute(
        delete(ChannelMemberRow).where(*in_channel, col(ChannelMemberRow.user).in_(stored_users - users))
    )
    session.add_all(ChannelMemberRow(team=team, channel=channel, user=user) for user in users - stored_users)


def remove_member(session: Session, *, team: str, channel: str, user: str) -> None:
    """Remove a member from a closed channel, if they are in it."""
    if row := session.get(ChannelMemberRow, (team, channel, user)):
        session.delete(row)


def add_member(session: Session, *, team: str, channel: str, user: str) -> None:
    """Add a person to a closed channel; adding them twice has no further effect."""
    if session.get(ChannelMemberRow, (team, channel, user)) is None:
        session.add(ChannelMemberRow(team=team, channel=channel, user=user))


def is_restricted(session: Session, *, team: str, id: str) -> bool:
    """Return whether an item is restricted to some readers."""
    row = _restrictable_row(session, team=team, id=id)
    return row is not None and row.restricted


def lift_restriction(session: Session, *, team: str, id: str) -> bool:
    """Let everyone read an item; return False when they already could."""
    row = _restrictable_row(session, team=team, id=id)
    if row is None or not row.restricted:
        return False
    row.restricted = False
    return True


def _restrictable_row(session: Session, *, team: str, id: str) -> RestrictableRow | None:
    row_class = _RESTRICTABLE_ROWS.get(id.partition("-")[0], EntryRow)
    return cast_type(RestrictableRow | None, session.get(row_class, (team, id)))


def _reader_by_id(session: Session, *, team: str, user: str) -> Reader:
    """Build a reader; a user we have not looked up yet is a member who is in no closed channel that we know of."""
    flags = session.execute(_SELECT_OUTSIDER, {"team": team, "user": user}).first()
    return Reader(user, any(flags or ()), _closed_channels_of(session, team=team, user=user))


@once_per_read
def _closed_channels_of(session: Session, *, team: str, user: str) -> frozenset[str]:
    return frozenset(session.scalars(_SELECT_CLOSED_CHANNELS, {"team": team, "user": user}))


def _labelled_facts(session: Session, team: str, audience: Audience) -> Iterator[LabelledFact]:
    """Yield restricted facts; for guests and people of other companies, and where they can read, all facts."""
    everything = audience.external if isinstance(audience, ChannelAudience) else audience.outsider
    if session.new or session.dirty or session.deleted:
        session.flush()
    # Cached and lazy: where nothing is restricted, leads are never needed.
    leads = cache(partial(leads_by_project, session, team))
    run = session.connection().execute
    facts = run(_SELECT_ALL_FACTS if everything else _SELECT_RESTRICTED_FACTS, {"team": team})
    for id, words, source, closed, owner, other, project in facts.all():
        # A decision names several people, in one text.
        several = slack_ids.find(other) if other and " " in other else frozenset()
        named = frozenset(filter(None, (owner, other))) | several
        yield Fact(source, closed, named, leads().get(project, frozenset())), id, words
    # Reasons for moved dates, and updates, that were given in closed channels.
    for source, author, project, undo in run(_SELECT_REASONS, {"team": team}).all():
        words = undo.get("reason") or undo.get("text") or ""
        yield Fact(source, True, frozenset({author}), leads().get(project or "", frozenset())), "", words
    # Questions about lines of a digest in a closed channel, and what was answered to them.
    for source, *people, question, reply in run(_SELECT_QUESTIONS, {"team": team}).all():
        asked = Fact(source, True, frozenset(filter(None, people)))
        yield from ((asked, "", words) for words in (question, reply) if words)


def _people_of(decision: Table) -> ColumnElement[str]:
    """Return one text with everyone who has a part in a decision."""
    lists = (decision.c.must_agree, decision.c.consulted, decision.c.informed)
    people = (func.coalesce(column, "") for column in (decision.c.decider, decision.c.escalated_to))
    columns = (*people, *(cast(column, Text) for column in lists))
    return reduce(lambda one, other: one + " " + other, columns)


def _fact_query(*, everything: bool) -> CompoundSelect[Any]:
    """Select id, words, source, whether it is restricted, two people it names, and the project, of every fact."""
    milestone, blocker, entry = (core_table(row) for row in (MilestoneRow, BlockerRow, EntryRow))
    benefit, decision = core_table(BenefitRow), core_table(DecisionRow)
    request, scenario = core_table(ChangeRequestRow), core_table(ScenarioRow)
    facts = (
        (milestone, milestone.c.name, milestone.c.owner, null(), milestone.c.project),
        (blocker, blocker.c.text, blocker.c.raised_by, blocker.c.needs, milestone.c.project),
        (entry, entry.c.text, entry.c.raised_by, entry.c.owner, entry.c.project),
        (benefit, benefit.c.name, benefit.c.created_by, benefit.c.owner, benefit.c.program),
        (decision, decision.c.question, decision.c.raised_by, _people_of(decision), decision.c.program),
        (request, request.c.title, request.c.requested_by, request.c.approver, request.c.program),
        (scenario, scenario.c.name, scenario.c.created_by, null(), scenario.c.program),
    )
    queries = [
        select(table.c.id, words, table.c.source_channel, table.c.restricted, person, cast(other, Text), project).where(
            table.c.team == _TEAM_PARAM, *(() if everything else (table.c.restricted,))
        )
        for table, words, person, other, project in facts
    ]
    is_its_milestone = and_(milestone.c.team == blocker.c.team, milestone.c.id == blocker.c.milestone)
    queries[1] = queries[1].join_from(blocker, milestone, is_its_milestone)
    return union_all(*queries)


# The statements are built once, because building one costs more than running it, and nearly every view needs them.
_TEAM_PARAM = bindparam("team", type_=Text())
_SELECT_ALL_FACTS, _SELECT_RESTRICTED_FACTS = _fact_query(everything=True), _fact_query(everything=False)
_SELECT_OUTSIDER = select(
    *map(col, (MemberRow.is_guest, MemberRow.is_foreign, MemberRow.is_bot, MemberRow.deleted))
).where(col(MemberRow.team) == bindparam("team"), col(MemberRow.id) == bindparam("user"))
_SELECT_CLOSED_CHANNELS = select(col(ChannelMemberRow.channel)).where(
    col(ChannelMemberRow.team) == bindparam("team"), col(ChannelMemberRow.user) == bindparam("user")
)
_UPDATES = core_table(UpdateRow).c
_SELECT_REASONS = (
    select(_UPDATES.channel, _UPDATES.author, _UPDATES.project, _UPDATES.undo)
    .where(_UPDATES.team == _TEAM_PARAM, _UPDATES.restricted, _UPDATES.state != "undone")
    .order_by(_UPDATES.id.desc())
    .limit(MAX_REASONS)
)
_ANSWERS, _CHANNELS = core_table(DigestAnswerRow).c, core_table(ChannelRow).c
_SELECT_QUESTIONS = (
    select(_ANSWERS.channel, _ANSWERS.by, _ANSWERS.asked_of, _ANSWERS.text, _ANSWERS.reply)
    .join_from(
        core_table(DigestAnswerRow),
        core_table(ChannelRow),
        and_(_CHANNELS.team == _ANSWERS.team, _CHANNELS.id == _ANSWERS.channel, _CHANNELS.is_private),
    )
    .where(_ANSWERS.team == _TEAM_PARAM, _ANSWERS.kind == "asked")
    .order_by(_ANSWERS.id.desc())
    .limit(MAX_REASONS)
)


@once_per_read
def leads_by_project(session: Session, team: str) -> dict[str, frozenset[str]]:
    """Return who leads each project or manages its program, and who manages each program, by id."""
    query = select(col(ProjectRow.id), col(ProjectRow.lead), col(ProgramRow.manager)).join(
        ProgramRow, (col(ProgramRow.team) == team) & (col(ProgramRow.id) == col(ProjectRow.program))
    )
    rows = session.execute(query.where(col(ProjectRow.team) == team))
    leads = {project: frozenset(person for person in (lead, manager) if person) for project, lead, manager in rows}
    programs = select(col(ProgramRow.id), col(ProgramRow.manager)).where(col(ProgramRow.team) == team)
    return leads | {program: frozenset({manager}) for program, manager in session.execute(programs) if manager}
