"""Short answers in a thread under one of Baton's own messages: "done" or "60%" is about the milestone named there."""

import re
from datetime import date
from typing import Any

from handlers import capture
from handlers.calls import today
from handlers.capture import Hearing
from handlers.deps import Deps
from program.capture import Explicit, listen

LONGEST, NO_DAY = 80, date(2000, 1, 1)
_ID = re.compile(r"\bM-(\d+)\b")


def answers(event: dict[str, Any]) -> bool:
    """Whether a reply has the form of an answer; only then is its parent asked for."""
    text, thread = event.get("text") or "", event.get("thread_ts")
    return bool(thread and thread != event["ts"] and len(text) <= LONGEST and _forms(text, "M-1", NO_DAY))


async def answer(hearing: Hearing, deps: Deps) -> None:
    """About the one milestone of the parent it is saved; where there are several their buttons are shown."""
    source, person = hearing.source, hearing.person
    found = await deps.slack.conversations_replies(channel=source.channel, ts=source.thread_ts or "", limit=1)
    parent: dict[str, Any] = next(iter(found["messages"]), {})
    if parent.get("user") != deps.bot_user:
        return
    ids = dict.fromkeys(f"M-{number}" for number in _ID.findall(parent.get("text", "")))
    forms = [form for id in ids for form in _forms(source.text, id, today(person, hearing.now))]
    if len(forms) == 1:
        await deps.transact(capture.save, hearing=hearing, explicit=tuple(forms))
    elif forms:
        await deps.transact(capture.pick, hearing=hearing, forms=tuple(forms))


def _forms(text: str, id: str, day: date) -> tuple[Explicit, ...]:
    heard = listen(f"{id} {text.strip()}", today=day)
    return () if heard.unclear or "\n" in text.strip() else heard.explicit[:1]
