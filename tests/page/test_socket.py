"""The page's own connection without a browser: its frames, actions and refusals."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from sandbox.api_files import new_file
from sandbox.model import Message
from sandbox.server import Sandbox


class Line:
    """One connection of a page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.count = 0

    async def hear(self, kind: str) -> dict[str, Any]:
        """Return the next frame of this kind."""
        async with asyncio.timeout(3):
            while True:
                frame: dict[str, Any] = await self.socket.receive_json()
                if frame["type"] == kind:
                    return frame

    async def act(self, action: str, **fields: Any) -> dict[str, Any]:
        self.count += 1
        await self.socket.send_json({"id": self.count, "action": action, **fields})
        return await self.hear("answer")


class SocketClient:
    """A sandbox with Ana and Ben, one public and one private channel, and a way to open pages."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox, self.session = sandbox, session
        world = sandbox.workspace
        self.ana, self.ben = world.add_user("ana", tz="Europe/Lisbon"), world.add_user("ben")
        self.open = world.add_channel("open", members=[self.ana, self.ben, world.bot_user_id])
        self.secret = world.add_channel("secret", private=True, members=[self.ana])

    async def line(self, user: str, **headers: str) -> Line:
        address = f"{self.sandbox.url}/ui/socket?user={user}"
        return Line(await self.session.ws_connect(address, headers=headers))


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[SocketClient]:
    sandbox = await Sandbox.start()
    async with aiohttp.ClientSession() as session:
        yield SocketClient(sandbox, session)
    await sandbox.close()


async def test_page_gets_only_what_its_person_may_see(desk: SocketClient) -> None:
    await desk.sandbox.person("ana").say("secret", "Ana alone")
    ts = desk.sandbox.clock.next_ts()
    desk.open.messages[ts] = Message(desk.open.id, ts, desk.ana.id, "For Ana", ephemeral_to=desk.ana.id)
    for user, sees_secret, visible_texts in ((desk.ana.id, True, ["For Ana"]), (desk.ben.id, False, [])):
        snapshot = await (await desk.line(user)).hear("snapshot")
        assert (desk.secret.id in {channel["id"] for channel in snapshot["channels"]}) is sees_secret
        assert (desk.secret.id in snapshot["messages"]) is sees_secret
        assert [message["text"] for message in snapshot["messages"][desk.open.id]] == visible_texts


async def test_messages_arrive_in_order_at_members_only(desk: SocketClient) -> None:
    ben = await desk.line(desk.ben.id)
    await ben.hear("snapshot")
    ana = desk.sandbox.person("ana")
    await ana.say("secret", "hidden")
    for number in range(3):
        await ana.say("open", f"Number {number}")
    received = [(await ben.hear("message"))["message"]["text"] for _ in range(3)]
    assert received == ["Number 0", "Number 1", "Number 2"]


async def test_joining_a_private_channel_brings_its_history(desk: SocketClient) -> None:
    ben = await desk.line(desk.ben.id)
    await ben.hear("snapshot")
    ana = desk.sandbox.person("ana")
    await ana.say("secret", "From before")
    await ana.invite("secret", desk.ben.id)
    frame = await ben.hear("channels")
    assert frame["messages"][desk.secret.id][0]["text"] == "From before"


async def test_failed_action_is_answered_with_a_sentence(desk: SocketClient) -> None:
    """Every answer carries the number of its action."""
    line = await desk.line(desk.ben.id)
    assert await line.act("say", channel=desk.open.id, text="Hi") == {
        "type": "answer",
        "id": 1,
        "ok": True,
        "result": None,
    }
    refused = await line.act("say", channel=desk.secret.id, text="Let me in")
    assert (refused["ok"], refused["error"]) == (False, "You are not in this conversation.")
    for bad_fields in (
        {},
        {"channel": "C0NOWHERE", "text": "x"},
        {"channel": desk.open.id},
        {"channel": ["x"], "text": 1},
    ):
        answer = await line.act("say", **bad_fields)
        assert not answer["ok"]
        assert answer["error"].endswith(".")
    assert not (await line.act("fly"))["ok"]


async def test_a_broken_frame_does_not_end_the_page(desk: SocketClient) -> None:
    line = await desk.line(desk.ben.id)
    for broken in ("{", "[]", '"x"', "null"):
        await line.socket.send_str(broken)
    assert (await line.act("say", channel=desk.open.id, text="Still here"))["ok"]


async def test_direct_messages_of_others_are_closed(desk: SocketClient) -> None:
    dm = desk.sandbox.workspace.dm_channel(desk.ana).id
    ben = await desk.line(desk.ben.id)
    assert dm not in (await ben.hear("snapshot"))["messages"]
    for action in ("say", "command", "react", "read", "delete", "edit", "click"):
        assert (await ben.act(action, channel=dm, text="x", command="/x", ts="1", name="x", on=True))["ok"] is False


async def test_clock_changes_reach_every_page(desk: SocketClient) -> None:
    ana, ben = await desk.line(desk.ana.id), await desk.line(desk.ben.id)
    await ben.hear("snapshot")
    await ana.act("set_clock", at="2025-03-17T09:00:00.000Z")
    frame = await ben.hear("clock")
    assert abs(frame["clock"]["now"] / 1000 - desk.sandbox.clock.now().timestamp()) < 5


async def test_file_is_served_only_to_people_who_may_see_it(desk: SocketClient) -> None:
    file = new_file(desk.sandbox, "plan.svg", desk.ana.id, b"<svg/>")
    await desk.sandbox.person("ana").say("secret", files=[file])
    for user, status in ((desk.ana.id, 200), (desk.ben.id, 404), ("", 404)):
        async with desk.session.get(f"{desk.sandbox.url}/ui/files/{file.id}?user={user}") as answer:
            assert answer.status == status
            if status == 200:
                assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_is_uploaded_with_its_message(desk: SocketClient) -> None:
    line = await desk.line(desk.ana.id)
    upload = {"name": "plan.csv", "mimetype": "text/csv", "content": "YSxi"}
    assert (await line.act("say", channel=desk.open.id, text="The plan", files=[upload]))["ok"]
    message = desk.sandbox.person("ana").visible_messages("open")[-1]
    assert (message.text, message.files[0].name, message.files[0].content) == ("The plan", "plan.csv", b"a,b")
    refused = await line.act("say", channel=desk.open.id, text="", files=[upload | {"content": "?"}])
    assert not refused["ok"]


async def test_read_messages_stay_read(desk: SocketClient) -> None:
    message = await desk.sandbox.person("ben").say("open", "News")
    await (await desk.line(desk.ana.id)).act("read", channel=desk.open.id, ts=message.ts)
    snapshot = await (await desk.line(desk.ana.id)).hear("snapshot")
    assert snapshot["read"] == {desk.open.id: message.ts}


async def test_other_sites_and_paths_outside_the_page_are_refused(desk: SocketClient) -> None:
    address = f"{desk.sandbox.url}/ui/socket?user={desk.ana.id}"
    for headers in ({"Origin": "https://example.com"}, {"Host": "evil.example"}, {"Origin": "null"}):
        async with desk.session.get(address, headers=headers) as answer:
            assert answer.status == 403
    for path in ("/page/..%2fui.py", "/page/%2e%2e/ui.py", "/page/js", "/page/none.js"):
        async with desk.session.get(desk.sandbox.url + path) as answer:
            assert answer.status == 404


async def test_content_policy_forbids_other_hosts(desk: SocketClient) -> None:
    async with desk.session.get(desk.sandbox.url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy
