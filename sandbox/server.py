"""The sandbox as a server on this machine's own address, out of reach of all others."""

from aiohttp import web

from sandbox import api_files, responses
from sandbox.clock import SandboxClock
from sandbox.http_delivery import HttpDelivery
from sandbox.model import User, WorkspaceChange
from sandbox.people import SandboxPerson
from sandbox.platform import Platform
from sandbox.ui import add_routes
from sandbox.web_api import WebApi

HOST = "127.0.0.1"
_MAX_BODY_BYTES = 64 * 1024 * 1024


class Sandbox(Platform):
    """A small, strict Slack. `await Sandbox.start()`, connect an app with its tokens, then act as people."""

    _runner: web.AppRunner
    _http: HttpDelivery | None = None

    @classmethod
    async def start(cls, port: int = 0, *, clock: SandboxClock | None = None, seed: int = 0) -> "Sandbox":
        """Start serving on a port of this machine (0: any free one)."""
        sandbox = cls(clock, seed=seed)
        app = web.Application(client_max_size=_MAX_BODY_BYTES)
        sandbox._add_routes(app)
        sandbox._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await sandbox._runner.setup()
        site = web.TCPSite(sandbox._runner, HOST, port)
        await site.start()
        bound: tuple[str, int] = sandbox._runner.addresses[0]
        sandbox.workspace.base_url = f"http://{HOST}:{bound[1]}"
        sandbox.clock.on_change(lambda: sandbox.workspace.notify(WorkspaceChange("clock")))
        return sandbox

    def person(self, user: User | str) -> SandboxPerson:
        """Return the person to act as, given as a user, by id or by name."""
        if isinstance(user, User):
            return SandboxPerson(self, user.id)
        is_id = user in self.workspace.users
        return SandboxPerson(self, user if is_id else self.workspace.user_named(user).id)

    async def deliver_over_http(self, url: str) -> None:
        """Deliver everything by signed requests to one address from now on, once url_verification has succeeded."""
        if self._http is not None:
            await self._http.close()
        self._http = HttpDelivery(url, self.signing_secret)
        if not await self._http.verify_url():
            raise ValueError(f"{url} did not answer the challenge")
        self.use_transport(self._http)

    async def close(self) -> None:
        """Stop everything and free the port."""
        await self.delivery.stop()
        if self._http is not None:
            await self._http.close()
        await self.socket_mode.drop()
        await self._runner.cleanup()

    def _add_routes(self, app: web.Application) -> None:
        api = WebApi(self)
        app.router.add_route("*", "/api/{method:[A-Za-z.]+}", api.handle_request)
        app.router.add_get("/link/", self.socket_mode.serve_connection)
        for kind in ("commands", "actions"):
            app.router.add_post(f"/{kind}/{{rest:.+}}", self._handle_response_url)
        app.router.add_post("/upload/v1/{file}", self._receive_upload)
        app.router.add_get("/files-pri/{key}/{rest:.+}", self._download_file)
        add_routes(app, self)

    async def _handle_response_url(self, request: web.Request) -> web.StreamResponse:
        return await responses.handle_response_url(self, request)

    async def _receive_upload(self, request: web.Request) -> web.StreamResponse:
        return await api_files.receive_upload(self, request)

    async def _download_file(self, request: web.Request) -> web.StreamResponse:
        return await api_files.download_file(self, request)
