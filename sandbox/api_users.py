"""users.*, dnd.*, and the methods about the app itself"""

from sandbox.blocks import check_blocks
from sandbox.checks import Problem
from sandbox.methods import ApiError, Call, invalid_arguments, method
from sandbox.model import Json
from sandbox.shapes import profile_json, user_json
from sandbox.view_check import check_view


@method("api.test", "error foo", key="none")
async def api_test(call: Call) -> Json:
    if call.text("error"):
        raise ApiError(call.text("error"), args=call.args)
    return {"args": call.args}


@method("auth.test", "")
async def auth_test(call: Call) -> Json:
    workspace = call.platform.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "app_token", tier=1, key="app")
async def apps_connections_open(call: Call) -> Json:
    return {"url": call.platform.socket_mode.open(call.platform.url.removeprefix("http://"))}


@method("users.info", "user! include_locale:bool", scope="users:read", tier=4)
async def users_info(call: Call) -> Json:
    email = "users:read.email" in call.platform.scopes
    return {"user": user_json(call.platform.workspace, call.user(), email=email)}


@method("users.list", "cursor include_locale:bool limit:int team_id", scope="users:read", tier=2)
async def users_list(call: Call) -> Json:
    rows, cursor = call.page(list(call.platform.workspace.users.values()), default=1000)
    shown = [user_json(call.platform.workspace, user) for user in rows]
    return {"members": shown, "cache_ts": call.platform.clock.epoch(), "response_metadata": {"next_cursor": cursor}}


@method("users.getPresence", "user", scope="users:read", tier=3)
async def users_get_presence(call: Call) -> Json:
    return {"presence": "away" if call.user().deleted else "active"}


@method("users.profile.get", "user include_labels:bool", scope="users.profile:read", tier=4)
async def users_profile_get(call: Call) -> Json:
    return {"profile": profile_json(call.user())}


@method("dnd.info", "user team_id", scope="dnd:read", tier=3)
async def dnd_info(call: Call) -> Json:
    call.user()
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


@method("bots.info", "bot team_id", scope="users:read", tier=3)
async def bots_info(call: Call) -> Json:
    workspace = call.platform.workspace
    owner = next((u for u in workspace.users.values() if u.is_bot and u.bot_id == call.text("bot")), None)
    if owner is None:
        raise ApiError("bot_not_found")
    facts = {"id": owner.bot_id, "deleted": owner.deleted, "name": owner.real_name, "updated": owner.updated}
    return {"bot": facts | {"app_id": workspace.app_id, "user_id": owner.id}}


@method("team.info", "team domain", scope="team:read", tier=3)
async def team_info(call: Call) -> Json:
    workspace = call.platform.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain}}


@method("blocks.validate", "blocks:json message:json view:json", key="none")
async def blocks_validate(call: Call) -> Json:
    given = [name for name in ("blocks", "message", "view") if name in call.args]
    if len(given) != 1:
        raise invalid_arguments("exactly one of blocks, message and view is needed")
    value, files = call.args[given[0]], call.platform.workspace.ready_files()
    if given[0] == "view":
        kind = str(value.get("type")) if isinstance(value, dict) else ""
        problems = check_view(value, kind if kind in ("modal", "home") else "modal", files)
    else:
        blocks = value.get("blocks") if given[0] == "message" and isinstance(value, dict) else value
        where = "/blocks" if given[0] == "message" else ""
        problems = [
            Problem(where + p.pointer, p.message, p.error) for p in check_blocks(blocks, "message", files=files)
        ]
    if problems:
        raise ApiError("invalid_blocks", errors=[{"pointer": p.pointer, "message": p.message} for p in problems])
    return {}
