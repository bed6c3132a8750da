"""Items that former members still hold: milestones, projects, programs, roles, and what waits for their answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.decisions.decision import DecisionState
from rules.people import Role
from rules.plan import HandoverState
from storage.tables.benefits import BenefitRow
from storage.tables.blockers import BlockerRow
from storage.tables.change_requests import ChangeRequestRow
from storage.tables.decisions import DecisionRow
from storage.tables.goals import GoalRow
from storage.tables.people import MemberRow, RoleRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow, is_open_milestone
from storage.tables.register import EntryRow

ENDED_STATES = (
    HandoverState.DELIVERED.value,
    HandoverState.BROKEN.value,
    HandoverState.WAIVED.value,
    HandoverState.DECLINED.value,
)
OWNS_BENEFIT = "owns the benefit"
# Roles that a former member keeps until they are given to another person; heads are named in the plan itself.
_PASSED_ON = {
    "sponsors": Role.SPONSOR.value,
    "owns benefits of": Role.BENEFIT_OWNER.value,
    "is a stakeholder of": Role.STAKEHOLDER.value,
}


@dataclass(frozen=True, slots=True)
class OrphanedItem:
    """One item in a person's hands; `what` says how they hold it.

    A `restricted` one was said in a private channel.
    """

    id: str
    name: str
    what: str
    project: str | None
    program: str | None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class FormerMember:
    """A person whose account was closed, and everything they still hold."""

    user: str
    name: str
    held: tuple[OrphanedItem, ...]


def former_members(session: Session, *, team: str) -> tuple[FormerMember, ...]:
    """Return everyone whose account was closed and who still holds something, by name."""
    closed_accounts = session.execute(
        select(col(MemberRow.id), col(MemberRow.name)).where(col(MemberRow.team) == team, col(MemberRow.deleted))
    )
    members = (FormerMember(user, name, items_held_by(session, team=team, user=user)) for user, name in closed_accounts)
    return tuple(sorted((member for member in members if member.held), key=lambda member: (member.name, member.user)))


def items_held_by(session: Session, *, team: str, user: str) -> tuple[OrphanedItem, ...]:
    """Return what a person holds: programs, projects, milestones, roles, blockers, hand-overs, then the rest."""
    programs = session.scalars(select(ProgramRow).where(col(ProgramRow.team) == team, col(ProgramRow.manager) == user))
    projects = session.scalars(select(ProjectRow).where(col(ProjectRow.team) == team, col(ProjectRow.lead) == user))
    query = select(col(ProjectRow.id), col(ProjectRow.program)).where(col(ProjectRow.team) == team)
    program_of: dict[str, str] = {id: program for id, program in session.execute(query)}  # noqa: C416
    items = [OrphanedItem(row.id, row.name, "manages", None, row.id) for row in programs]
    items += [OrphanedItem(row.id, row.name, "leads", row.id, row.program) for row in projects]
    items += [
        OrphanedItem(row.id, row.name, "owns", row.project, program_of.get(row.project))
        for row in _open_milestones(session, team, user)
    ]
    names = {scope.id: scope.name for scope in (*_all(session, ProgramRow, team), *_all(session, ProjectRow, team))}
    for what, role in _PASSED_ON.items():
        items += [
            OrphanedItem(
                row.scope,
                names.get(row.scope, row.scope),
                what,
                row.scope if row.scope in program_of else None,
                program_of.get(row.scope, row.scope),
            )
            for row in _role_rows(session, team, user)
            if row.role == role
        ]
    for blocker, project in _open_blockers(session, team, user):
        items.append(OrphanedItem(blocker.id, blocker.text[:80], "can unblock", project, program_of.get(project)))
    for link, project in _open_dependencies(session, team, user):
        items.append(
            OrphanedItem(
                link.id, f"{link.consumer} depends on {link.provider}", "answers for", project, program_of.get(project)
            )
        )
    own_goals = select(GoalRow).where(col(GoalRow.team) == team, col(GoalRow.owner) == user)
    for goal in session.scalars(own_goals.where(col(GoalRow.closed).is_(None)).order_by(col(GoalRow.id))):
        items.append(OrphanedItem(goal.id, goal.name, "owns the goal", None, goal.program))
    for entry in _open_entries(session, team, user):
        items.append(OrphanedItem(entry.id, entry.text[:80], "watches", entry.project, program_of.get(entry.project)))
    return (*items, *_value_items(session, team, user))


def _value_items(session: Session, team: str, user: str) -> Iterator[OrphanedItem]:
    """Yield open benefits, then the open decisions and change requests that wait for this person's answer."""
    benefits = select(BenefitRow).where(col(BenefitRow.team) == team, col(BenefitRow.owner) == user)
    for row in session.scalars(benefits.where(col(BenefitRow.closed_at).is_(None)).order_by(col(BenefitRow.id))):
        yield OrphanedItem(row.id, row.name, OWNS_BENEFIT, None, row.program, row.restricted)
    decisions = select(DecisionRow).where(col(DecisionRow.team) == team, col(DecisionRow.decider) == user)
    still_open = decisions.where(col(DecisionRow.state) == DecisionState.OPEN.value)
    for decision in session.scalars(still_open.order_by(col(DecisionRow.id))):
        name = decision.question[:80]
        yield OrphanedItem(decision.id, name, "decides", None, decision.program, decision.restricted)
    requests = select(ChangeRequestRow).where(
        col(ChangeRequestRow.team) == team, col(ChangeRequestRow.approver) == user
    )
    waiting = requests.where(col(ChangeRequestRow.state) == "open")
    for asked in session.scalars(waiting.order_by(col(ChangeRequestRow.id))):
        yield OrphanedItem(asked.id, asked.title[:80], "approves", None, asked.program, asked.restricted)


def may_take(session: Session, *, team: str, item: OrphanedItem, user: str) -> bool:
    """Return whether a person can take an item over: nobody approves their own change request."""
    request = session.get(ChangeRequestRow, (team, item.id)) if item.what == "approves" else None
    return request is None or request.requested_by != user


def reassign_item(session: Session, *, team: str, item: OrphanedItem, user: str, new_user: str) -> None:
    """Hand one item over to another person."""
    key = (team, item.id)
    if item.what == "manages" and (program := session.get(ProgramRow, key)):
        program.manager = new_user
    elif item.what == "leads" and (project := session.get(ProjectRow, key)):
        project.lead = new_user
    elif item.what == "owns" and (milestone := session.get(MilestoneRow, key)):
        milestone.owner = new_user
    elif item.what == "owns the goal" and (goal := session.get(GoalRow, key)):
        goal.owner = new_user
    elif item.what == OWNS_BENEFIT and (benefit := session.get(BenefitRow, key)):
        benefit.owner = new_user
    elif item.what == "decides" and (decision := session.get(DecisionRow, key)):
        decision.decider = new_user
    elif item.what == "approves" and (request := session.get(ChangeRequestRow, key)):
        request.approver = new_user
    elif item.what == "can unblock" and (blocker := session.get(BlockerRow, key)):
        blocker.needs = new_user
    elif item.what == "watches" and (entry := session.get(EntryRow, key)):
        entry.owner = new_user
    elif item.what == "answers for" and (link := session.get(DependencyRow, key)):
        link.provider_user = new_user if link.provider_user == user else link.provider_user
        link.consumer_user = new_user if link.consumer_user == user else link.consumer_user
    elif item.what in _PASSED_ON:
        _pass_role_on(session, team, item.id, _PASSED_ON[item.what], user, new_user)


def _pass_role_on(session: Session, team: str, scope: str, role: str, user: str, new_user: str) -> None:
    if row := session.get(RoleRow, (team, scope, role, user)):
        session.delete(row)
    if session.get(RoleRow, (team, scope, role, new_user)) is None:
        session.add(RoleRow(team=team, scope=scope, role=role, user=new_user))


def revoke_head_roles(session: Session, *, team: str, user: str) -> None:
    """Revoke the roles of a former member that the plan records itself: program manager and project lead."""
    for row in _role_rows(session, team, user):
        if row.role not in _PASSED_ON.values():
            session.delete(row)


def _role_rows(session: Session, team: str, user: str) -> tuple[RoleRow, ...]:
    query = select(RoleRow).where(col(RoleRow.team) == team, col(RoleRow.user) == user)
    return tuple(session.scalars(query.order_by(col(RoleRow.scope))))


def _all(session: Session, row: Any, team: str) -> Iterable[Any]:
    return session.scalars(select(row).where(col(row.team) == team))


def _open_milestones(session: Session, team: str, user: str) -> Iterable[MilestoneRow]:
    query = select(MilestoneRow).where(col(MilestoneRow.team) == team, col(MilestoneRow.owner) == user)
    return session.scalars(query.where(is_open_milestone()).order_by(col(MilestoneRow.id)))


def _open_blockers(session: Session, team: str, user: str) -> Iterable[tuple[BlockerRow, str]]:
    query = select(BlockerRow, col(MilestoneRow.project)).join(
        MilestoneRow, (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(BlockerRow.milestone))
    )
    own_blockers = query.where(
        col(BlockerRow.team) == team, col(BlockerRow.needs) == user, col(BlockerRow.resolved_at).is_(None)
    )
    return ((row[0], row[1]) for row in session.execute(own_blockers))


def _open_entries(session: Session, team: str, user: str) -> Iterable[EntryRow]:
    query = select(EntryRow).where(col(EntryRow.team) == team, col(EntryRow.owner) == user)
    return session.scalars(query.where(col(EntryRow.closed_at).is_(None)).order_by(col(EntryRow.id)))


def _open_dependencies(session: Session, team: str, user: str) -> Iterable[tuple[DependencyRow, str]]:
    query = select(DependencyRow, col(MilestoneRow.project)).join(
        MilestoneRow, (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(DependencyRow.consumer))
    )
    involves_user = (col(DependencyRow.provider_user) == user) | (col(DependencyRow.consumer_user) == user)
    open_links = query.where(
        col(DependencyRow.team) == team, involves_user, col(DependencyRow.state).not_in(ENDED_STATES)
    )
    return ((row[0], row[1]) for row in session.execute(open_links))
