"""The register: adding, changing and closing risks, assumptions and issues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.refusal import NotFound
from rules.register import PREFIX_BY_KIND, EntryKind, EntryOutcome, risk_exposure
from storage.plan import next_id
from storage.tables.plan import ProjectRow
from storage.tables.register import EntryRow


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A risk, assumption or issue.

    `probability` is a percentage, `impact` is in working days, `check` is the day of its next review.
    """

    id: str
    kind: EntryKind
    project: str
    milestone: str | None
    text: str
    owner: str | None
    probability: int | None
    impact: int | None
    response: str | None
    plan: str
    check: date | None
    raised_by: str
    raised_at: datetime
    outcome: str | None
    closed_by: str | None
    closed_at: datetime | None
    source: str
    source_channel: str | None
    restricted: bool
    rests: tuple[str, ...] = ()

    @property
    def exposure(self) -> float:
        """Expected impact in working days."""
        return risk_exposure(self.probability, self.impact)


def add_entry(
    session: Session,
    *,
    team: str,
    kind: EntryKind,
    project: str,
    milestone: str | None,
    values: Mapping[str, object],
    by: str,
    now: datetime,
    source: str = "",
    source_channel: str | None = None,
    restricted: bool = False,
) -> RegisterEntry:
    """Add an entry; `values` holds its other columns, including its text."""
    row = EntryRow(
        team=team,
        id=next_id(session, team=team, prefix=PREFIX_BY_KIND[kind]),
        kind=kind.value,
        project=project,
        milestone=milestone,
        raised_by=by,
        raised_at=now,
        source=source,
        source_channel=source_channel,
        restricted=restricted,
        **values,  # type: ignore[arg-type]
    )
    session.add(row)
    session.flush()
    return _to_entry(row)


def get_entry(session: Session, *, team: str, id: str) -> RegisterEntry:
    return _to_entry(_entry_row(session, team=team, id=id))


def update_entry(session: Session, *, team: str, id: str, values: Mapping[str, object]) -> RegisterEntry:
    """Set the given columns."""
    row = _entry_row(session, team=team, id=id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return _to_entry(row)


def close_entry(
    session: Session, *, team: str, id: str, outcome: EntryOutcome, by: str, now: datetime
) -> RegisterEntry:
    """Record how an entry ended; a closed entry stays as it is."""
    row = _entry_row(session, team=team, id=id)
    if row.closed_at is None:
        row.outcome, row.closed_by, row.closed_at = outcome.value, by, now
        session.flush()
    return _to_entry(row)


def open_entries(session: Session, *, team: str) -> tuple[RegisterEntry, ...]:
    """Return the open entries, greatest exposure first, then oldest."""
    query = select(EntryRow).where(col(EntryRow.team) == team, col(EntryRow.closed_at).is_(None))
    entries = (_to_entry(row) for row in session.scalars(query.order_by(col(EntryRow.raised_at), col(EntryRow.id))))
    return tuple(sorted(entries, key=lambda entry: -entry.exposure))


def entries_to_review(session: Session, *, team: str, until: date) -> tuple[tuple[RegisterEntry, str], ...]:
    """Return open entries due for review by `until`, with the person to ask: the owner, else the project's lead."""
    responsible = func.coalesce(col(EntryRow.owner), col(ProjectRow.lead))
    own_project = (col(ProjectRow.team) == col(EntryRow.team)) & (col(ProjectRow.id) == col(EntryRow.project))
    query = select(EntryRow, responsible).join(ProjectRow, own_project)
    query = query.where(col(EntryRow.team) == team, col(EntryRow.closed_at).is_(None), responsible.is_not(None))
    query = query.where(col(EntryRow.check) <= until, col(ProjectRow.closed).is_(None))
    return tuple((_to_entry(row), str(user)) for row, user in session.execute(query.order_by(col(EntryRow.id))))


def assumptions_under(session: Session, *, team: str, id: str) -> tuple[RegisterEntry, ...]:
    """Return the assumptions on which a milestone, benefit or decision rests: open ones, and those proved false."""
    query = select(EntryRow).where(
        col(EntryRow.team) == team, col(EntryRow.kind) == EntryKind.ASSUMPTION.value, col(EntryRow.rests) != []
    )
    entries = (_to_entry(row) for row in session.scalars(query.order_by(col(EntryRow.raised_at), col(EntryRow.id))))
    alive = (entry for entry in entries if entry.closed_at is None or entry.outcome == EntryOutcome.BROKEN.value)
    return tuple(entry for entry in alive if id in entry.rests)


def broken_assumptions(session: Session, *, team: str, since: datetime) -> tuple[RegisterEntry, ...]:
    """Return the assumptions that were proved false since an instant, newest first."""
    query = select(EntryRow).where(
        col(EntryRow.team) == team,
        col(EntryRow.kind) == EntryKind.ASSUMPTION.value,
        col(EntryRow.outcome) == EntryOutcome.BROKEN.value,
        col(EntryRow.closed_at) >= since,
    )
    return tuple(_to_entry(row) for row in session.scalars(query.order_by(col(EntryRow.closed_at).desc())))


def entries_changed_since(session: Session, *, team: str, since: datetime) -> tuple[RegisterEntry, ...]:
    """Return the entries that were raised or closed since an instant, oldest first."""
    is_changed = (col(EntryRow.raised_at) >= since) | (col(EntryRow.closed_at) >= since)
    query = select(EntryRow).where(col(EntryRow.team) == team, is_changed)
    return tuple(_to_entry(row) for row in session.scalars(query.order_by(col(EntryRow.raised_at), col(EntryRow.id))))


def _entry_row(session: Session, *, team: str, id: str) -> EntryRow:
    row = session.get(EntryRow, (team, id))
    if row is None:
        raise NotFound(f"There is no entry {id}.", "", "`register` lists what is open.")
    return row


def _to_entry(row: EntryRow) -> RegisterEntry:
    first = (row.id, EntryKind(row.kind), row.project, row.milestone, row.text, row.owner, row.probability, row.impact)
    rest = (row.response, row.plan, row.check, row.raised_by, row.raised_at, row.outcome, row.closed_by, row.closed_at)
    return RegisterEntry(*first, *rest, row.source, row.source_channel, row.restricted, tuple(row.rests))
