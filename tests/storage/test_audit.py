"""The time machine equals snapshots taken at the time, over random histories on a real database (B-120)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session, col

import storage.audit
import storage.blockers
import storage.plan
from rules.audit import net_changes
from storage.audit import AUDITED_ROWS
from storage.engine.database import Store
from storage.tables.audit import AuditRow
from storage.tables.base import BaseRow
from storage.tables.base import core_table as core
from storage.tables.blockers import BlockerRow
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow
from tests.forms import form
from tests.storage.conftest import _empty

TEAM = "T1"
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
TABLES: tuple[type[BaseRow], ...] = (ProgramRow, ProjectRow, MilestoneRow, BlockerRow)
Act = Callable[[Session, datetime], None]


def _milestone(session: Session, number: int) -> MilestoneRow | None:
    rows = session.scalars(select(MilestoneRow).order_by(col(MilestoneRow.id))).all()
    return rows[number % len(rows)] if rows else None


def _add(session: Session, now: datetime, name: str, day: date) -> None:
    storage.plan.add_milestone(session, team=TEAM, project="PRJ-1", name=name, day=day, owner="U1", by="U1", now=now)


def _move(session: Session, _: datetime, number: int, day: date) -> None:
    if row := _milestone(session, number):
        row.forecast = day


def _finish(session: Session, now: datetime, number: int) -> None:
    if row := _milestone(session, number):
        row.actual = None if row.actual else now.date()


def _block(session: Session, now: datetime, number: int, text: str) -> None:
    if row := _milestone(session, number):
        storage.blockers.add_blocker(
            session, team=TEAM, milestone=row.id, text=text, needs=None, needed_by=None, by="U2", now=now
        )


def _unblock(session: Session, now: datetime, number: int) -> None:
    rows = session.scalars(select(BlockerRow).order_by(col(BlockerRow.id))).all()
    if rows:
        storage.blockers.resolve_blocker(session, team=TEAM, id=rows[number % len(rows)].id, by="U3", now=now)


def _delete_blocker(session: Session, _: datetime, number: int) -> None:
    rows = session.scalars(select(BlockerRow).order_by(col(BlockerRow.id))).all()
    if rows:
        session.delete(rows[number % len(rows)])


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
numbers = st.integers(0, 20)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
acts = st.one_of(
    st.tuples(st.just(_add), words, days),
    st.tuples(st.just(_move), numbers, days),
    st.tuples(st.just(_finish), numbers),
    st.tuples(st.just(_block), numbers, words),
    st.tuples(st.just(_unblock), numbers),
    st.tuples(st.just(_delete_blocker), numbers),
)
transactions = st.lists(st.lists(acts, min_size=1, max_size=4), min_size=1, max_size=8)


def _snapshot(session: Session) -> dict[str, dict[str, Any]]:
    """Read every audited table with SQL, not through the log."""
    session.flush()
    snapshot = {}
    for table in TABLES:
        rows = session.execute(select(core(table))).mappings()
        snapshot[str(table.__tablename__)] = {
            row["id"]: {name: _plain(value) for name, value in row.items()} for row in rows
        }
    return snapshot


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _state_at(session: Session, at: datetime) -> dict[str, dict[str, Any]]:
    kinds = [str(table.__tablename__) for table in TABLES]
    return {kind: dict(storage.audit.state_at(session, team=TEAM, kind=kind, at=at)) for kind in kinds}


def _set_up(session: Session) -> None:
    _empty(session)
    session.expire_all()
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=START)
    storage.plan.add_program(session, team=TEAM, name="P", start=START.date(), zone="UTC", manager="U1", now=START)
    storage.plan.add_project(session, team=TEAM, program="PRG-1", name="J", lead="U1", now=START)


def _run_actions(session: Session, some: list[tuple[Any, ...]], now: datetime) -> dict[str, dict[str, Any]]:
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=now)
    for act, *arguments in some:
        act(session, now, *arguments)
        session.flush()
    return _snapshot(session)


@settings(
    max_examples=form(short=20, whole=60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=transactions, gap=st.integers(1, 100_000))
def test_past_state_equals_the_snapshot_of_that_time(history: list[list[Any]], gap: int, store: Store) -> None:
    store.transact_now(_set_up)
    snapshots, now = [], START
    for actions in history:
        now += timedelta(seconds=gap)
        snapshots.append((now, store.transact_now(_run_actions, some=actions, now=now)))
    for instant, snapshot in snapshots:
        assert store.transact_now(_state_at, at=instant) == snapshot
        assert (
            store.transact_now(_state_at, at=instant + timedelta(seconds=gap) - timedelta(microseconds=1)) == snapshot
        )
    assert store.transact_now(_state_at, at=START - timedelta(seconds=1)) == {
        str(table.__tablename__): {} for table in TABLES
    }


@settings(
    max_examples=form(short=10, whole=30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=transactions, cut=st.integers(0, 8))
def test_net_changes_lead_from_one_snapshot_to_the_next(history: list[list[Any]], cut: int, store: Store) -> None:
    store.transact_now(_set_up)
    cut = min(cut, len(history))
    for number, actions in enumerate(history):
        store.transact_now(_run_actions, some=actions, now=START + timedelta(days=number + 1))
    since = START + timedelta(days=cut)
    before, after = store.transact_now(_state_at, at=since), store.transact_now(_snapshot)
    entries = store.transact_now(
        storage.audit.entries_since,
        team=TEAM,
        at=since,
        kinds=[str(table.__tablename__) for table in TABLES],
        limit=10_000,
    )
    for change in net_changes(reversed(entries)):
        assert change.before == before[change.kind].get(change.subject)
        assert change.after == after[change.kind].get(change.subject)


def test_unsigned_change_is_refused(store: Store) -> None:
    with pytest.raises(RuntimeError, match="changed by nobody"):
        store.transact_now(_add_unsigned)


def _add_unsigned(session: Session) -> None:
    session.add(ProgramRow(team=TEAM, id="PRG-9", name="X", start=START.date(), workdays=[], created_at=START))


def test_creation_change_and_deletion_are_logged(store: Store) -> None:
    store.transact_now(_set_up)
    store.transact_now(
        _run_actions, some=[(_add, "A", START.date()), (_block, 0, "x"), (_unblock, 0), (_delete_blocker, 0)], now=START
    )

    def logged_actions(session: Session) -> list[tuple[str, str]]:
        rows = session.scalars(select(AuditRow).where(col(AuditRow.kind) == "blocker").order_by(col(AuditRow.id)))
        return [(row.action, row.subject) for row in rows]

    assert store.transact_now(logged_actions) == [("created", "B-1"), ("changed", "B-1"), ("deleted", "B-1")]
    assert {BlockerRow, MilestoneRow, ProgramRow, ProjectRow} <= set(AUDITED_ROWS)
