"""Bolt's app object, built so that nothing in the environment or in Bolt's defaults can lose a delivery."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

RegisterListeners = Callable[[AsyncApp], None]
VARIABLES_READ_BY_BOLT = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN")


def build_app(
    *, client: AsyncWebClient, identity: AuthorizeResult, ingest: AsyncMiddleware, register: RegisterListeners
) -> AsyncApp:
    """Build the app. `client` carries no token; `identity`, from one auth.test, authorizes every request."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return identity

    with _hidden_environment():
        app = AsyncApp(
            name="baton",
            client=client,
            authorize=authorize,
            signing_secret="",
            # The web edge does these three before Bolt sees anything; Socket Mode needs none of them.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            # For assistants and workflow steps, which Baton does not have.
            attaching_conversation_kwargs_enabled=False,
            attaching_function_token_enabled=False,
        )
    app.use(ingest)
    register(app)
    return app


@contextmanager
def _hidden_environment() -> Iterator[None]:
    """Hide variables that Bolt reads by itself.

    With the first two set, it silently switches to an installation store in files.
    """
    hidden = {name: os.environ.pop(name) for name in VARIABLES_READ_BY_BOLT if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
