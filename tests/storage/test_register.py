"""The register on both databases: what is open, what has to be looked at, and by whom."""

from datetime import UTC, date, datetime

from sqlmodel import Session

import storage.audit
import storage.plan
import storage.register
from rules.register import EntryKind, EntryOutcome
from storage.engine.database import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FIRST_OF_MAY = date(2026, 5, 1)


def raised(session: Session) -> None:
    """R-1 of nobody's, R-2 the greater, A-1 of U3's with a day; U2 leads."""
    storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
    where = {"team": "T1", "now": NOW}
    home = storage.plan.add_program(session, name="P", start=NOW.date(), zone="UTC", manager="U1", **where)  # type: ignore[arg-type]
    project = storage.plan.add_project(session, program=home.id, name="J", lead="U2", **where)  # type: ignore[arg-type]
    for kind, values in (
        (EntryKind.RISK, {"probability": 10, "impact": 5, "check": FIRST_OF_MAY}),
        (EntryKind.RISK, {"probability": 50, "impact": 20, "response": "avoid"}),
        (EntryKind.ASSUMPTION, {"owner": "U3", "check": FIRST_OF_MAY}),
    ):
        storage.register.add_entry(
            session, kind=kind, project=project.id, milestone=None, by="U1", values={"text": "so", **values}, **where
        )  # type: ignore[arg-type]


def test_the_greatest_exposure_comes_first_and_what_is_over_is_not_open(store: Store) -> None:
    store.transact_now(raised)
    assert [one.id for one in store.read_now(storage.register.open_entries, team="T1")] == ["R-2", "R-1", "A-1"]

    def over(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
        storage.register.close_entry(session, team="T1", id="R-2", outcome=EntryOutcome.HAPPENED, by="U1", now=NOW)
        storage.register.close_entry(session, team="T1", id="R-2", outcome=EntryOutcome.CLOSED, by="U2", now=NOW)

    store.transact_now(over)
    assert [one.id for one in store.read_now(storage.register.open_entries, team="T1")] == ["R-1", "A-1"]
    assert store.read_now(storage.register.get_entry, team="T1", id="R-2").outcome == "happened"


def test_on_its_day_its_owner_is_asked_and_else_the_lead(store: Store) -> None:
    store.transact_now(raised)

    def due(until: date) -> list[tuple[str, str]]:
        return [
            (one.id, who) for one, who in store.read_now(storage.register.entries_to_review, team="T1", until=until)
        ]

    assert due(date(2026, 4, 30)) == []
    assert due(FIRST_OF_MAY) == [("A-1", "U3"), ("R-1", "U2")]
