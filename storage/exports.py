"""Programs read back whole, as a plan file holds them, including the parts that have no table yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.imports.keys
import storage.imports.records
import storage.imports.settings
import storage.plan
import storage.plans
from rules.files import planfile
from rules.files.planfields import STORED_FIELDS
from rules.files.references import ids_elsewhere
from rules.plan import Plan
from rules.refusal import AmbiguousInput, NotFound
from storage.engine import connections, upgrade
from storage.engine.database import engine_name
from storage.tables.people import MemberRow, WorkspaceRow
from storage.tables.plan import MilestoneRow, ProgramRow


def program_plan(session: Session, *, team: str, program: str) -> Plan:
    """Return the program with its own projects, milestones and the links among them.

    A milestone without an owner gets its role in place of one.
    """
    workspace = storage.plans.workspace_plan(session, team=team, program=program)
    projects = tuple(project for project in workspace.projects if project.program == program)
    own_project_ids = {project.id for project in projects}
    roles = roles_by_milestone(session, team=team)
    milestones = tuple(
        replace(m, owner=m.owner or roles.get(m.id)) for m in workspace.milestones if m.project in own_project_ids
    )
    own_milestone_ids = {m.id for m in milestones}
    row = session.get(ProgramRow, (team, program))
    records: dict[str, Any] = storage.imports.records.file_records(session, team=team, program=program)
    plan = replace(
        _stored_parts(row.more if row else {}, workspace),
        settings=(storage.imports.settings.settings_of(row) if row else {})
        | storage.imports.settings.rates_of(session, team=team),
        days_off=tuple(storage.imports.settings.days_off_of(session, team=team, program=program)),
        file_ids=storage.imports.keys.file_rows(session, team=team, program=program),
        **records,
        program=workspace.program,
        projects=projects,
        milestones=milestones,
        dependencies=tuple(
            d for d in workspace.dependencies if d.provider in own_milestone_ids and d.consumer in own_milestone_ids
        ),
        targets=tuple(target for target in workspace.targets if target in own_milestone_ids),
    )
    return replace(plan, elsewhere=ids_elsewhere(plan))


def roles_by_milestone(session: Session, *, team: str) -> dict[str, str]:
    """Return the role ("Branch Manager") of each milestone not owned by a person of the workspace, by milestone id."""
    query = select(col(MilestoneRow.id), col(MilestoneRow.role)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.role) != ""
    )
    return {row.id: row.role for row in session.execute(query)}


def _stored_parts(stored: Mapping[str, object], plan: Plan) -> Plan:
    """Return the parts that are stored as the file had them."""
    parts = {part: stored[part] for part in STORED_FIELDS if part in stored}
    return planfile.from_json({"program": {"start": plan.program.start.isoformat()}, **parts})


def choose_program(session: Session, *, team: str, requested: str | None) -> str:
    """Return the id of the requested program (given by id or name), or of the only one.

    Raises NotFound when no program matches, AmbiguousInput when several do.
    """
    programs = storage.plan.programs(session, team=team, with_cancelled=bool(requested))
    if requested:
        matches = [p for p in programs if requested.casefold() in (p.id.casefold(), p.name.casefold())]
    else:
        matches = list(programs)
    if not matches:
        problem = f"There is no program {requested}." if requested else "There is no program yet."
        raise NotFound(problem, "", f"There are: {', '.join(p.id for p in programs)}." if programs else "")
    if len(matches) > 1:
        raise AmbiguousInput("Which program?", tuple((p.id, p.name) for p in matches))
    return matches[0].id


def all_teams(session: Session) -> tuple[str, ...]:
    """Return every workspace that has any data."""
    columns = (col(WorkspaceRow.team), col(ProgramRow.team), col(MemberRow.team))
    return tuple(sorted({team for column in columns for team in session.scalars(select(column).distinct())}))


@contextmanager
def open_read_only(url: str) -> Iterator[Session]:
    """Open a session that cannot write, even beside a running Baton; raise Refusal for a database that is not ready."""
    upgrade.require_current(url)
    on_sqlite = engine_name(url) == "sqlite"
    engine = (
        connections.sqlite_reader(url, size=1)
        if on_sqlite
        else connections.postgres_engine(url, size=1, read_only=True)
    )
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
