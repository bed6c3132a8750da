"""The page's own connection without a browser: its frames, actions and refusals."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from sandbox.api_files import new_file
from sandbox.model import Message
from sandbox.server import Sandbox


class PageConnection:
    """One connection of a page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.count = 0

    async def receive(self, kind: str) -> dict[str, Any]:
        """Return the next frame of this kind."""
        async with asyncio.timeout(3):
            while True:
                frame: dict[str, Any] = await self.socket.receive_json()
                if frame["type"] == kind:
                    return frame

    async def act(self, action: str, **fields: Any) -> dict[str, Any]:
        self.count += 1
        await self.socket.send_json({"id": self.count, "action": action, **fields})
        return await self.receive("answer")


class SocketClient:
    """A sandbox with Ana and Ben, one public and one private channel, and a way to open pages."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox, self.session = sandbox, session
        world = sandbox.workspace
        self.ana, self.ben = world.add_user("ana", tz="Europe/Lisbon"), world.add_user("ben")
        self.open = world.add_channel("open", members=[self.ana, self.ben, world.bot_user_id])
        self.secret = world.add_channel("secret", private=True, members=[self.ana])

    async def connect(self, user: str, **headers: str) -> PageConnection:
        address = f"{self.sandbox.url}/ui/socket?user={user}"
        return PageConnection(await self.session.ws_connect(address, headers=headers))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[SocketClient]:
    sandbox = await Sandbox.start()
    async with aiohttp.ClientSession() as session:
        yield SocketClient(sandbox, session)
    await sandbox.close()


async def test_page_gets_only_what_its_person_may_see(client: SocketClient) -> None:
    await client.sandbox.person("ana").say("secret", "Ana alone")
    ts = client.sandbox.clock.next_ts()
    client.open.messages[ts] = Message(client.open.id, ts, client.ana.id, "For Ana", ephemeral_to=client.ana.id)
    for user, sees_secret, visible_texts in ((client.ana.id, True, ["For Ana"]), (client.ben.id, False, [])):
        snapshot = await (await client.connect(user)).receive("snapshot")
        assert (client.secret.id in {channel["id"] for channel in snapshot["channels"]}) is sees_secret
        assert (client.secret.id in snapshot["messages"]) is sees_secret
        assert [message["text"] for message in snapshot["messages"][client.open.id]] == visible_texts


async def test_messages_arrive_in_order_at_members_only(client: SocketClient) -> None:
    ben = await client.connect(client.ben.id)
    await ben.receive("snapshot")
    ana = client.sandbox.person("ana")
    await ana.say("secret", "hidden")
    for number in range(3):
        await ana.say("open", f"Number {number}")
    received = [(await ben.receive("message"))["message"]["text"] for _ in range(3)]
    assert received == ["Number 0", "Number 1", "Number 2"]


async def test_joining_a_private_channel_brings_its_history(client: SocketClient) -> None:
    ben = await client.connect(client.ben.id)
    await ben.receive("snapshot")
    ana = client.sandbox.person("ana")
    await ana.say("secret", "From before")
    await ana.invite("secret", client.ben.id)
    frame = await ben.receive("channels")
    assert frame["messages"][client.secret.id][0]["text"] == "From before"


async def test_failed_action_is_answered_with_a_sentence(client: SocketClient) -> None:
    """Every answer carries the number of its action."""
    line = await client.connect(client.ben.id)
    assert await line.act("say", channel=client.open.id, text="Hi") == {
        "type": "answer",
        "id": 1,
        "ok": True,
        "result": None,
    }
    refused = await line.act("say", channel=client.secret.id, text="Let me in")
    assert (refused["ok"], refused["error"]) == (False, "You are not in this conversation.")
    for bad_fields in (
        {},
        {"channel": "C0NOWHERE", "text": "x"},
        {"channel": client.open.id},
        {"channel": ["x"], "text": 1},
    ):
        answer = await line.act("say", **bad_fields)
        assert not answer["ok"]
        assert answer["error"].endswith(".")
    assert not (await line.act("fly"))["ok"]


async def test_a_broken_frame_does_not_end_the_page(client: SocketClient) -> None:
    line = await client.connect(client.ben.id)
    for broken in ("{", "[]", '"x"', "null"):
        await line.socket.send_str(broken)
    assert (await line.act("say", channel=client.open.id, text="Still here"))["ok"]


async def test_direct_messages_of_others_are_closed(client: SocketClient) -> None:
    dm = client.sandbox.workspace.dm_channel(client.ana).id
    ben = await client.connect(client.ben.id)
    assert dm not in (await ben.receive("snapshot"))["messages"]
    for action in ("say", "command", "react", "read", "delete", "edit", "click"):
        assert (await ben.act(action, channel=dm, text="x", command="/x", ts="1", name="x", on=True))["ok"] is False


async def test_clock_changes_reach_every_page(client: SocketClient) -> None:
    ana, ben = await client.connect(client.ana.id), await client.connect(client.ben.id)
    await ben.receive("snapshot")
    await ana.act("set_clock", at="2025-03-17T09:00:00.000Z")
    frame = await ben.receive("clock")
    assert abs(frame["clock"]["now"] / 1000 - client.sandbox.clock.now().timestamp()) < 5


async def test_file_is_served_only_to_people_who_may_see_it(client: SocketClient) -> None:
    file = new_file(client.sandbox, "plan.svg", client.ana.id, b"<svg/>")
    await client.sandbox.person("ana").say("secret", files=[file])
    for user, status in ((client.ana.id, 200), (client.ben.id, 404), ("", 404)):
        async with client.session.get(f"{client.sandbox.url}/ui/files/{file.id}?user={user}") as answer:
            assert answer.status == status
            if status == 200:
                assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_is_uploaded_with_its_message(client: SocketClient) -> None:
    line = await client.connect(client.ana.id)
    upload = {"name": "plan.csv", "mimetype": "text/csv", "content": "YSxi"}
    assert (await line.act("say", channel=client.open.id, text="The plan", files=[upload]))["ok"]
    message = client.sandbox.person("ana").visible_messages("open")[-1]
    assert (message.text, message.files[0].name, message.files[0].content) == ("The plan", "plan.csv", b"a,b")
    refused = await line.act("say", channel=client.open.id, text="", files=[upload | {"content": "?"}])
    assert not refused["ok"]


async def test_read_messages_stay_read(client: SocketClient) -> None:
    message = await client.sandbox.person("ben").say("open", "News")
    await (await client.connect(client.ana.id)).act("read", channel=client.open.id, ts=message.ts)
    snapshot = await (await client.connect(client.ana.id)).receive("snapshot")
    assert snapshot["read"] == {client.open.id: message.ts}


async def test_other_sites_and_paths_outside_the_page_are_refused(client: SocketClient) -> None:
    address = f"{client.sandbox.url}/ui/socket?user={client.ana.id}"
    for headers in ({"Origin": "https://example.com"}, {"Host": "evil.example"}, {"Origin": "null"}):
        async with client.session.get(address, headers=headers) as answer:
            assert answer.status == 403
    for path in ("/page/..%2fui.py", "/page/%2e%2e/ui.py", "/page/js", "/page/none.js"):
        async with client.session.get(client.sandbox.url + path) as answer:
            assert answer.status == 404


async def test_content_policy_forbids_other_hosts(client: SocketClient) -> None:
    async with client.session.get(client.sandbox.url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy
