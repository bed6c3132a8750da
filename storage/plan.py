"""Programs, projects and milestones: read as frozen values, written by named functions."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from rules.plan import CalendarSpec, Milestone, Program, Project
from rules.program_numbers import ProgramNumbers, changed_numbers
from rules.refusal import NotFound
from storage.engine.reads import once_per_read
from storage.plan_values import (
    SELECT_MILESTONE,
    SELECT_PROGRAM,
    SELECT_PROJECT,
    id_sort_key,
    milestone_columns,
    milestone_from_columns,
    milestone_query,
    program_query,
    project_query,
    to_milestone,
    to_program,
    to_project,
)
from storage.tables.plan import (
    ChannelLinkRow,
    CounterRow,
    ForecastRow,
    MilestoneRow,
    ProgramRow,
    ProjectRow,
    is_open_milestone,
)

# Built once, because building a statement costs more than running it.
_SELECT_PROJECT_CHANNELS = (
    select(col(ChannelLinkRow.subject), col(ChannelLinkRow.channel))
    .where(col(ChannelLinkRow.team) == bindparam("team"), col(ChannelLinkRow.purpose) == "project")
    .order_by(col(ChannelLinkRow.used_at), col(ChannelLinkRow.channel))
)


def next_id(session: Session, *, team: str, prefix: str) -> str:
    """Return the next short id of a kind in a workspace, such as "M-43"."""
    row = session.get(CounterRow, (team, prefix))
    if row is None:
        row = CounterRow(team=team, prefix=prefix)
        session.add(row)
    row.last += 1
    return f"{prefix}-{row.last}"


def last_numbers(session: Session, *, team: str) -> dict[str, int]:
    """Return the last number assigned for each kind of id."""
    query = select(col(CounterRow.prefix), col(CounterRow.last)).where(col(CounterRow.team) == team)
    return {prefix: last for prefix, last in session.execute(query)}  # noqa: C416


def reserve_ids(session: Session, *, team: str, ids: Iterable[str]) -> None:
    """Keep ids that came from outside ("M-9") from being assigned again."""
    for id in ids:
        prefix, _, number = id.rpartition("-")
        if prefix and number.isdigit() and len(number) < 9:
            row = session.get(CounterRow, (team, prefix)) or CounterRow(team=team, prefix=prefix)
            row.last = max(row.last, int(number))
            session.add(row)


def programs(
    session: Session,
    *,
    team: str,
    ids: Collection[str] | None = None,
    manager: str | None = None,
    with_cancelled: bool = False,
) -> tuple[Program, ...]:
    """Return all programs; or only these, and those that `manager` manages. Cancelled ones only on request."""
    query = program_query(with_cancelled=with_cancelled, some=ids is not None)
    rows = session.execute(query, {"team": team, "ids": tuple(ids or ()), "manager": manager})
    return tuple(sorted((to_program(row) for row in rows), key=lambda p: id_sort_key(p.id)))


@once_per_read
def program(session: Session, *, team: str, id: str) -> Program:
    row = session.execute(SELECT_PROGRAM, {"team": team, "id": id}).first()
    if row is None:
        raise NotFound(f"There is no program {id}.", "", "`/program status` lists the programs there are.")
    return to_program(row)


@once_per_read
def project(session: Session, *, team: str, id: str) -> Project:
    row = session.execute(SELECT_PROJECT, {"team": team, "id": id}).first()
    if row is None:
        raise NotFound(f"There is no project {id}.", "", "`/program status` lists the projects there are.")
    return to_project(row, _project_channels(session, team=team).get(id, ()))


def projects(
    session: Session,
    *,
    team: str,
    program: str | None = None,
    including: Collection[str] = (),
    with_cancelled: bool = False,
) -> tuple[Project, ...]:
    """Return all projects; or those of a program, and those in `including`. Cancelled ones only on request."""
    query = project_query(with_cancelled=with_cancelled, of_program=bool(program))
    rows = session.execute(query, {"team": team, "program": program, "including": tuple(including)})
    links = _project_channels(session, team=team)
    return tuple(sorted((to_project(row, links.get(row.id, ())) for row in rows), key=lambda p: id_sort_key(p.id)))


def milestone(session: Session, *, team: str, id: str) -> Milestone:
    return _load_milestone(session, team=team, id=id)


@once_per_read
def _load_milestone(session: Session, *, team: str, id: str) -> Milestone:
    row = session.execute(SELECT_MILESTONE, {"team": team, "id": id}).first()
    if row is None:
        raise NotFound(f"There is no milestone {id}.", "", "`/program status` lists the milestones of a project.")
    return milestone_from_columns(row)


def milestones(
    session: Session,
    *,
    team: str,
    projects: Collection[str] | None = None,
    ids: Collection[str] | None = None,
    with_cancelled: bool = False,
) -> tuple[Milestone, ...]:
    """Return all milestones; or those of some projects, or only these.

    Cancelled ones, and what was done in cancelled projects, only on request.
    """
    query = milestone_query(with_cancelled=with_cancelled, of_projects=projects is not None, some=ids is not None)
    rows = session.execute(query, {"team": team, "projects": tuple(projects or ()), "ids": tuple(ids or ())})
    return tuple(sorted((milestone_from_columns(row) for row in rows), key=lambda m: id_sort_key(m.id)))


class OwnedMilestone(NamedTuple):
    """An open milestone, when it was last active, and whether there was any activity since it was created."""

    milestone: Milestone
    touched_at: datetime
    is_updated: bool


def open_milestones_by_owner(
    session: Session, *, team: str, users: Collection[str]
) -> dict[str, tuple[OwnedMilestone, ...]]:
    """Return the open milestones of each of these people."""
    query = milestone_columns().add_columns(col(MilestoneRow.touched_at), col(MilestoneRow.created_at))
    query = query.where(col(MilestoneRow.team) == team, col(MilestoneRow.owner).in_(users), is_open_milestone())
    by_owner: dict[str, tuple[OwnedMilestone, ...]] = {}
    for *values, at, created_at in session.execute(query):
        owned = OwnedMilestone(milestone_from_columns(values), at, at > created_at)
        owner = owned.milestone.owner or ""
        by_owner[owner] = (*by_owner.get(owner, ()), owned)
    return by_owner


def program_row(session: Session, *, team: str, id: str) -> ProgramRow:
    """Return the row of a program, or raise NotFound. For reads and writes within this package only."""
    row = session.get(ProgramRow, (team, id))
    if row is None:
        raise NotFound(f"There is no program {id}.", "", "`/program status` lists the programs there are.")
    return row


def save_numbers(session: Session, *, team: str, program: str, numbers: ProgramNumbers) -> None:
    row = program_row(session, team=team, id=program)
    row.numbers = changed_numbers(numbers)
    session.add(row)
    session.flush()


def program_of_milestone(session: Session, *, team: str, milestone: str) -> str:
    """Return the program that a milestone's project belongs to."""
    return project(session, team=team, id=_load_milestone(session, team=team, id=milestone).project).program


def add_program(
    session: Session, *, team: str, name: str, start: date, zone: str, manager: str | None, now: datetime
) -> Program:
    row = ProgramRow(
        team=team,
        id=next_id(session, team=team, prefix="PRG"),
        name=name,
        start=start,
        zone=zone,
        workdays=list(CalendarSpec().workdays),
        manager=manager,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return to_program(row)


def add_project(session: Session, *, team: str, program: str, name: str, lead: str | None, now: datetime) -> Project:
    id = next_id(session, team=team, prefix="PRJ")
    row = ProjectRow(team=team, id=id, program=program, name=name, lead=lead, created_at=now)
    session.add(row)
    session.flush()
    return to_project(row, ())


def add_milestone(
    session: Session,
    *,
    team: str,
    project: str,
    name: str,
    day: date | None,
    owner: str | None,
    by: str,
    now: datetime,
    source_channel: str | None = None,
    restricted: bool = False,
    duration: int = 0,
    percent: int = 0,
    actual: date | None = None,
) -> Milestone:
    """Add a milestone; its first date is baseline, commitment and forecast at once."""
    row = MilestoneRow(
        team=team,
        id=next_id(session, team=team, prefix="M"),
        project=project,
        name=name,
        owner=owner,
        duration=duration,
        percent=percent,
        baseline=day,
        committed=day,
        forecast=day,
        actual=actual,
        source_channel=source_channel,
        restricted=restricted,
        touched_at=now,
        created_at=now,
    )
    session.add(row)
    session.flush()
    if day:
        note_forecast(session, team=team, milestone=row.id, kind="baseline", by=by, now=now)
    return to_milestone(row)


def note_forecast(
    session: Session,
    *,
    team: str,
    milestone: str,
    kind: str = "forecast",
    by: str,
    now: datetime,
    reason: str = "",
    source: str = "",
) -> None:
    """Append the milestone's current date to the ledger (B-46): the one that `kind` is about."""
    dated = _load_milestone(session, team=team, id=milestone)
    day = {"actual": dated.actual, "committed": dated.committed}.get(kind, dated.forecast)
    session.add(
        ForecastRow(team=team, milestone=milestone, day=day, kind=kind, by=by, at=now, reason=reason, source=source)
    )


@once_per_read
def _project_channels(session: Session, *, team: str) -> dict[str, tuple[str, ...]]:
    channels_by_project: dict[str, tuple[str, ...]] = {}
    for subject, channel in session.execute(_SELECT_PROJECT_CHANNELS, {"team": team}):
        channels_by_project[subject] = (*channels_by_project.get(subject, ()), channel)
    return channels_by_project
