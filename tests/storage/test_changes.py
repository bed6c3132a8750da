"""The journal of changes on both engines: kept while a change can be taken back, then deleted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

import storage.audit
import storage.changes
import storage.plan
from rules.refusal import NotFound
from storage.engine.database import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def add_program(session: Session, *, name: str, at: datetime) -> int:
    storage.audit.set_actor(session, team="T1", actor="U1", now=at)
    with storage.changes.record(session, f"new program {name}"):
        storage.plan.add_program(
            session, team="T1", name=name, start=date(2026, 1, 5), zone="UTC", manager="U1", now=at
        )
        id = storage.changes.current_id(session)
    assert id is not None
    return id


def test_old_changes_are_purged_and_newer_ones_stay(store: Store) -> None:
    old = store.transact_now(add_program, name="Atlas", at=NOW)
    new = store.transact_now(add_program, name="Borealis", at=NOW + timedelta(days=1))
    assert store.transact_now(storage.changes.purge, before=NOW + timedelta(hours=1)) == 1
    with pytest.raises(NotFound):
        store.transact_now(storage.changes.get, team="T1", id=old)
    assert store.transact_now(storage.changes.get, team="T1", id=new).summary == "new program Borealis"
    assert store.transact_now(storage.changes.purge, before=NOW + timedelta(hours=1)) == 0
