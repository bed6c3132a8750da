"""The statements that find a person's roles, in one program and project or anywhere."""

from typing import Any

from sqlalchemy import CompoundSelect, Text, bindparam, literal, or_, select, union
from sqlalchemy.sql.functions import coalesce

from rules.people import Role
from storage.tables.base import core_table
from storage.tables.benefits import BenefitRow
from storage.tables.people import RoleRow
from storage.tables.plan import ProgramRow, ProjectRow


def _role_query(*, in_scope: bool) -> CompoundSelect[Any]:
    """Select the roles that a person was given, and those that come with a project, program or benefit."""
    granted, project, program, benefit = (core_table(row) for row in (RoleRow, ProjectRow, ProgramRow, BenefitRow))
    team, user, in_program, in_project = (
        bindparam(name, type_=Text()) for name in ("team", "user", "program", "project")
    )
    own_program = select(project.c.program).where(project.c.team == team, project.c.id == in_project).scalar_subquery()
    parts = (
        (granted, granted.c.role, granted.c.user, or_(granted.c.scope == in_program, granted.c.scope == in_project)),
        (project, literal(Role.LEAD.value), project.c.lead, project.c.id == in_project),
        (program, literal(Role.MANAGER.value), program.c.manager, program.c.id == coalesce(in_program, own_program)),
        (
            benefit,
            literal(Role.BENEFIT_OWNER.value),
            benefit.c.owner,
            benefit.c.program == coalesce(in_program, own_program),
        ),
    )
    return union(
        *(
            select(role).where(table.c.team == team, holder == user, *((scope,) if in_scope else ()))
            for table, role, holder, scope in parts
        )
    )


# The statements are built once, because building one costs more than running it, and every command needs them.
ROLES_IN_SCOPE, ROLES_ANYWHERE = _role_query(in_scope=True), _role_query(in_scope=False)
