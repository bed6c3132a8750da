"""Checks before anything starts, and for `baton doctor`: token, scopes, app token, database."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.common.slack_reads import error_code
from rules.refusal import Failure, Refusal
from storage.engine import upgrade

T = TypeVar("T")
log = structlog.get_logger()
# What Slack says of a token that is wrong; anything else says something about Slack at this moment.
REFUSAL_CODES = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "org_login_required",
        "ekm_access_denied",
        "team_access_not_granted",
        "access_denied",
        "forbidden_team",
        "invalid_arguments",
        "unknown_method",
    }
)
MAX_PAUSE_SECONDS = 30.0


class NotReady(Refusal):
    """Raised at the start when Baton cannot run; it names the fault, the reason and the remedy."""


class SlackNotReady(NotReady, Failure):
    """Raised at the start when Slack does not answer, or only that something broke; a later try may succeed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Our identity according to auth.test; `scopes` is empty when Slack did not say."""

    team: str
    team_name: str
    bot_user: str
    bot: str
    url: str
    scopes: frozenset[str] = field(default_factory=frozenset)

    def to_authorize_result(self, token: str) -> AuthorizeResult:
        """Convert the identity to Bolt's type; it is the same for every request."""
        return AuthorizeResult(
            enterprise_id=None,
            team_id=self.team,
            team=self.team_name,
            url=self.url,
            bot_id=self.bot,
            bot_user_id=self.bot_user,
            bot_token=token,
            bot_scopes=sorted(self.scopes),
        )


async def wait_for_slack(ask: Callable[[], Awaitable[T]], *, patience: timedelta) -> T:
    """Return what `ask` returns, asking again at growing intervals while Slack is not ready, for `patience` at most."""
    ends_at, pause = time.monotonic() + patience.total_seconds(), 1.0
    while True:
        try:
            return await ask()
        except SlackNotReady as fault:
            if time.monotonic() + pause > ends_at:
                raise
            log.warning("waiting_for_slack", error=fault.why)
        await asyncio.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE_SECONDS)


async def identify(slack: AsyncWebClient) -> Identity:
    """Ask auth.test once; raise `NotReady` if Slack refuses the token or does not answer."""
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
        if error_code(error) not in REFUSAL_CODES:
            raise _slack_unwell("auth.test", error) from None
        raise NotReady(
            "Slack refuses SLACK_BOT_TOKEN.",
            f"auth.test says {error_code(error)}.",
            "Copy the bot token (xoxb-…) again.",
        ) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _slack_unreachable(error) from None
    header = answer.headers.get("x-oauth-scopes") or ""
    return Identity(
        team=answer["team_id"],
        team_name=answer.get("team") or "",
        bot_user=answer["user_id"],
        bot=answer.get("bot_id") or "",
        url=answer.get("url") or "https://slack.com/",
        scopes=frozenset(scope.strip() for scope in header.split(",") if scope.strip()),
    )


async def find_app_id(slack: AsyncWebClient, identity: Identity) -> str:
    """Return the id of our app, for comparison with deliveries; empty when Slack does not say."""
    if not identity.bot:
        return ""
    try:
        answer = await slack.bots_info(bot=identity.bot)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
        return ""
    return (answer.get("bot") or {}).get("app_id") or ""


def require_scopes(identity: Identity, wanted: Iterable[str]) -> None:
    """Raise `NotReady` naming the scopes that the token lacks."""
    missing = sorted(set(wanted) - identity.scopes) if identity.scopes else []
    if missing:
        raise NotReady(
            f"The bot token lacks {', '.join(missing)}.",
            "The app was installed before these scopes were asked for.",
            "Update the app from `baton manifest` and reinstall it to the workspace.",
        )


async def request_socket_address(slack: AsyncWebClient, app_token: str) -> str:
    """Request one Socket Mode address; raise `NotReady` if Slack refuses the app token.

    Empty when Slack wants us to wait (one address a minute): the connection asks again by itself.
    """
    try:
        answer = await slack.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        if error_code(error) == "ratelimited":
            return ""
        if error_code(error) not in REFUSAL_CODES:
            raise _slack_unwell("apps.connections.open", error) from None
        raise NotReady(
            "Slack refuses SLACK_APP_TOKEN.",
            f"apps.connections.open says {error_code(error)}.",
            "Make an app-level token (xapp-…) with connections:write and turn Socket Mode on.",
        ) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _slack_unreachable(error) from None
    return str(answer["url"])


def require_migrated(url: str) -> None:
    """Raise a refusal if the database cannot be opened or does not have this version's tables."""
    try:
        upgrade.require_current(url)
    except Refusal:
        raise
    except Exception as error:
        raise NotReady(
            "The database cannot be opened.",
            f"The attempt ended with {type(error).__name__}.",
            "Check BATON_DATABASE_URL, and that the server runs.",
        ) from None


def _slack_unwell(method: str, error: SlackApiError) -> SlackNotReady:
    return SlackNotReady(
        "Slack is having trouble.",
        f"{method} says {error_code(error)}.",
        "Try again in some minutes; https://slack-status.com says more.",
    )


def _slack_unreachable(error: Exception) -> SlackNotReady:
    return SlackNotReady(
        "Slack cannot be reached.",
        f"The connection failed with {type(error).__name__}.",
        "Check the network, the proxy and SLACK_API_URL, then start again.",
    )
