"""Benefits on both databases: what is written is read back, and a corrected reading stays."""

from datetime import UTC, date, datetime

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.plan
from rules.benefits.profile import Benefit, BenefitState, Cadence, Curve, counting_readings
from storage.engine.database import Store

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PROFILE = {
    "owner": "U2",
    "kpi": "churn",
    "unit": "%",
    "baseline": 4.2,
    "target": 3.8,
    "cadence": Cadence.QUARTERLY,
    "curve": Curve.RAMP,
    "shares": {"PRJ-1": 60.0},
    "milestones": ("M-1", "M-2"),
}


def add_benefit(session: Session) -> Benefit:
    storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
    program = storage.plan.add_program(
        session, team="T1", name="P", start=NOW.date(), zone="UTC", manager="U1", now=NOW
    )
    return storage.benefits.add_benefit(
        session, team="T1", program=program.id, name="Churn falls", values=PROFILE, by="U1", now=NOW
    )


def test_profile_is_read_as_it_was_written(store: Store) -> None:
    written = store.transact_now(add_benefit)
    assert written == store.read_now(storage.benefits.get_benefit, team="T1", id="BEN-1")
    assert {name: getattr(written, name) for name in PROFILE} == PROFILE
    assert store.read_now(storage.benefits.benefits_of, team="T1", program="PRG-1") == (written,)
    assert store.read_now(storage.benefits.benefits_owned_by, team="T1", user="U2") == (written,)


def test_ended_benefit_is_not_owned_any_more(store: Store) -> None:
    store.transact_now(add_benefit)

    def stop(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U1", now=NOW)
        values = {"state": BenefitState.STOPPED, "closed_at": NOW}
        storage.benefits.update_benefit(session, team="T1", id="BEN-1", values=values)

    store.transact_now(stop)
    assert store.read_now(storage.benefits.benefits_owned_by, team="T1", user="U2") == ()
    assert store.read_now(storage.benefits.get_benefit, team="T1", id="BEN-1").state is BenefitState.STOPPED


def test_corrected_reading_stays_but_counts_no_more(store: Store) -> None:
    store.transact_now(add_benefit)

    def read_twice(session: Session) -> None:
        storage.audit.set_actor(session, team="T1", actor="U2", now=NOW)
        context = {"team": "T1", "benefit": "BEN-1", "by": "U2", "now": NOW, "day": date(2026, 3, 1)}
        wrong = storage.benefits.add_reading(session, value=39, **context)  # type: ignore[arg-type]
        storage.benefits.add_reading(session, value=3.9, corrects=wrong.id, **context)  # type: ignore[arg-type]

    store.transact_now(read_twice)
    readings = store.read_now(storage.benefits.readings_of, team="T1", benefits=("BEN-1",))["BEN-1"]
    assert [reading.value for reading in readings] == [39, 3.9]
    assert [reading.value for reading in counting_readings(readings)] == [3.9]
