"""Dependencies: who waits for whom."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from program.plan import Dependency, Handover
from program.refusal import Refusal
from storage.plan import dependency_value, next_id
from storage.tables.plan import DependencyRow


def edges(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """(provider, consumer) of every link that still counts."""
    rows = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(
        col(DependencyRow.team) == team, col(DependencyRow.state).not_in([Handover.DECLINED, Handover.WAIVED])
    )
    return tuple((provider, consumer) for provider, consumer in session.execute(rows))


def of(session: Session, *, team: str, milestone: str) -> tuple[Dependency, ...]:
    """The links at either end of a milestone."""
    ends = or_(col(DependencyRow.provider) == milestone, col(DependencyRow.consumer) == milestone)
    rows = session.scalars(select(DependencyRow).where(col(DependencyRow.team) == team, ends))
    return tuple(sorted((dependency_value(row) for row in rows), key=lambda d: (len(d.id), d.id)))


def add(
    session: Session,
    *,
    team: str,
    provider: str,
    consumer: str,
    strength: str,
    state: Handover,
    provider_user: str | None,
    consumer_user: str | None,
    need_by: date | None,
    now: datetime,
) -> Dependency:
    """This will link the two; a second link of the same pair is refused."""
    pair = select(DependencyRow).where(
        col(DependencyRow.team) == team, col(DependencyRow.provider) == provider, col(DependencyRow.consumer) == consumer
    )
    if (known := session.scalars(pair).first()) is not None:
        raise Refusal(f"{consumer} already depends on {provider}.", f"That is {known.id}, {known.state}.", "")
    row = DependencyRow(
        team=team,
        id=next_id(session, team=team, prefix="D"),
        provider=provider,
        consumer=consumer,
        strength=strength,
        state=state.value,
        provider_user=provider_user,
        consumer_user=consumer_user,
        need_by=need_by,
        created_at=now,
        state_at=now,
    )
    session.add(row)
    session.flush()
    return dependency_value(row)
