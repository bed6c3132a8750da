"""What every listener may use: the store, the clock, Slack, and the claim on the delivery it works on."""

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
    """Another worker holds this delivery now; what was done here is rolled back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The inbox row this work came from, and the fencing token that proves it is still ours."""

    work_id: int
    token: int


async def ignore_claim(claim: Claim) -> None:
    """Where claims end for those who never hold one: the clock, the command line."""


@dataclass(frozen=True, slots=True)
class Deps:
    """Filled by `bot/`, put into every listener under the name `deps`."""

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
        """This will run a flow in one transaction, with the mark that its delivery is done; then wake the sender."""
        claim = self.claim

        def whole(session: Session) -> T:
            if claim and not inbox.finish(session, work_id=claim.work_id, token=claim.token):
                raise ClaimLost
            return flow(session, *args, **kwargs)

        result = await self.store.transact(whole)
        self.wake()
        return result

    async def finish(self) -> None:
        """This will mark the delivery as done where no flow did (again is harmless); many are marked together."""
        if self.claim:
            await self.finish_claim(self.claim)

    async def read(self, flow: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """This will run a query on a connection that cannot write."""
        return await self.store.read(flow, *args, **kwargs)
