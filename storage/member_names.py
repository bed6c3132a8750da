"""The names by which files know members, and the milestones that wait for someone of their name."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import String, cast, delete, insert, select
from sqlmodel import Session, col

import storage.audit
from rules.files.people_names import Directory, fold_name
from rules.people import Person
from storage.tables.base import core_table
from storage.tables.imports import ImportKeyRow, ImportPersonRow, MemberNameRow
from storage.tables.people import MemberRow
from storage.tables.plan import MilestoneRow

_NAMES = core_table(MemberNameRow)


def directory(session: Session, *, team: str) -> Directory:
    """Return the members whom files may name: no apps, no closed accounts, no people of other companies."""
    query = select(col(MemberRow.id), col(MemberRow.name)).where(
        col(MemberRow.team) == team,
        col(MemberRow.deleted).is_(False),
        col(MemberRow.is_bot).is_(False),
        col(MemberRow.is_foreign).is_(False),
    )
    ids: dict[str, set[str]] = defaultdict(set)
    members = {id: name for id, name in session.execute(query)}  # noqa: C416
    for id, name in members.items():
        ids[fold_name(name)].add(id)
    for user, name in session.execute(select(_NAMES.c.user, _NAMES.c.name).where(_NAMES.c.team == team)):
        if user in members:
            ids[name].add(user)
    ids.pop("", None)
    answers = select(col(ImportPersonRow.name), col(ImportPersonRow.user)).where(col(ImportPersonRow.team) == team)
    told = {name: user for name, user in session.execute(answers) if user in members}
    return Directory({name: frozenset(found) for name, found in ids.items()}, told)


def answer(session: Session, *, team: str, name: str, user: str, by: str, now: datetime) -> None:
    """Remember whom a name in files means; the newest answer counts."""
    row = session.get(ImportPersonRow, (team, name))
    if row is None:
        row = ImportPersonRow(team=team, name=name, user=user, by=by, at=now)
        session.add(row)
    row.user, row.by, row.at = user, by, now
    session.flush()


def save_names(session: Session, *, person: Person, now: datetime) -> None:
    """Save the names that Slack reports of a member; where they are new, give them the milestones of their name."""
    of_person = (_NAMES.c.team == person.team, _NAMES.c.user == person.id)
    wanted = dict(person.names) | {"display": fold_name(person.name)}
    wanted = {kind: name for kind, name in wanted.items() if name}
    session.flush()
    connection = session.connection()
    known = {kind: name for kind, name in connection.execute(select(_NAMES.c.kind, _NAMES.c.name).where(*of_person))}  # noqa: C416
    if known == wanted or (not person.names and known):
        return
    connection.execute(delete(_NAMES).where(*of_person))
    rows = [{"team": person.team, "user": person.id, "kind": kind, "name": name} for kind, name in wanted.items()]
    if rows:
        connection.execute(insert(_NAMES), rows)
    # Guests are given nothing for a name that they can choose themselves.
    if not (person.is_bot or person.deleted or person.is_foreign or person.is_guest):
        _give_milestones(session, person=person, names=frozenset(wanted.values()), now=now)


def _give_milestones(session: Session, *, person: Person, names: frozenset[str], now: datetime) -> None:
    """Make a person the owner of the milestones that name them and no other member."""
    unowned = select(MilestoneRow).where(
        col(MilestoneRow.team) == person.team, col(MilestoneRow.owner).is_(None), col(MilestoneRow.role) != ""
    )
    waiting = [row for row in session.scalars(unowned) if fold_name(row.role) in names]
    mail = next((name for name in names if name.startswith("mail ")), "")
    waiting += _known_by_mail(session, team=person.team, mail=mail)
    if not waiting:
        return
    members = directory(session, team=person.team)
    with _signed_by_baton(session, team=person.team, now=now):
        for row in waiting:
            if person.id in (members.find(row.role), next(iter(members.ids.get(mail, ())), None)):
                row.owner, row.role = person.id, ""


def _known_by_mail(session: Session, *, team: str, mail: str) -> Iterator[MilestoneRow]:
    """Yield the unowned milestones whose file names this address."""
    if not mail:
        return
    named = select(col(ImportKeyRow.milestone)).where(
        col(ImportKeyRow.team) == team, cast(core_table(ImportKeyRow).c.seen, String).contains(mail)
    )
    query = select(MilestoneRow).where(
        col(MilestoneRow.team) == team,
        col(MilestoneRow.owner).is_(None),
        col(MilestoneRow.role) != "",
        col(MilestoneRow.id).in_(named),
    )
    yield from session.scalars(query)


@contextmanager
def _signed_by_baton(session: Session, *, team: str, now: datetime) -> Iterator[None]:
    """Sign what the block writes as Baton, because nobody asked for it."""
    before = session.info.get("acting")
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    try:
        yield
        session.flush()
    finally:
        session.info["acting"] = before
