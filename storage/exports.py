"""A program read back whole, as a plan file has it: what lies inside it, and the parts that have no table yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
import storage.plans
from rules.files import planfile
from rules.files.planfields import OTHER_FIELDS
from rules.plan import Plan
from rules.refusal import AmbiguousInput, NotFound, Refusal
from storage.engine import connections, upgrade
from storage.engine.database import engine_name
from storage.tables.people import MemberRow, WorkspaceRow
from storage.tables.plan import MilestoneRow, ProgramRow


def program_plan(session: Session, *, team: str, program: str) -> Plan:
    """The program with its own projects, milestones and the links among them; a role stands where no owner does."""
    whole = storage.plans.workspace_plan(session, team=team, program=program)
    projects = tuple(project for project in whole.projects if project.program == program)
    mine = {project.id for project in projects}
    role_of = roles_by_milestone(session, team=team)
    milestones = tuple(replace(m, owner=m.owner or role_of.get(m.id)) for m in whole.milestones if m.project in mine)
    inside = {m.id for m in milestones}
    row = session.get(ProgramRow, (team, program))
    return replace(
        _stored_parts(row.more if row else {}, whole),
        program=whole.program,
        projects=projects,
        milestones=milestones,
        dependencies=tuple(d for d in whole.dependencies if d.provider in inside and d.consumer in inside),
        targets=tuple(target for target in whole.targets if target in inside),
    )


def roles_by_milestone(session: Session, *, team: str) -> dict[str, str]:
    """Who a milestone is for where that is no person of the workspace ("Branch Manager"), by milestone id."""
    rows = select(col(MilestoneRow.id), col(MilestoneRow.role)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.role) != ""
    )
    return {row.id: row.role for row in session.execute(rows)}


def _stored_parts(stored: Mapping[str, object], plan: Plan) -> Plan:
    """The parts that are kept as the file had them."""
    kept = {part: stored[part] for part in OTHER_FIELDS if part in stored}
    return planfile.from_json({"program": {"start": plan.program.start.isoformat()}, **kept})


def choose_program(session: Session, *, team: str, requested: str | None) -> str:
    """The id of the program asked for (by id or name), or of the only one; raises NotFound or NeedsChoice."""
    programs = storage.plan.programs(session, team=team)
    if requested:
        fits = [p for p in programs if requested.casefold() in (p.id.casefold(), p.name.casefold())]
    else:
        fits = list(programs)
    if not fits:
        what = f"There is no program {requested}." if requested else "There is no program yet."
        raise NotFound(what, "", f"There are: {', '.join(p.id for p in programs)}." if programs else "")
    if len(fits) > 1:
        raise AmbiguousInput("Which program?", tuple((p.id, p.name) for p in fits))
    return fits[0].id


def all_teams(session: Session) -> tuple[str, ...]:
    """Every workspace that something is kept for."""
    columns = (col(WorkspaceRow.team), col(ProgramRow.team), col(MemberRow.team))
    return tuple(sorted({team for column in columns for team in session.scalars(select(column).distinct())}))


@contextmanager
def open_read_only(url: str) -> Iterator[Session]:
    """A session that cannot write, also beside a running Baton; raises Refusal for a database that is not ready."""
    require_ready(url)
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


def require_ready(url: str) -> None:
    """This will pass, or raise Refusal for a database that does not exist yet or has to be upgraded first."""
    if upgrade.is_current(url):
        return
    what = "The database has an older shape." if upgrade.database_version(url) else "There is no database there yet."
    raise Refusal(what, "", "Run `baton db upgrade` first (with the same --database).")
