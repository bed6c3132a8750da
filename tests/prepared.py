"""Scenarios restored from data: played through the app once per process, then restored in one transaction.

The first run of a scenario saves its rows and the state of the sandbox in memory; later runs restore them from there.
"""

import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from handlers.capture import flows as capture
from sandbox.server import Sandbox
from tests.databases import Rows, all_rows, replace_rows, row_counts
from tests.talk import Talk

Scenario = Callable[..., Awaitable[None]]
WORKSPACE_FIELDS = ("users", "channels", "files", "_counter")
PLATFORM_FIELDS = (
    *("views", "modals", "homes", "triggers", "response_urls", "message_values", "scheduled", "calls", "_counter"),
)


@dataclass(frozen=True)
class ScenarioSnapshot:
    """The state after a scenario; `people` are the names a talk knows users by."""

    rows: Rows
    people: frozenset[str]
    sandbox: bytes
    now: datetime
    stamps: tuple[int, frozenset[int]]


def prepared(play: Scenario) -> Scenario:
    """Play a scenario through the app once; afterwards restore it from data when the talk starts out the same."""
    snapshots: dict[str, ScenarioSnapshot] = {}

    @wraps(play)
    async def set_up(talk: Talk, **how: object) -> None:
        start = await describe_start(talk) + repr(how)
        if start in snapshots:
            await restore_snapshot(talk, snapshots[start])
            return
        await play(talk, **how)
        snapshots[start] = await take_snapshot(talk)

    return set_up


async def describe_start(talk: Talk) -> str:
    """Describe the state a scenario starts from, so that a saved result is restored only onto an equal start."""
    workspace, clock = talk.sandbox.workspace, talk.sandbox.clock
    clock_offset = round((clock._offset - talk.offset).total_seconds(), 3)
    counters = (workspace._counter, talk.sandbox._counter, len(talk.sandbox.calls))
    channels = [(c.id, c.name, c.kind, c.members, len(c.messages)) for c in workspace.channels.values()]
    people = [(u.id, u.name, u.tz, u.team_id, u.is_admin, u.is_restricted, u.deleted) for u in workspace.users.values()]
    counts = await talk.bot.store.read(row_counts)
    return repr((talk.sandbox.url, talk.at, clock_offset, counters, channels, people, counts, sorted(talk.users)))


async def take_snapshot(talk: Talk) -> ScenarioSnapshot:
    clock, rows = talk.sandbox.clock, await talk.bot.store.read(all_rows)
    stamps = (clock._last_micros, frozenset(clock._used))
    return ScenarioSnapshot(rows, frozenset(talk.users), pickle_sandbox(talk.sandbox), clock.now(), stamps)


async def restore_snapshot(talk: Talk, kept: ScenarioSnapshot) -> None:
    """Restore the state the talk had after the scenario was played."""
    capture._milestone_indexes.clear()
    await talk.bot.store.transact(replace_rows, rows=kept.rows)
    sandbox = talk.sandbox
    of_workspace, of_platform = pickle.loads(kept.sandbox)
    vars(sandbox.workspace).update(of_workspace)
    vars(sandbox).update(of_platform)
    talk.users.update({user.name: user for user in sandbox.workspace.users.values() if user.name in kept.people})
    sandbox.clock.set_time(kept.now)
    sandbox.clock._last_micros, sandbox.clock._used = kept.stamps[0], set(kept.stamps[1])


def pickle_sandbox(sandbox: Sandbox) -> bytes:
    of_workspace = {name: getattr(sandbox.workspace, name) for name in WORKSPACE_FIELDS}
    return pickle.dumps((of_workspace, {name: getattr(sandbox, name) for name in PLATFORM_FIELDS}))
