"""Holders of a role in a program or project, and their delegates."""

from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rules.people import Role
from storage.tables.people import MemberRow, RoleRow


def holders_of(session: Session, *, team: str, scope: str, role: Role) -> tuple[str, ...]:
    """Return who was given a role in a program or project and still has an account."""
    query = select(col(RoleRow.user)).where(
        col(RoleRow.team) == team, col(RoleRow.scope) == scope, col(RoleRow.role) == role.value
    )
    deleted = select(col(MemberRow.id)).where(col(MemberRow.team) == team, col(MemberRow.deleted))
    return tuple(session.scalars(query.where(col(RoleRow.user).not_in(deleted)).order_by(col(RoleRow.user))))


def role_delegate(session: Session, *, team: str, scope: str, user: str, today: date) -> str | None:
    """Return who stands in for a person in their roles in this scope today, if they named someone."""
    query = select(col(RoleRow.delegate)).where(
        col(RoleRow.team) == team,
        col(RoleRow.scope) == scope,
        col(RoleRow.user) == user,
        col(RoleRow.delegate).is_not(None),
        or_(col(RoleRow.delegate_until).is_(None), col(RoleRow.delegate_until) >= today),
    )
    return session.scalars(query.order_by(col(RoleRow.role)).limit(1)).first()
