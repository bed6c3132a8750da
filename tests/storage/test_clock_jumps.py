"""A wall clock goes back an hour, or on by a day: nothing is asked twice, nothing forgotten, nothing comes in a burst.

Four days are lived on one database by a clock that jumps at random (seeded); what was said is then compared with what
the rules want.
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
from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from handlers.escalations import flows as escalations_flows
from handlers.escalations import listeners as escalations
from handlers.nudges import flows as nudges_flows
from rules.people import Person
from storage.checkins import prompt_table
from storage.engine.database import Store
from storage.tables.queues import outbox_table
from tests.forms import form

TEAM = "T1"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOK = form(short=HOUR, whole=HOUR / 2)
BEGIN = datetime(2026, 3, 8, 18, tzinfo=UTC)  # a Sunday evening
END = BEGIN + 4 * DAY
USERS = ("U01", "U02", "U03", "U04")
CHECKINS = (date(2026, 3, 10), date(2026, 3, 12))
STEPS = (
    checkins.run_due_checkins,
    digests.post_due_digests,
    escalations.update_escalations,
    escalations.run_due_timers,
    nudges_flows.send_due_nudges,
)


def planned(session: Session) -> None:
    """Everybody owns what is late; the first is manager and lead too, and one milestone has an escalation."""
    before = BEGIN - 60 * DAY
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
    storage.plan.add_project(session, program=home.id, name="One", lead="U02", **where)  # type: ignore[arg-type]
    for user in USERS:
        storage.people.save_person(session, person=Person(user, TEAM, user), now=before)
        about = {"project": "PRJ-1", "name": user, "day": date(2026, 2, 2), "owner": user, "by": "U01"}
        storage.plan.add_milestone(session, **about, **where)  # type: ignore[arg-type]
    somebody = Person("U02", TEAM, "U02")
    escalations_flows.raise_by_hand(session, person=somebody, item="M-4", text="the vendor is silent", now=BEGIN)


def after(now: datetime) -> datetime:
    """The next look: nights are looked at more rarely."""
    return now + (LOOK if 8 <= now.hour < 18 else 3 * HOUR)


def back_and_forth(rng: random.Random) -> Iterator[datetime]:
    """Now and then an hour back, each of which is lived again."""
    now = BEGIN
    while now < END:
        yield now
        now = now - HOUR if rng.random() < 0.06 else after(now)


def a_day_on(rng: random.Random) -> Iterator[datetime]:
    """On an evening the clock says tomorrow for one look, then the truth again."""
    now, wrong = BEGIN, rng.randrange(1, 4)
    while now < END:
        yield now
        if now.hour == 18 and now.day - BEGIN.day == wrong:
            yield now + DAY
        now = after(now)


async def lived(store: Store, instants: Iterator[datetime]) -> list[tuple[datetime, str]]:
    """Every message by the tick it was decided in: (what the clock said, key)."""
    said: list[tuple[datetime, str]] = []
    known: set[str] = set()
    for now in instants:
        slack = AsyncWebClient(token="xoxb-nobody")  # everybody is known: it is never asked
        deps = Deps(store, lambda now=now: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")  # type: ignore[misc]
        for step in STEPS:
            await step(deps)
        keys = await store.read(lambda session: set(session.connection().execute(select(outbox_table.c.key)).scalars()))
        said += [(now, key) for key in sorted(keys - known)]
        known |= keys
    return said


@pytest.mark.whole
@pytest.mark.parametrize(("way", "seed"), [(back_and_forth, 1), (a_day_on, 3)])
def test_whatever_the_clock_does_each_is_asked_once_and_nothing_comes_in_a_burst(
    store: Store, way: object, seed: int
) -> None:
    store.transact_now(planned)
    said = asyncio.run(lived(store, way(random.Random(seed))))  # type: ignore[operator]
    nobody_is_asked_twice_or_forgotten(store, skipping=way is a_day_on)
    one_nudge_a_day([key for _, key in said if key.startswith("nudge:")])
    one_edition_a_week([key for _, key in said if key.startswith("digest:") and key.endswith(":0")])
    one_step_at_a_time([(at, key) for at, key in said if key.startswith("escalation:") and "@" not in key])


def nobody_is_asked_twice_or_forgotten(store: Store, *, skipping: bool) -> None:
    """A day that a wrong clock said was over is skipped and says so; it is never silently missing."""
    rows = select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.state).where(prompt_table.c.day.in_(CHECKINS))
    kept = store.read_now(lambda session: session.connection().execute(rows).all())
    assert Counter((row.user, row.day) for row in kept) == Counter((user, day) for user in USERS for day in CHECKINS)
    assert {row.state for row in kept} <= ({"asked", "skipped"} if skipping else {"asked"})


def one_nudge_a_day(keys: list[str]) -> None:
    assert keys
    assert max(Counter(keys).values()) == 1  # the key names person and day


def one_edition_a_week(keys: list[str]) -> None:
    assert sorted(key.split(":")[2] for key in keys) == ["2026-W11"]


def one_step_at_a_time(said: list[tuple[datetime, str]]) -> None:
    """In no tick are two people asked, and not within an hour of the last (what is said already is only edited)."""
    assert said
    assert max(Counter(at for at, _ in said).values()) == 1
    assert all(abs(later - sooner) >= HOUR for (sooner, _), (later, _) in pairwise(said))
