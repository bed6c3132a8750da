"""People booked in two projects at once, for conversations about clashes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.plan
import storage.resources.allocations
import storage.resources.register
from handlers.schedule import clash_radar
from storage.tables.base import BaseRow
from storage.tables.plan import MilestoneRow
from storage.tables.resources import AllocationRow, ResourceRow
from tests.prepared import prepared
from tests.steps.checkins import direct_messages
from tests.steps.many import COUNT, long_name
from tests.talk import Talk

KOTLIN = ("kotlin",)
# 14:00 in Berlin, 10:00 in São Paulo, 22:00 in Tokyo.
TWO_ZONES_AT_WORK = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
# 09:30 in Tokyo.
TOKYO_MORNING = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)


def alerts(talk: Talk, who: str) -> list[str]:
    """Return what a person has as the alert of the clash, as it reads now."""
    return [text for text in direct_messages(talk, who) if text.startswith(("🔀", "✅"))]


def way(message: object, number: int) -> str:
    """Return the value of the button that takes a way."""
    blocks = message.blocks  # type: ignore[attr-defined]
    values = [
        one["value"]
        for block in blocks
        for one in block.get("elements", ())
        if one.get("action_id", "").startswith("clash_take")
    ]
    return next(value for value in values if value.split("/")[1] == str(number))


@prepared
async def set_up_clash(talk: Talk) -> None:
    """Book Dina 80% for Auth API of Bo's project and 60% for Wallet of Cleo's; Ana manages the program.

    Wallet has a week of float to Launch; Finn has the same skill and nothing to do.
    """
    for name in ("dina", "finn"):
        talk.users[name] = talk.sandbox.workspace.add_user(name, real_name=name.title(), tz="Europe/Berlin")
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @bo', "identity")
    await talk.command("ana", 'new project "Payments" @cleo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("ana", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar @bo in PRJ-1 takes 5d', "identity")
    await talk.command("ana", 'new milestone "Wallet" 13 Mar @cleo in PRJ-2 takes 5d', "payments")
    await talk.command("ana", 'new milestone "Launch" 27 Mar @cleo in PRJ-2', "payments")
    await talk.command("ana", "depend M-3 on M-2", "payments")
    await book(talk)


async def book(talk: Talk, first: float = 80, second: float = 60) -> None:
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()

    def save(session: Session) -> None:
        storage.audit.set_actor(session, team=team, actor=talk.users["ana"].id, now=now)
        session.get_one(MilestoneRow, (team, "M-2")).committed = date(2026, 3, 20)
        common = {"team": team, "program": "PRG-1", "by": talk.users["ana"].id, "now": now}
        users = {name: talk.users[name].id for name in ("dina", "finn")}
        dina, _ = (
            storage.resources.register.add_resource(
                session, **common, user=user, skills=list(KOTLIN), name=name.title()
            )
            for name, user in users.items()
        )
        for project, milestone, percent in (("PRJ-1", "M-1", first), ("PRJ-2", "M-2", second)):
            storage.resources.allocations.add_allocation(
                session, **common, resource=dina.id, percent=percent, project=project, milestone=milestone
            )
        clash_radar.check_resources(session, team=team, resources=(dina.id,), now=now)

    await talk.bot.store.transact(save)
    await talk.fast_forward(by=timedelta(minutes=1))


@prepared
async def set_up_many_clashes(talk: Talk, count: int = COUNT, with_milestones: int = 20) -> None:
    """Add 500 people with a clash each: Ana manages, Bo and Cleo lead the two projects."""
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @bo', "identity")
    await talk.command("ana", 'new project "Payments" @cleo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")

    def add(session: Session) -> None:
        team, ana = talk.bot.deps.team, talk.users["ana"].id
        storage.audit.set_actor(session, team=team, actor=ana, now=talk.at)
        for prefix, times in (("RES", 1), ("M", 2), ("AL", 2)):
            storage.plan.reserve_ids(session, team=team, ids=[f"{prefix}-{times * count + 1}"])
        for kind in (ResourceRow, MilestoneRow, AllocationRow):
            session.add_all(row for row in _rows(talk, team, ana, count, with_milestones) if isinstance(row, kind))
            session.flush()
        ids = [f"RES-{number}" for number in range(1, count + 1)]
        clash_radar.check_resources(session, team=team, resources=ids, now=talk.at)

    await talk.bot.store.transact(add)


def _rows(talk: Talk, team: str, ana: str, count: int, with_milestones: int) -> Iterator[BaseRow]:
    """Yield people booked twice in the week of 9 March: some for milestones of long names, the others for projects."""
    made = {"created_by": ana, "created_at": talk.at}
    for number in range(1, count + 1):
        resource, has_milestone = f"RES-{number}", number <= with_milestones
        yield ResourceRow(team=team, id=resource, program="PRG-1", name=long_name("Worker", number), **made)
        for side in (1, 2):
            id = 2 * number - 2 + side
            if has_milestone:
                yield _milestone(talk, team, ana, id, side)
            yield AllocationRow(
                team=team,
                id=f"AL-{id}",
                program="PRG-1",
                resource=resource,
                project=f"PRJ-{side}",
                milestone=f"M-{id}" if has_milestone else None,
                first=None if has_milestone else date(2026, 3, 9),
                last=None if has_milestone else date(2026, 3, 13),
                percent=80.0 if side == 1 else 60.0,
                **made,
            )


def _milestone(talk: Talk, team: str, ana: str, id: int, side: int) -> MilestoneRow:
    return MilestoneRow(
        team=team,
        id=f"M-{id}",
        project=f"PRJ-{side}",
        name=long_name("Work", id),
        owner=ana,
        duration=5,
        forecast=date(2026, 3, 13),
        committed=date(2026, 3, 27),
        touched_at=talk.at,
        created_at=talk.at,
    )
