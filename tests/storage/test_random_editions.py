"""Digests and packs of random workspaces, posted by processes that are killed or doubled: once each, short, discreet.

Time is simulated; the database, the posting path, the processes and SIGKILL are real.
"""

import multiprocessing
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from handlers.digests.flows import NO_NEWS_REASON
from handlers.digests.rendering import MAX_BLOCKS, MAX_JSON, MAX_LINES
from rules.text import ID_KINDS
from sandbox.blocks import check_blocks
from sandbox.checks import size
from storage.engine.database import open_store
from storage.tables.base import core_table
from storage.tables.digests import EditionRow
from storage.tables.queues import outbox_table
from tests.forms import form
from tests.steps.digests import workspace_weeks
from tests.steps.digests.workspaces import CHANNELS, FORMAL, PLAIN, RandomWorkspace, may_tell
from tests.storage.edition_ticks import Turn, run_turns
from tests.talk import RAW_ID

TEAMS = form(short=1, whole=32)
WEEKS = form(short=1, whole=3)
KILLS = form(short=1, whole=12)
# A Wednesday; the month ends in the first week.
BEGIN = datetime(2026, 3, 25, 12, tzinfo=UTC)
# Friday's draft, Monday's edition from Tokyo to New York, and the morning after a month.
HOURS = (58, 108, 110, 115, 117, 121, 156, 165, 170)
MAX_THREAD_BLOCKS = 45
ID = re.compile(rf"\b(?:{'|'.join(ID_KINDS)})-\d+\b")
MARK = re.compile(r"\bkw\d+x\b")
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.storage.edition_ticks"])


@dataclass
class PostedEdition:
    """An edition, and the texts and blocks of its messages as they wait in the outbox, the top first."""

    program: str
    period: str
    channel: str
    audience: str
    rhythm: str
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def top(self) -> dict[str, Any]:
        return self.parts[0]

    @property
    def shown(self) -> str:
        return "\n".join(text for part in self.parts.values() for text in _shown(part))


def _shown(value: Any) -> Iterator[str]:
    """Yield what a reader sees; values of buttons and addresses are not seen."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            elif name != "metadata":
                yield from _shown(part)
    elif isinstance(value, list):
        for part in value:
            yield from _shown(part)


def post_all(url: str, turns: list[Turn], chance: random.Random, *, kills: int) -> None:
    """Run the turns in a process that is killed and started again, repeating the turn that it died in."""
    done = 0
    for _ in range(kills):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=run_turns, args=(url, turns[done:], sender, None))
        process.start()
        sender.close()
        for _ in range(chance.randrange(max(2 * (len(turns) - done) // (kills + 1), 1))):
            receiver.recv()
            done += 1
        process.join(timeout=chance.uniform(0, 0.4))
        process.kill()
        process.join()
    run_together(url, turns[done:], processes=1)


def run_together(url: str, turns: list[Turn], *, processes: int) -> None:
    """Run the turns in several processes, which begin each of them at the same moment."""
    barrier = context.Barrier(processes) if processes > 1 else None
    started = []
    for _ in range(processes):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=run_turns, args=(url, turns, sender, barrier))
        process.start()
        sender.close()
        started.append((process, receiver))
    for process, receiver in started:
        for _ in turns:
            receiver.recv()
        process.join()
    assert [process.exitcode for process, _ in started] == [0] * processes


@pytest.mark.whole
def test_random_editions_survive_kills_on_sqlite(sqlite_url: str) -> None:
    chance = random.Random(20)
    check_random_editions(sqlite_url, lambda turns: post_all(sqlite_url, turns, chance, kills=KILLS))


@pytest.mark.whole
@pytest.mark.postgres
def test_random_editions_by_two_replicas_on_postgresql(postgres_url: str) -> None:
    check_random_editions(postgres_url, lambda turns: run_together(postgres_url, turns, processes=2))


def check_random_editions(url: str, post: Any) -> None:
    """Let weeks pass in random workspaces, and check every edition that was posted."""
    with open_store(url) as store:
        found = [
            store.transact_now(workspace_weeks.add_workspace, team=f"T{seed}", seed=seed, now=BEGIN)
            for seed in range(TEAMS)
        ]
    for week in range(WEEKS):
        monday = BEGIN + timedelta(days=7 * week)
        with open_store(url) as store:
            for workspace in found:
                store.transact_now(
                    workspace_weeks.change_workspace, workspace=workspace, now=monday + timedelta(days=1)
                )
        post([(monday + timedelta(hours=hours), workspace.team) for hours in HOURS for workspace in found])
    faults, count = [], 0
    with open_store(url) as store:
        for workspace in found:
            posted, problems = store.read_now(read_editions, workspace=workspace)
            count += len(posted)
            faults += [*problems, *(f"{workspace.team}: {one}" for one in all_faults(workspace, posted))]
    assert count >= form(short=12, whole=1_000)
    assert not faults, f"{count} editions, {len(faults)} faults:\n" + "\n".join(faults[:40])
    print(f"{count} editions without a fault")


def read_editions(session: Session, workspace: RandomWorkspace) -> tuple[list[PostedEdition], list[str]]:
    """Return the posted editions, and what is missing or there twice."""
    edition = core_table(EditionRow)
    rows = session.connection().execute(select(edition).where(edition.c.team == workspace.team)).all()
    posts = select(outbox_table.c.key, outbox_table.c.payload).where(
        outbox_table.c.team == workspace.team, outbox_table.c.key.like("digest:%")
    )
    parts: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    problems = []
    for key, payload in session.connection().execute(posts):
        name, number = re.fullmatch(r"(digest:.*:0)(?::(\d+))?", key).groups()  # type: ignore[union-attr]
        parts[name][int(number or 0)] = payload
    posted = []
    for row in rows:
        name = f"digest:{row.program}:{row.period}:{row.channel}:{row.revision}"
        if row.state == "posted":
            one = PostedEdition(row.program, row.period, row.channel, row.audience, row.rhythm, parts.pop(name, {}))
            posted.append(one)
            if sorted(one.parts) != [*range(len(one.parts))] or not one.parts:
                problems.append(f"{name}: parts {sorted(one.parts)}")
        elif row.state == "skipped" and row.facts["reason"] != NO_NEWS_REASON:
            problems.append(f"{name}: skipped, {row.facts['reason']}")
    problems += [f"{name}: no edition" for name in parts]
    wanted = {(program, workspace.channel(name)) for program in workspace.programs for name in CHANNELS}
    weeks = {row.period for row in rows if row.rhythm == "weekly" and row.channel not in ("draft", "check")}
    got = {(row.program, row.channel, row.period) for row in rows}
    problems += [
        f"{workspace.team}: no edition {key} {week}" for key in wanted for week in weeks if (*key, week) not in got
    ]
    problems += [f"{workspace.team}: weeks {weeks}"] if len(weeks) != WEEKS else []
    return posted, problems


def all_faults(workspace: RandomWorkspace, posted: list[PostedEdition]) -> Iterator[str]:
    """Yield what is wrong with editions: limits, secrets, ids, and facts that only one of two voices tells."""
    for one in posted:
        place = f"{one.program} {one.period} {one.channel} {one.audience}"
        yield from (f"{place}: {fault}" for fault in _broken_limits(one))
        marks = set(MARK.findall(one.shown))
        yield from (f"{place}: tells {mark}" for mark in sorted(marks) if not may_tell(workspace, mark, one.channel))
        if raw := RAW_ID.search(re.sub(r"<[@#!][^<>]*>", " ", one.shown)):
            yield f"{place}: raw id {raw[0]}"
        if one.audience == "executive" and (id := ID.search(one.shown)):
            yield f"{place}: id {one.shown[max(id.start() - 90, 0) : id.end() + 30]!r}"
    pairs: dict[tuple[str, str], dict[str, PostedEdition]] = defaultdict(dict)
    for one in posted:
        if one.rhythm == "weekly" and one.channel in (workspace.channel(PLAIN), workspace.channel(FORMAL)):
            pairs[one.program, one.period][one.audience] = one
    for (program, period), pair in pairs.items():
        yield from (f"{program} {period}: {fault}" for fault in _disagreements(workspace, **pair))


def _broken_limits(one: PostedEdition) -> Iterator[str]:
    for number, payload in one.parts.items():
        problems = check_blocks(payload["blocks"], "message")
        yield from (f"part {number}: {problem}" for problem in problems)
        if number and len(payload["blocks"]) > MAX_THREAD_BLOCKS:
            yield f"part {number}: {len(payload['blocks'])} blocks"
    if one.rhythm == "weekly":
        blocks = one.top["blocks"]
        measured = (len(blocks), size(blocks), len(one.top["text"].splitlines()))
        if any(value > most for value, most in zip(measured, (MAX_BLOCKS, MAX_JSON, MAX_LINES), strict=True)):
            yield f"blocks, size and lines {measured}"


def _disagreements(workspace: RandomWorkspace, delivery: PostedEdition, executive: PostedEdition) -> Iterator[str]:
    """Yield the things that only one voice tells of; where delivery shows an id, executives read the name."""
    plain, formal = (set(MARK.findall(one.shown)) for one in (delivery, executive))
    known = {workspace.marks[id] for id in ID.findall(delivery.shown) if id in workspace.marks}
    # The milestone that ends the program, which delivery calls the finish.
    known.update(MARK.findall(executive.shown)[:1])
    yield from (f"only delivery tells {mark}" for mark in sorted(plain - formal))
    yield from (f"only executives are told {mark}" for mark in sorted(formal - plain - known))
