"""users.*, dnd.*, and the methods about the app itself."""

from sandbox.blocks import check_blocks
from sandbox.checks import Problem
from sandbox.methods import ApiError, MethodCall, api_method, invalid_arguments
from sandbox.model import Json
from sandbox.shapes import profile_json, user_json
from sandbox.view_check import check_view


@api_method("api.test", "error foo", auth_kind="none")
async def api_test(call: MethodCall) -> Json:
    if call.text_argument("error"):
        raise ApiError(call.text_argument("error"), args=call.args)
    return {"args": call.args}


@api_method("auth.test", "")
async def auth_test(call: MethodCall) -> Json:
    workspace = call.platform.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    } | ({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {})


@api_method("apps.connections.open", "app_token", tier=1, auth_kind="app")
async def apps_connections_open(call: MethodCall) -> Json:
    return {"url": call.platform.socket_mode.new_address(call.platform.url.removeprefix("http://"))}


@api_method("users.info", "user! include_locale:bool", scope="users:read", tier=4)
async def users_info(call: MethodCall) -> Json:
    email = "users:read.email" in call.platform.scopes
    return {"user": user_json(call.platform.workspace, call.require_user(), email=email)}


@api_method("users.list", "cursor include_locale:bool limit:int team_id", scope="users:read", tier=2)
async def users_list(call: MethodCall) -> Json:
    rows, cursor = call.page_of(list(call.platform.workspace.users.values()), default=1000)
    email = "users:read.email" in call.platform.scopes
    bodies = [user_json(call.platform.workspace, user, email=email) for user in rows]
    return {
        "members": bodies,
        "cache_ts": call.platform.clock.epoch_seconds(),
        "response_metadata": {"next_cursor": cursor},
    }


@api_method("users.lookupByEmail", "email!", scope="users:read.email", tier=3)
async def users_lookup_by_email(call: MethodCall) -> Json:
    address = call.text_argument("email").casefold()
    for user in call.platform.workspace.users.values():
        body = user_json(call.platform.workspace, user, email=True)
        if body["profile"].get("email", "").casefold() == address and not user.deleted:
            return {"user": body}
    raise ApiError("users_not_found")


@api_method("users.getPresence", "user", scope="users:read", tier=3)
async def users_get_presence(call: MethodCall) -> Json:
    return {"presence": "away" if call.require_user().deleted else "active"}


@api_method("users.profile.get", "user include_labels:bool", scope="users.profile:read", tier=4)
async def users_profile_get(call: MethodCall) -> Json:
    return {"profile": profile_json(call.require_user())}


@api_method("dnd.info", "user team_id", scope="dnd:read", tier=3)
async def dnd_info(call: MethodCall) -> Json:
    call.require_user()
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


@api_method("bots.info", "bot team_id", scope="users:read", tier=3)
async def bots_info(call: MethodCall) -> Json:
    workspace = call.platform.workspace
    owner = next((u for u in workspace.users.values() if u.is_bot and u.bot_id == call.text_argument("bot")), None)
    if owner is None:
        raise ApiError("bot_not_found")
    facts = {"id": owner.bot_id, "deleted": owner.deleted, "name": owner.real_name, "updated": owner.updated}
    return {"bot": facts | {"app_id": workspace.app_id, "user_id": owner.id}}


@api_method("team.info", "team domain include_slackbot_availability:bool", scope="team:read", tier=3)
async def team_info(call: MethodCall) -> Json:
    workspace = call.platform.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain}}


@api_method("blocks.validate", "blocks:json message:json view:json", auth_kind="none")
async def blocks_validate(call: MethodCall) -> Json:
    names = [name for name in ("blocks", "message", "view") if name in call.args]
    if len(names) != 1:
        raise invalid_arguments("exactly one of blocks, message and view is needed")
    value, files = call.args[names[0]], call.platform.workspace.ready_files()
    if names[0] == "view":
        kind = str(value.get("type")) if isinstance(value, dict) else ""
        problems = check_view(value, kind if kind in ("modal", "home") else "modal", files)
    else:
        blocks = value.get("blocks") if names[0] == "message" and isinstance(value, dict) else value
        prefix = "/blocks" if names[0] == "message" else ""
        problems = [
            Problem(prefix + p.pointer, p.message, p.error) for p in check_blocks(blocks, "message", files=files)
        ]
    if problems:
        raise ApiError("invalid_blocks", errors=[{"pointer": p.pointer, "message": p.message} for p in problems])
    return {}
