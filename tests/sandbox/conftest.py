"""A sandbox, a client of the official SDK, and real Bolt apps on both kinds of connection."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.model import Channel, User
from sandbox.people import SandboxPerson
from sandbox.server import Sandbox


@dataclass
class SandboxWorld:
    """A workspace with two people, a channel they share with the bot, and one without the bot."""

    sandbox: Sandbox
    client: AsyncWebClient
    ana: SandboxPerson
    ben: SandboxPerson
    mobile: Channel
    quiet: Channel

    def user(self, person: SandboxPerson) -> User:
        return self.sandbox.workspace.users[person.id]


@pytest_asyncio.fixture
async def world() -> AsyncIterator[SandboxWorld]:
    sandbox = await Sandbox.start()
    sandbox.delivery.retry_scale = 0.0001
    space = sandbox.workspace
    ana = space.add_user("ana", real_name="Ana Lima", tz="America/Sao_Paulo", is_admin=True)
    ben = space.add_user("ben", real_name="Ben Okafor", tz="Africa/Lagos")
    mobile = space.add_channel("mobile", members=[ana, ben, space.bot_user_id])
    quiet = space.add_channel("quiet", members=[ana])
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    yield SandboxWorld(sandbox, client, sandbox.person("ana"), sandbox.person("ben"), mobile, quiet)
    await sandbox.close()


@pytest.fixture
def app(world: SandboxWorld) -> AsyncApp:
    return AsyncApp(token=world.sandbox.bot_token, signing_secret=world.sandbox.signing_secret, client=world.client)


@pytest_asyncio.fixture
async def socket(world: SandboxWorld, app: AsyncApp) -> AsyncIterator[AsyncApp]:
    """Connect the app by Socket Mode; register listeners before the first act."""
    handler = AsyncSocketModeHandler(app, world.sandbox.app_token)
    await handler.connect_async()
    await world.sandbox.socket_mode.wait_connected()
    yield app
    await handler.close_async()


@pytest_asyncio.fixture
async def http(world: SandboxWorld, app: AsyncApp) -> AsyncIterator[AsyncApp]:
    """Run the app behind its own web server, reached by signed requests."""
    runner = web.AppRunner(app.server(port=0).web_app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await world.sandbox.deliver_over_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield app
    await runner.cleanup()
