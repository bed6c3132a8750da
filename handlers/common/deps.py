"""The dependencies of every listener: the store, the clock, Slack, and the claim on the current delivery."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import Session

from storage.engine.database import Store
from storage.queues import inbox

P = ParamSpec("P")
T = TypeVar("T")


class ClaimLost(Exception):
    """Raised when another worker has taken over this delivery; the transaction is rolled back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The inbox row being handled, and the fencing token that proves the claim is still valid."""

    work_id: int
    token: int


async def ignore_claim(claim: Claim) -> None:
    """Do nothing, for callers that never hold a claim: the clock and the command line."""


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

    async def transact(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `flow` and mark this delivery as done in one transaction, then wake the sender.

        Raise ClaimLost if another worker has taken over the delivery.
        """
        claim = self.claim

        def finish_and_run(session: Session) -> T:
            if claim and not inbox.finish(session, work_id=claim.work_id, token=claim.token):
                raise ClaimLost
            return flow(session, *args, **kwargs)

        result = await self.store.transact(finish_and_run)
        self.wake()
        return result

    async def finish(self) -> None:
        """Mark the delivery as done if no flow did (a repeat is harmless); several marks are saved together."""
        if self.claim:
            await self.finish_claim(self.claim)

    async def read(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on a connection that cannot write."""
        return await self.store.read(flow, *args, **kwargs)
