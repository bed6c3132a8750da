"""The dependencies of every listener: the store, the clock, Slack, and the claim on the current delivery."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import Session

import storage.audit
import storage.changes
from handlers.common.private_tables import PrivateTables
from storage.engine.database import Store
from storage.queues import inbox

P = ParamSpec("P")
T = TypeVar("T")


class ClaimLostError(Exception):
    """Raised when another worker has taken over this delivery; the transaction is rolled back."""


class AlreadyCommittedError(RuntimeError):
    """Raised by a second `commit` for one delivery; use `write` for incidental writes."""


@dataclass(slots=True)
class Claim:
    """The inbox row being handled, and the fencing token that proves the claim is still valid.

    `change` is the number by which what the delivery changed can be undone.
    """

    work_id: int
    token: int
    is_committed: bool = field(default=False, compare=False)
    received_at: datetime | None = field(default=None, compare=False)
    change: int | None = field(default=None, compare=False)


async def ignore_claim(claim: Claim) -> None:
    """Do nothing, for callers that never hold a claim: the clock and the command line."""


def ignore_answer(result: str) -> None:
    """Count nothing, where there are no metrics."""


@dataclass(frozen=True, slots=True)
class Deps:
    """The dependencies of a listener, filled in by `bot/` and passed under the name `deps`."""

    store: Store
    now: Callable[[], datetime]
    slack: AsyncWebClient
    team: str
    bot_user: str
    wake: Callable[[], None]
    url: str = "https://slack.com/"
    command: str = "/program"
    claim: Claim | None = None
    finish_claim: Callable[[Claim], Awaitable[None]] = ignore_claim
    note_answer: Callable[[str], None] = ignore_answer
    private_tables: PrivateTables = field(default_factory=PrivateTables)
    # a user id, or Baton for the clock; without one, changes to audited rows are refused
    actor: str = ""
    # the command that was typed; it names a change that says nothing better of itself, to its author alone
    doing: str = ""
    # the window in which something was clicked: a form takes its place, because Slack opens none over another
    window: Mapping[str, Any] | None = None

    def signed_by(self, actor: str) -> "Deps":
        """Return the same dependencies, with every change signed by this user id or by Baton."""
        return replace(self, actor=actor)

    async def commit(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `flow`, signed by the actor, and mark this delivery as done, in one transaction; wake the sender.

        Call it once per delivery: a second call raises AlreadyCommittedError. Use `write` for incidental writes.
        Raise ClaimLostError if another worker has taken over the delivery.
        """
        claim = self.claim
        if claim and claim.is_committed:
            raise AlreadyCommittedError("This delivery is committed; use `write` for incidental writes.")

        def finish_and_run(session: Session) -> T:
            if claim and not inbox.finish(session, work_id=claim.work_id, token=claim.token):
                raise ClaimLostError
            return self._run_signed(session, run_and_note_change)

        def run_and_note_change(session: Session) -> T:
            outcome = flow(session, *args, **kwargs)
            if claim:
                claim.change = storage.changes.current_id(session)
            return outcome

        result = await self.store.transact(finish_and_run)
        if claim:
            claim.is_committed = True
        self.wake()
        return result

    async def commit_change(
        self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, int | None]:
        """Do what `commit` does, as one change; return also the number by which it can be undone."""

        def run_as_change(session: Session) -> tuple[T, int | None]:
            with storage.changes.record(session):
                return flow(session, *args, **kwargs), storage.changes.current_id(session)

        return await self.commit(run_as_change)

    async def write(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `flow`, signed by the actor, in a transaction of its own; the delivery stays open."""
        result = await self.store.transact(self._run_signed, flow, *args, **kwargs)
        self.wake()
        return result

    def _run_signed(
        self,
        session: Session,
        flow: Callable[Concatenate[Session, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        if self.actor:
            storage.audit.set_actor(session, team=self.team, actor=self.actor, now=self.now())
        if self.actor in ("", storage.audit.BATON_ACTOR):
            return flow(session, *args, **kwargs)
        with storage.changes.record(session, self.doing, restricted=bool(self.doing), named=False):
            return flow(session, *args, **kwargs)

    @property
    def is_retry(self) -> bool:
        """True if this delivery was worked on before: Slack then has its acknowledgement and shows no other."""
        return self.claim is not None and self.claim.token > inbox.FIRST_TOKEN

    @property
    def has_saved(self) -> bool:
        """True once a flow of this delivery was committed."""
        return self.claim is not None and self.claim.is_committed

    async def postpone(self, *, error: str, patience: timedelta) -> bool:
        """Put the delivery back for a while; return False if it is older than `patience`, or done already."""
        claim = self.claim
        if claim is None or claim.is_committed:
            return False
        return await self.store.transact(
            inbox.postpone, work_id=claim.work_id, token=claim.token, error=error, now=self.now(), patience=patience
        )

    async def finish(self) -> None:
        """Mark the delivery as done if no flow did; several marks are saved together."""
        if self.claim and not self.claim.is_committed:
            await self.finish_claim(self.claim)

    async def read(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on a connection that cannot write."""
        return await self.store.read(flow, *args, **kwargs)
