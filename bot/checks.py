"""Checks before anything starts, and for `baton doctor`: token, scopes, app token, database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.common.slack_reads import error_code
from rules.refusal import Refusal
from storage.engine import upgrade


class NotReady(Refusal):
    """Raised at the start when Baton cannot run; it names the fault, the reason and the remedy."""


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


async def identify(slack: AsyncWebClient) -> Identity:
    """Ask auth.test once; raise `NotReady` if Slack refuses the token or does not answer."""
    try:
        answer = await slack.auth_test()
    except SlackApiError as error:
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


def _slack_unreachable(error: Exception) -> NotReady:
    return NotReady(
        "Slack cannot be reached.",
        f"The connection failed with {type(error).__name__}.",
        "Check the network, the proxy and SLACK_API_URL, then start again.",
    )
