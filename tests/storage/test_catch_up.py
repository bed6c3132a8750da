"""Catching up after an outage of a minute to a week: each kind of job by its own rule, and no silent skip."""

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
from rules.checkins.prompting import PromptState, SkipReason
from rules.digests.slots import TOO_LATE_REASON
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


def set_up_program(session: Session) -> None:
    created_at = MONDAY_NINE - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U01", now=created_at)
    context = {"team": TEAM, "now": created_at}
    program = storage.plan.add_program(
        session,
        name="Atlas",
        start=date(2025, 1, 1),
        zone="UTC",
        manager="U01",
        **context,  # type: ignore[arg-type]
    )
    storage.channels.link_channel(session, channel="C1", subject=program.id, purpose="digest", **context)  # type: ignore[arg-type]
    storage.plan.add_project(session, program=program.id, name="One", lead=None, **context)  # type: ignore[arg-type]
    storage.people.save_person(session, person=Person("U01", TEAM, "Ana"), now=created_at)
    fields = {"project": "PRJ-1", "name": "Auth", "day": date(2026, 1, 1), "owner": "U01", "by": "U01"}
    storage.plan.add_milestone(session, **fields, **context)  # type: ignore[arg-type]


def run_with_outage(store: Store, tick: object, *, due: datetime, outage: timedelta) -> None:
    """Tick once an hour before the job is due, then not during the outage, then twice."""

    async def run_ticks() -> None:
        for now in (due - HOUR, due + outage, due + outage + MINUTE):
            # All people are stored, so Slack is never called.
            slack = AsyncWebClient(token="xoxb-nobody")
            deps = Deps(store, lambda now=now: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")  # type: ignore[misc]
            await tick(deps)  # type: ignore[operator]

    store.transact_now(set_up_program)
    asyncio.run(run_ticks())


@pytest.mark.parametrize(
    ("outage", "state", "said"),
    [(MINUTE, "posted", []), (HOUR, "posted", ["late"]), (DAY, "posted", ["late"]), (WEEK, "skipped", None)],
)
def test_digest_is_at_most_a_day_late_or_reported_missed(
    store: Store, outage: timedelta, state: str, said: list[str] | None
) -> None:
    run_with_outage(store, digests.post_due_digests, due=MONDAY_NINE, outage=outage)
    (edition,) = [row for row in store.read_now(editions) if row.channel == "C1" and row.period == "2026-W11"]
    assert edition.state == state
    if said is None:
        assert edition.facts == {"reason": TOO_LATE_REASON}
        assert "missed:PRG-1:2026-W11" in outbox_keys(store)
    else:
        assert [mark for mark in edition.facts["marks"] if mark == "late"] == said
        assert "missed:PRG-1:2026-W11" not in outbox_keys(store)
    top_messages = [
        key for key in outbox_keys(store) if key.startswith("digest:PRG-1:2026-W11:") and key.endswith(":0")
    ]
    assert len(top_messages) == (state == "posted")


@pytest.mark.parametrize(
    ("outage", "found"),
    [
        (MINUTE, [(10, "asked", "")]),
        (HOUR, [(10, "asked", "")]),
        (DAY, [(10, "skipped", LATE)]),
        (WEEK, [(10, "skipped", LATE), (12, "skipped", LATE), (17, "asked", "")]),
    ],
)
def test_checkin_is_at_most_four_hours_late_or_skipped(
    store: Store, outage: timedelta, found: list[tuple[int, str, str]]
) -> None:
    run_with_outage(store, checkins.run_due_checkins, due=TUESDAY_NINE, outage=outage)
    query = select(prompt_table.c.day, prompt_table.c.state, prompt_table.c.reason).where(
        prompt_table.c.day >= date(2026, 3, 10), prompt_table.c.state != PromptState.NUDGED
    )
    prompts = store.read_now(lambda session: session.connection().execute(query.order_by(prompt_table.c.day)).all())
    assert [(row.day.day, row.state, row.reason) for row in prompts] == found
    sent = [day for day, _, _ in found if f"checkin:U01:2026-03-{day}" in outbox_keys(store)]
    assert sent == [day for day, state, _ in found if state == "asked"]


@pytest.mark.parametrize("outage", [MINUTE, HOUR, DAY, WEEK])
def test_nightly_refresh_runs_once_after_an_outage(store: Store, outage: timedelta) -> None:
    run_with_outage(store, risks.run_nightly_refresh, due=NIGHT, outage=outage)
    claims = queues.claim_table
    query = select(claims.c.slot, claims.c.claimed_at).where(
        claims.c.name == "night:PRG-1", claims.c.claimed_at >= NIGHT
    )
    claimed = store.read_now(lambda session: session.connection().execute(query).all())
    assert [tuple(row) for row in claimed] == [(f"{NIGHT + outage:%Y-%m-%d}", NIGHT + outage)]


@pytest.mark.parametrize(("outage", "sent"), [(MINUTE, True), (HOUR, False), (DAY, False), (WEEK, False)])
def test_post_is_marked_expired_after_its_event(store: Store, outage: timedelta, sent: bool) -> None:
    fields = {"team": TEAM, "method": "chat.postMessage", "channel": "C1", "payload": {"text": "in ten minutes"}}
    expires_at = MONDAY_NINE + 10 * MINUTE
    store.transact_now(outbox.enqueue, key="soon", now=MONDAY_NINE, expires_at=expires_at, **fields)  # type: ignore[arg-type]
    claimed = store.transact_now(outbox.claim_next, now=MONDAY_NINE + outage, lease=MINUTE, limit=5)
    assert [post.key for post in claimed] == (["soon"] if sent else [])
    states = store.read_now(
        lambda session: session.connection().execute(select(queues.outbox_table.c.state)).scalars().all()
    )
    assert states == ["sending" if sent else "expired"]


def editions(session: Session) -> list[EditionRow]:
    rows = session.scalars(select(EditionRow)).all()
    for row in rows:
        session.expunge(row)
    return list(rows)


def outbox_keys(store: Store) -> list[str]:
    query = select(queues.outbox_table.c.key)
    return list(store.read_now(lambda session: session.connection().execute(query).scalars().all()))
