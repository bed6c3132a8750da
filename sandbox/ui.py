"""The sandbox's web page: its files, pictures, and one WebSocket per open page."""

import asyncio
import json
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import WSMsgType, web

from sandbox import ui_state
from sandbox.model import Json, WorkspaceChange
from sandbox.people import SandboxPerson
from sandbox.platform import Platform
from sandbox.ui_actions import ActionFailedError, perform_action

_PAGE_FOLDER = Path(__file__).parent / "page"
_LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
_MAX_FRAME_BYTES = 32 * 1024 * 1024
_CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
_RESPONSE_HEADERS = {
    "Content-Security-Policy": f"{_CONTENT_POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def add_routes(app: web.Application, sandbox: Platform) -> None:
    """Serve the page at `/` (and at the address of every message) for this sandbox."""
    page = PageServer(sandbox)
    app.router.add_get("/", page.serve_index)
    app.router.add_get("/archives/{channel}/{ts}", page.serve_index)
    app.router.add_get("/page/{path:.+}", page.serve_static)
    app.router.add_get("/ui/files/{file}", page.serve_file)
    app.router.add_get("/ui/socket", page.serve_socket)
    app.on_shutdown.append(page.close_windows)


class PageServer:
    """The handlers for everything that a browser can ask for."""

    def __init__(self, sandbox: Platform) -> None:
        self.sandbox = sandbox
        self.windows: set[PageWindow] = set()

    async def serve_index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE_FOLDER / "index.html", headers=_RESPONSE_HEADERS)

    async def serve_static(self, request: web.Request) -> web.StreamResponse:
        path = (_PAGE_FOLDER / request.match_info["path"]).resolve()
        if not path.is_relative_to(_PAGE_FOLDER) or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_RESPONSE_HEADERS)

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """Serve a file as the person named in `user` may see it; anything but a picture is a download."""
        file = self.sandbox.workspace.find_file(request.match_info["file"])
        if file is None or not ui_state.may_see_file(self.sandbox, file.id, request.query.get("user", "")):
            raise web.HTTPNotFound
        picture = file.mimetype in ("image/png", "image/jpeg", "image/gif", "image/webp")
        kind = file.mimetype if picture else mimetypes.types_map[".bin"]
        disposition = "inline" if picture else f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(
            body=file.content, content_type=kind, headers=_RESPONSE_HEADERS | {"Content-Disposition": disposition}
        )

    async def serve_socket(self, request: web.Request) -> web.StreamResponse:
        """Serve the live connection of one page, as the person named in `user`."""
        _refuse_other_origins(request)
        socket = web.WebSocketResponse(max_msg_size=_MAX_FRAME_BYTES, heartbeat=20)
        await socket.prepare(request)
        window = PageWindow(self.sandbox, socket, self._pick_user(request.query.get("user", "")))
        self.windows.add(window)
        try:
            await window.run()
        finally:
            self.windows.discard(window)
        return socket

    async def close_windows(self, app: web.Application) -> None:
        for window in tuple(self.windows):
            await window.socket.close()

    def _pick_user(self, wanted: str) -> str:
        users = self.sandbox.workspace.users
        if wanted in users and not users[wanted].is_bot:
            return wanted
        people = (user.id for user in users.values() if not user.is_bot and not user.deleted)
        first = next(people, None)
        if first is None:
            raise web.HTTPConflict(text="There is nobody to be in this workspace yet.")
        return first


def _refuse_other_origins(request: web.Request) -> None:
    """Refuse requests of other sites that are open in the same browser."""
    origin = request.headers.get("Origin")
    host = urlsplit(f"//{request.host}").hostname
    if host not in _LOCAL_HOSTS or (origin is not None and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden


def _parse_frame(frame: str) -> Json | None:
    """Return the request in a frame, or None for anything else."""
    try:
        request = json.loads(frame)
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


class PageWindow:
    """One open page: it gets changes in order, and its actions run concurrently."""

    def __init__(self, sandbox: Platform, socket: web.WebSocketResponse, user: str) -> None:
        self.sandbox = sandbox
        self.socket = socket
        self.person = SandboxPerson(sandbox, user)
        self._known: set[str] = set()
        self._outgoing: asyncio.Queue[Json] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        self.sandbox.workspace.dm_channel(self.person.id)
        snapshot = ui_state.page_snapshot(self.sandbox, self.person.id)
        self._known = {channel["id"] for channel in snapshot["channels"]}
        self._outgoing.put_nowait(snapshot)
        unsubscribe = self.sandbox.workspace.subscribe(self._queue_frames)
        self._start_task(self._write_frames())
        try:
            async for frame in self.socket:
                if frame.type is WSMsgType.TEXT and (request := _parse_frame(frame.data)) is not None:
                    self._start_task(self._answer_request(request))
        finally:
            unsubscribe()
            for task in tuple(self._tasks):
                task.cancel()

    def _start_task(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_frames(self) -> None:
        while not self.socket.closed:
            await self.socket.send_json(await self._outgoing.get())

    async def _answer_request(self, request: Json) -> None:
        answer: Json = {"type": "answer", "id": request.get("id"), "ok": True}
        try:
            answer["result"] = await perform_action(self.person, request)
        except ActionFailedError as failure:
            answer |= {"ok": False, "error": str(failure)}
        self._outgoing.put_nowait(answer)

    def _queue_frames(self, change: WorkspaceChange) -> None:
        for frame in self._frames_for(change):
            self._outgoing.put_nowait(frame)

    def _frames_for(self, change: WorkspaceChange) -> list[Json]:
        me = self.person.id
        if change.kind in ("message", "message_changed", "message_deleted", "reaction"):
            return self._message_frames(change)
        if change.kind in ("channel", "member"):
            return self._channel_frames()
        if change.kind == "user":
            return [{"type": "users", "users": ui_state.page_users(self.sandbox)}]
        if change.kind == "clock":
            return [{"type": "clock", "clock": ui_state.page_clock(self.sandbox)}]
        if change.kind == "home" and change.user == me:
            return [{"type": "home", "view": ui_state.page_home(self.sandbox, me)}]
        if change.kind.startswith("view_") and change.user == me:
            return [{"type": "modals", "stack": ui_state.page_modals(self.sandbox, me)}]
        return []

    def _message_frames(self, change: WorkspaceChange) -> list[Json]:
        channel = self.sandbox.workspace.channels[change.channel]
        if not ui_state.may_see(channel, self.person.id):
            return []
        message = channel.messages.get(change.ts)
        if message is None or not ui_state.may_see_message(message, self.person.id):
            return [{"type": "gone", "channel": channel.id, "ts": change.ts}]
        return [{"type": "message", "channel": channel.id, "message": ui_state.page_message(self.sandbox, message)}]

    def _channel_frames(self) -> list[Json]:
        me, channels = self.person.id, ui_state.page_channels(self.sandbox, self.person.id)
        new_channels = [channel["id"] for channel in channels if channel["id"] not in self._known]
        self._known = {channel["id"] for channel in channels}
        channels_by_id = self.sandbox.workspace.channels
        messages = {
            channel_id: ui_state.page_messages(self.sandbox, channels_by_id[channel_id], me)
            for channel_id in new_channels
        }
        return [{"type": "channels", "channels": channels, "messages": messages}]
