"""The bot as a process that can be killed: each message leaves an effect row, every tenth one also a post.

Started as `python -m tests.chaos.bot_process` with SLACK_* and BATON_DATABASE_URL in the environment. A text that
begins with `poison` always fails; one that begins with `deadly` ends the process at once.
"""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from sqlalchemy import text as sql
from sqlmodel import Session

from bot import signals
from bot.application import AppParts, Baton
from bot.outgoing.sender import SendTimeouts
from bot.settings import Settings
from handlers.common.deps import Deps
from handlers.escalations import listeners as escalations
from handlers.slack import error_boundary
from storage.queues import outbox
from storage.queues.outbox import pace

TERMS = SendTimeouts(lease=timedelta(seconds=8), call_timeout=timedelta(seconds=2), grace=timedelta(seconds=4))
WORDY = ("post", "alarm")


def record_effect(session: Session, *, team: str, channel: str, said: str, now: datetime) -> None:
    """Write one row, and one post if the text asks for it, in one transaction."""
    session.connection().execute(sql("INSERT INTO effect (said) VALUES (:said)"), {"said": said})
    if said.startswith(WORDY):
        payload = {"channel": channel, "text": f"re: {said}"}
        outbox.enqueue(
            session, key=said, team=team, method="chat.postMessage", channel=channel, payload=payload, now=now
        )


async def on_message(event: dict[str, Any], deps: Deps) -> None:
    message_text = event["text"]
    if message_text.startswith("deadly"):
        os._exit(9)
    if message_text.startswith("poison"):
        raise RuntimeError("poison")
    if message_text.startswith("slow"):
        await asyncio.sleep(0.3)
    await deps.commit(record_effect, team=deps.team, channel=event["channel"], said=message_text, now=deps.now())


def register(app: AsyncApp) -> None:
    app.event("message")(error_boundary.wrap_event(on_message))


def shifted_now(shift: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=shift)


async def main() -> None:
    # The campaigns measure the queues, not the limit of three posts a second.
    pace.METHOD_BUCKETS.pop("chat.postMessage", None)
    stop_requested = signals.install_stop_handlers()
    http = os.environ.get("CHAOS_HTTP") == "1"
    parts, shift = AppParts(register=register, terms=TERMS), os.environ.get("CHAOS_OFFSET")
    # In R9 program time is within the working week.
    if shift:
        parts = replace(parts, brisk=(escalations.run_due_timers,))
    baton = await Baton.start(
        Settings(_env_file=None), now=partial(shifted_now, float(shift or 0)), parts=parts, http=http
    )
    await stop_requested.wait()
    await baton.stop()
    signals.ignore_stop_signals()


if __name__ == "__main__":
    asyncio.run(main())
