"""Clock jumps back an hour or ahead a day: no question is repeated, missing or sent in a burst.

Four days are simulated on one database by a clock that jumps at random (seeded); the posts are then compared with the
rules.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
import storage.channels
import storage.escalations
import storage.people
import storage.plan
from handlers.checkins import listeners as checkins
from handlers.checkins import nudging as nudges
from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from handlers.escalations import flows as escalations_flows
from handlers.escalations import listeners as escalations
from rules.people import Person
from storage.checkins import prompt_table
from storage.engine.database import Store
from storage.tables.queues import outbox_table
from tests.forms import form

TEAM = "T1"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOK = form(short=HOUR, whole=HOUR / 2)
# A Sunday evening.
BEGIN = datetime(2026, 3, 8, 18, tzinfo=UTC)
END = BEGIN + 4 * DAY
USERS = ("U01", "U02", "U03", "U04")
CHECKINS = (date(2026, 3, 10), date(2026, 3, 12))
STEPS = (
    checkins.run_due_checkins,
    digests.post_due_digests,
    escalations.update_escalations,
    escalations.run_due_timers,
    nudges.send_due_nudges,
)


def set_up_program(session: Session) -> None:
    """Give each person an overdue milestone; the first is manager too, and one milestone has an escalation."""
    created_at = BEGIN - 60 * DAY
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
    storage.plan.add_project(session, program=program.id, name="One", lead="U02", **context)  # type: ignore[arg-type]
    for user in USERS:
        storage.people.save_person(session, person=Person(user, TEAM, user), now=created_at)
        fields = {"project": "PRJ-1", "name": user, "day": date(2026, 2, 2), "owner": user, "by": "U01"}
        storage.plan.add_milestone(session, **fields, **context)  # type: ignore[arg-type]
    lead = Person("U02", TEAM, "U02")
    escalations_flows.raise_by_hand(session, person=lead, item="M-4", text="the vendor is silent", now=BEGIN)


def next_instant(now: datetime) -> datetime:
    """Return the next instant; nights have longer steps."""
    return now + (LOOK if 8 <= now.hour < 18 else 3 * HOUR)


def clock_going_back(rng: random.Random) -> Iterator[datetime]:
    """Yield instants of a clock that now and then goes back an hour and repeats it."""
    now = BEGIN
    while now < END:
        yield now
        now = now - HOUR if rng.random() < 0.06 else next_instant(now)


def clock_a_day_ahead(rng: random.Random) -> Iterator[datetime]:
    """Yield instants of a clock that is a day ahead for one step on one evening."""
    now, jump_day = BEGIN, rng.randrange(1, 4)
    while now < END:
        yield now
        if now.hour == 18 and now.day - BEGIN.day == jump_day:
            yield now + DAY
        now = next_instant(now)


async def run_ticks(store: Store, instants: Iterator[datetime]) -> list[tuple[datetime, str]]:
    """Run all ticks and return each new message as (time on the clock, key)."""
    messages: list[tuple[datetime, str]] = []
    known_keys: set[str] = set()
    for now in instants:
        # All people are stored, so Slack is never called.
        slack = AsyncWebClient(token="xoxb-nobody")
        deps = Deps(store, lambda now=now: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")  # type: ignore[misc]
        for step in STEPS:
            await step(deps)
        keys = await store.read(lambda session: set(session.connection().execute(select(outbox_table.c.key)).scalars()))
        messages += [(now, key) for key in sorted(keys - known_keys)]
        known_keys |= keys
    return messages


@pytest.mark.whole
@pytest.mark.parametrize(("way", "seed"), [(clock_going_back, 1), (clock_a_day_ahead, 3)])
def test_clock_jumps_repeat_and_lose_no_question(store: Store, way: object, seed: int) -> None:
    store.transact_now(set_up_program)
    messages = asyncio.run(run_ticks(store, way(random.Random(seed))))  # type: ignore[operator]
    check_prompts(store, skipping=way is clock_a_day_ahead)
    check_one_message_a_day([key for _, key in messages if key.startswith("checkin:")])
    check_one_edition_a_week([key for _, key in messages if key.startswith("digest:") and key.endswith(":0")])
    check_one_step_at_a_time(
        [(clock_time, key) for clock_time, key in messages if key.startswith("escalation:") and "@" not in key]
    )


def check_prompts(store: Store, *, skipping: bool) -> None:
    """Check for one prompt per person and day; a day that the clock jumped over is recorded as skipped."""
    query = select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.state).where(
        prompt_table.c.day.in_(CHECKINS)
    )
    prompts = store.read_now(lambda session: session.connection().execute(query).all())
    assert Counter((row.user, row.day) for row in prompts) == Counter((user, day) for user in USERS for day in CHECKINS)
    assert {row.state for row in prompts} <= ({"asked", "skipped"} if skipping else {"asked"})


def check_one_message_a_day(keys: list[str]) -> None:
    """Check that each person got one message a day; reminders and edits have a longer key."""
    days = [key for key in keys if key.count(":") == 2]
    assert days
    assert max(Counter(days).values()) == 1


def check_one_edition_a_week(keys: list[str]) -> None:
    assert sorted(key.split(":")[2] for key in keys) == ["2026-W11"]


def check_one_step_at_a_time(said: list[tuple[datetime, str]]) -> None:
    """Check that each tick asks at most one person, at least an hour after the last (later changes only edit)."""
    assert said
    assert max(Counter(moment for moment, _ in said).values()) == 1
    assert all(abs(later - earlier) >= HOUR for (earlier, _), (later, _) in pairwise(said))
