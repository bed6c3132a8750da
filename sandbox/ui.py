"""The sandbox's web page."""

from aiohttp import web

from sandbox.platform import Platform


def add_routes(app: web.Application, sandbox: Platform) -> None:
    """Serve the page at `/`."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=sandbox.workspace.name)

    app.router.add_get("/", page)
