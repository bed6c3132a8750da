"""The message that says how far an import is, edited while a person waits for more than two seconds."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import Session

import templates
from handlers.common import posting
from handlers.common.deps import Deps
from handlers.imports import flows
from rules.files.progress import WATCHED, Progress
from rules.people import Person
from templates import RenderedMessage

T = TypeVar("T")
PATIENCE_SECONDS = 2.0


@dataclass(slots=True)
class Waiting:
    """A person who waits for a step of an import of a file.

    `at` is the message to edit; without one, a direct message is sent under `key`. `is_told` once it says something.
    """

    deps: Deps
    person: Person
    name: str
    key: str
    at: tuple[str, str] | None = None
    step: str = "Reading"
    is_told: bool = False
    edits: int = 0
    progress: Progress = field(default_factory=Progress)

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """Await the work, and say every two seconds how far it is."""
        token = WATCHED.set(self.progress)
        task = asyncio.ensure_future(work)
        WATCHED.reset(token)
        try:
            while True:
                done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
                if done:
                    return task.result()
                await self._tell()
        except Exception:
            # What was wrong is said in a message of its own.
            await self.finish(templates.render("imports/cancelled"))
            raise
        finally:
            task.cancel()

    async def _tell(self) -> None:
        progress = self.progress if self.step == "Reading" else Progress()
        message = templates.render("imports/progress", step=self.step, name=self.name, progress=progress)
        self.edits += 1
        await self.deps.write(self._queue, message=message, step=f"progress {self.edits}")
        self.is_told = True

    async def finish(self, message: RenderedMessage) -> bool:
        """Put the answer in place of the progress; return False if nothing was said, so that it is still to be sent."""
        if self.is_told:
            await self.deps.write(self._queue, message=message, step="answer")
        return self.is_told

    def _queue(self, session: Session, *, message: RenderedMessage, step: str) -> None:
        now = self.deps.now()
        if self.at:
            flows.replace_message(session, person=self.person, at=self.at, step=step, message=message, now=now)
        elif not self.is_told:
            posting.post_answer(
                session, key=self.key, team=self.person.team, user=self.person.id, channel="", message=message, now=now
            )
        else:
            key = f"{self.key}:{step}"
            posting.update_message(
                session,
                key=key,
                original_key=self.key,
                team=self.person.team,
                channel=self.person.id,
                message=message,
                now=now,
            )
