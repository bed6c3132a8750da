"""Steps that put benefits into a program, for conversations about money."""

from datetime import date
from typing import Any

from sqlmodel import Session

import storage.audit
from storage import benefits
from tests.talk import Talk

COMPLETE: dict[str, Any] = {
    "description": "People wait too long for an answer",
    "outcome": "fewer people call twice",
    "kpi": "tickets a week",
    "unit": "tickets",
    "baseline": 400.0,
    "baseline_on": date(2026, 1, 5),
    "baseline_source": "help desk report",
    "target": 300.0,
    "target_on": date(2026, 12, 31),
    "measure": "help desk report",
    "shares": {"PRJ-2": 100.0},
    "milestones": ["M-2"],
    "currency": "EUR",
    "low": 7000.0,
    "likely": 14000.0,
    "high": 21000.0,
    "state": "planned",
}


async def add_benefit(talk: Talk, name: str, *, program: str = "PRG-1", **values: Any) -> str:
    """Add a complete benefit of Checkout (M-2), worth 7 to 21 k EUR a week, and return its id."""
    author = next(iter(talk.users.values())).id

    def add(session: Session) -> str:
        storage.audit.set_actor(session, team=talk.bot.deps.team, actor=author, now=talk.at)
        columns = COMPLETE | {"owner": author} | values
        added = benefits.add_benefit(
            session, team=talk.bot.deps.team, program=program, name=name, values=columns, by=author, now=talk.at
        )
        return added.id

    return await talk.bot.store.transact(add)
