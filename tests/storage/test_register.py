"""The register on both databases: open entries, and entries due for review."""

from datetime import UTC, date, datetime

from sqlmodel import Session

import storage.audit
import storage.plan
import storage.register
from rules.register import EntryKind, EntryOutcome
from storage.engine.database import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FIRST_OF_MAY = date(2026, 5, 1)


def add_entries(session: Session) -> None:
    """Add R-1 without owner, R-2 with the greater exposure, and A-1 of U3 with a check day; U2 leads."""
    storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
    context = {"team": "T1", "now": NOW}
    program = storage.plan.add_program(session, name="P", start=NOW.date(), zone="UTC", manager="U1", **context)  # type: ignore[arg-type]
    project = storage.plan.add_project(session, program=program.id, name="J", lead="U2", **context)  # type: ignore[arg-type]
    for kind, values in (
        (EntryKind.RISK, {"probability": 10, "impact": 5, "check": FIRST_OF_MAY}),
        (EntryKind.RISK, {"probability": 50, "impact": 20, "response": "avoid"}),
        (EntryKind.ASSUMPTION, {"owner": "U3", "check": FIRST_OF_MAY}),
    ):
        storage.register.add_entry(
            session, kind=kind, project=project.id, milestone=None, by="U1", values={"text": "so", **values}, **context
        )  # type: ignore[arg-type]


def test_open_entries_are_sorted_by_exposure(store: Store) -> None:
    store.transact_now(add_entries)
    assert [entry.id for entry in store.read_now(storage.register.open_entries, team="T1")] == ["R-2", "R-1", "A-1"]

    def close_twice(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
        storage.register.close_entry(session, team="T1", id="R-2", outcome=EntryOutcome.HAPPENED, by="U1", now=NOW)
        storage.register.close_entry(session, team="T1", id="R-2", outcome=EntryOutcome.CLOSED, by="U2", now=NOW)

    store.transact_now(close_twice)
    assert [entry.id for entry in store.read_now(storage.register.open_entries, team="T1")] == ["R-1", "A-1"]
    assert store.read_now(storage.register.get_entry, team="T1", id="R-2").outcome == "happened"


def test_due_entry_goes_to_its_owner_or_the_lead(store: Store) -> None:
    store.transact_now(add_entries)

    def entries_due(until: date) -> list[tuple[str, str]]:
        return [
            (entry.id, reviewer)
            for entry, reviewer in store.read_now(storage.register.entries_to_review, team="T1", until=until)
        ]

    assert entries_due(date(2026, 4, 30)) == []
    assert entries_due(FIRST_OF_MAY) == [("A-1", "U3"), ("R-1", "U2")]
