"""What becomes of each kind of job after Baton was gone for a minute, an hour, a day and a week; no skip is silent."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
from handlers.checkins import listeners as checkins
from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from handlers.risks import listeners as risks
from rules.checkins.prompting import SkipReason
from rules.digests import TOO_LATE_REASON
from rules.people import Person
from storage.checkins import prompt_table
from storage.engine.database import Store
from storage.queues import outbox
from storage.tables import queues
from storage.tables.digests import EditionRow

TEAM = "T1"
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY_NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)
TUESDAY_NINE = MONDAY_NINE + DAY
NIGHT = datetime(2026, 3, 10, 2, tzinfo=UTC)
LATE = SkipReason.LATE.value


def planned(session: Session) -> None:
    before = MONDAY_NINE - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U01", now=before)
    where = {"team": TEAM, "now": before}
    home = storage.plan.add_program(
        session,
        name="Atlas",
        start=date(2025, 1, 1),
        zone="UTC",
        manager="U01",
        **where,  # type: ignore[arg-type]
    )
    storage.channels.link_channel(session, channel="C1", subject=home.id, purpose="digest", **where)  # type: ignore[arg-type]
    storage.plan.add_project(session, program=home.id, name="One", lead=None, **where)  # type: ignore[arg-type]
    storage.people.save_person(session, person=Person("U01", TEAM, "Ana"), now=before)
    about = {"project": "PRJ-1", "name": "Auth", "day": date(2026, 1, 1), "owner": "U01", "by": "U01"}
    storage.plan.add_milestone(session, **about, **where)  # type: ignore[arg-type]


def away(store: Store, tick: object, *, due: datetime, outage: timedelta) -> None:
    """One tick an hour before it is due, then none for the outage, then two."""

    async def lived() -> None:
        for now in (due - HOUR, due + outage, due + outage + MINUTE):
            slack = AsyncWebClient(token="xoxb-nobody")  # everybody is known: it is never asked
            deps = Deps(store, lambda now=now: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")  # type: ignore[misc]
            await tick(deps)  # type: ignore[operator]

    store.transact_now(planned)
    asyncio.run(lived())


@pytest.mark.parametrize(
    ("outage", "state", "said"),
    [(MINUTE, "posted", []), (HOUR, "posted", ["late"]), (DAY, "posted", ["late"]), (WEEK, "skipped", None)],
)
def test_a_digest_is_a_day_late_at_most_and_else_skipped_and_told(
    store: Store, outage: timedelta, state: str, said: list[str] | None
) -> None:
    away(store, digests.post_due_digests, due=MONDAY_NINE, outage=outage)
    (one,) = [row for row in store.read_now(editions) if row.channel == "C1" and row.period == "2026-W11"]
    assert one.state == state
    if said is None:
        assert one.facts == {"reason": TOO_LATE_REASON}
        assert "missed:PRG-1:2026-W11" in keys(store)
    else:
        assert [mark for mark in one.facts["marks"] if mark == "late"] == said
        assert "missed:PRG-1:2026-W11" not in keys(store)
    tops = [key for key in keys(store) if key.startswith("digest:PRG-1:2026-W11:") and key.endswith(":0")]
    assert len(tops) == (state == "posted")


@pytest.mark.parametrize(
    ("outage", "found"),
    [
        (MINUTE, [(10, "asked", "")]),
        (HOUR, [(10, "asked", "")]),
        (DAY, [(10, "skipped", LATE)]),
        (WEEK, [(10, "skipped", LATE), (12, "skipped", LATE), (17, "asked", "")]),
    ],
)
def test_a_check_in_is_four_hours_late_at_most_and_each_skip_has_its_reason(
    store: Store, outage: timedelta, found: list[tuple[int, str, str]]
) -> None:
    away(store, checkins.run_due_checkins, due=TUESDAY_NINE, outage=outage)
    with_days = select(prompt_table.c.day, prompt_table.c.state, prompt_table.c.reason).where(
        prompt_table.c.day >= date(2026, 3, 10)
    )
    kept = store.read_now(lambda session: session.connection().execute(with_days.order_by(prompt_table.c.day)).all())
    assert [(row.day.day, row.state, row.reason) for row in kept] == found
    asked = [key for key in keys(store) if key.startswith("checkin:U01:2026-03-1")]
    assert len(asked) == sum(state == "asked" for _, state, _ in found)


@pytest.mark.parametrize("outage", [MINUTE, HOUR, DAY, WEEK])
def test_the_scan_of_the_night_is_made_once_when_baton_is_back(store: Store, outage: timedelta) -> None:
    away(store, risks.run_nightly_refresh, due=NIGHT, outage=outage)
    claim = queues.claim_table
    made = select(claim.c.slot, claim.c.claimed_at).where(claim.c.name == "night:PRG-1", claim.c.claimed_at >= NIGHT)
    found = store.read_now(lambda session: session.connection().execute(made).all())
    assert [tuple(row) for row in found] == [(f"{NIGHT + outage:%Y-%m-%d}", NIGHT + outage)]


@pytest.mark.parametrize(("outage", "sent"), [(MINUTE, True), (HOUR, False), (DAY, False), (WEEK, False)])
def test_what_is_worth_nothing_after_its_event_is_kept_as_expired(store: Store, outage: timedelta, sent: bool) -> None:
    about = {"team": TEAM, "method": "chat.postMessage", "channel": "C1", "payload": {"text": "in ten minutes"}}
    until = MONDAY_NINE + 10 * MINUTE
    store.transact_now(outbox.enqueue, key="soon", now=MONDAY_NINE, expires_at=until, **about)  # type: ignore[arg-type]
    taken = store.transact_now(outbox.claim_next, now=MONDAY_NINE + outage, lease=MINUTE, limit=5)
    assert [post.key for post in taken] == (["soon"] if sent else [])
    states = store.read_now(
        lambda session: session.connection().execute(select(queues.outbox_table.c.state)).scalars().all()
    )
    assert states == ["sending" if sent else "expired"]


def editions(session: Session) -> list[EditionRow]:
    found = session.scalars(select(EditionRow)).all()
    for row in found:
        session.expunge(row)
    return list(found)


def keys(store: Store) -> list[str]:
    queued = select(queues.outbox_table.c.key)
    return list(store.read_now(lambda session: session.connection().execute(queued).scalars().all()))
