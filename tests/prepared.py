"""What a conversation begins with, set up by data: played once in each process, then put back in one transaction.

A scenario is played through the app only where nobody has kept it yet; from then on its rows, and the sandbox's side
of it, come out of memory.
"""

import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from handlers.capture import flows as capture
from sandbox.server import Sandbox
from tests.databases import Rows, all_rows, replace_rows
from tests.talk import Talk

Scenario = Callable[..., Awaitable[None]]
OF_THE_WORKSPACE = ("users", "channels", "files", "_counter")
OF_THE_PLATFORM = (
    *("views", "modals", "homes", "triggers", "response_urls", "message_values", "scheduled", "calls", "_counter"),
)


@dataclass(frozen=True)
class Kept:
    """All there is after a scenario; `people` are those whom a talk calls by name."""

    rows: Rows
    people: frozenset[str]
    sandbox: bytes
    now: datetime
    stamps: tuple[int, frozenset[int]]


def prepared(play: Scenario) -> Scenario:
    """This will play a scenario through the app once; later, where nothing was said yet, it is put back as data."""
    kept: dict[str, Kept] = {}

    @wraps(play)
    async def set_up(talk: Talk, **how: object) -> None:
        began = await beginning(talk) + repr(how)
        if began in kept:
            await put_back(talk, kept[began])
            return
        await play(talk, **how)
        kept[began] = await keep(talk)

    return set_up


async def beginning(talk: Talk) -> str:
    """What a scenario builds on; the same again only in a workspace where the same people have done nothing yet."""
    workspace, clock = talk.sandbox.workspace, talk.sandbox.clock
    jumped = round((clock._offset - talk.offset).total_seconds(), 3)
    numbers = (workspace._counter, talk.sandbox._counter, len(talk.sandbox.calls))
    places = [(c.id, c.name, c.kind, c.members, len(c.messages)) for c in workspace.channels.values()]
    people = [(u.id, u.name, u.tz, u.team_id, u.is_admin, u.is_restricted, u.deleted) for u in workspace.users.values()]
    counts = {name: len(rows) for name, rows in (await talk.bot.store.read(all_rows)).items()}
    return repr((talk.sandbox.url, talk.at, jumped, numbers, places, people, counts, sorted(talk.users)))


async def keep(talk: Talk) -> Kept:
    clock, rows = talk.sandbox.clock, await talk.bot.store.read(all_rows)
    stamps = (clock._last_micros, frozenset(clock._used))
    return Kept(rows, frozenset(talk.users), state_of(talk.sandbox), clock.now(), stamps)


async def put_back(talk: Talk, kept: Kept) -> None:
    """This will make the talk what it was when the scenario had been played."""
    capture._milestone_indexes.clear()
    await talk.bot.store.transact(replace_rows, rows=kept.rows)
    sandbox = talk.sandbox
    of_workspace, of_platform = pickle.loads(kept.sandbox)
    vars(sandbox.workspace).update(of_workspace)
    vars(sandbox).update(of_platform)
    talk.users.update({user.name: user for user in sandbox.workspace.users.values() if user.name in kept.people})
    sandbox.clock.set_time(kept.now)
    sandbox.clock._last_micros, sandbox.clock._used = kept.stamps[0], set(kept.stamps[1])


def state_of(sandbox: Sandbox) -> bytes:
    of_workspace = {name: getattr(sandbox.workspace, name) for name in OF_THE_WORKSPACE}
    return pickle.dumps((of_workspace, {name: getattr(sandbox, name) for name in OF_THE_PLATFORM}))
