"""One capacity: what leave takes from a day is gone for the load of the week and for clashes alike."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.leave
import storage.resources.register
from handlers.schedule import booking_facts, clash_radar, workloads
from tests.steps.clashes import set_up_clash
from tests.talk import Talk

MONDAY = date(2026, 3, 9)


async def afternoons_off(talk: Talk, days: int) -> None:
    """Let Dina take the half of so many days off: 13:30 to 18:00 in Berlin."""
    team, user = talk.bot.deps.team, talk.users["dina"].id

    def save(session: Session) -> None:
        now = talk.sandbox.clock.now()
        storage.audit.set_actor(session, team=team, actor=user, now=now)
        for day in range(days):
            noon = datetime(2026, 3, 9 + day, 12, 30, tzinfo=UTC)
            storage.leave.record_leave(
                session, team=team, user=user, start=noon, end=noon + timedelta(hours=4.5), now=now
            )
        clash_radar.check_person(session, team=team, user=user, now=now)

    await talk.bot.store.transact(save)


async def test_half_days_of_leave_count_for_load_and_clashes(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.command("ana", "unassign @dina M-2", "payments")
    await afternoons_off(talk, 2)
    assert "No clashes" in await talk.command("ana", "clashes", "identity")
    assert "100%" in await talk.command("ana", "people", "identity")
    await afternoons_off(talk, 4)
    assert "Dina is booked 80% (of 50%), Mon 9 Mar – Thu 12 Mar" in await talk.command("ana", "CL-2", "identity")
    assert "133%" in await talk.command("ana", "people", "identity")


async def test_clash_and_table_read_the_same_days(talk: Talk) -> None:
    await set_up_clash(talk)
    await afternoons_off(talk, 3)

    def capacities(session: Session) -> list[tuple[float, float]]:
        team, now = talk.bot.deps.team, talk.sandbox.clock.now()
        resource = storage.resources.register.get_resource(session, team=team, id="RES-1")
        shown = booking_facts.capacities_of(session, team=team, resources=(resource,), first=MONDAY, days=5, now=now)[
            resource.id
        ]
        workload = workloads.load_workload(session, team=team, resources=(resource.id,), now=now)
        days = [MONDAY + timedelta(day) for day in range(5)]
        periods = workload.periods[resource.id]
        used = [next((one.capacity for one in periods if one.covers(day)), resource.capacity) for day in days]
        return list(zip(shown, used, strict=True))

    found = await talk.bot.store.transact(capacities)
    assert found == [(50.0, 50.0)] * 3 + [(100.0, 100.0)] * 2
