"""usergroups.*: the groups of people that are mentioned by a handle."""

from sandbox.methods import ApiError, MethodCall, api_method
from sandbox.model import Json, Subteam


@api_method(
    "usergroups.list",
    "include_count:bool include_disabled:bool include_users:bool team_id",
    scope="usergroups:read",
    tier=2,
)
async def usergroups_list(call: MethodCall) -> Json:
    groups = [
        g for g in call.platform.workspace.groups.values() if call.args.get("include_disabled") or not g.disabled_at
    ]
    return {"usergroups": [_group_json(call, group) for group in groups]}


@api_method("usergroups.users.list", "usergroup! include_disabled:bool team_id", scope="usergroups:read", tier=2)
async def usergroups_users_list(call: MethodCall) -> Json:
    group = call.platform.workspace.groups.get(call.text_argument("usergroup"))
    if group is None or (group.disabled_at and not call.args.get("include_disabled")):
        raise ApiError("no_such_subteam")
    return {"users": list(group.members)}


def _group_json(call: MethodCall, group: Subteam) -> Json:
    workspace = call.platform.workspace
    body: Json = {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.disabled_at or group.created,
        "date_delete": group.disabled_at,
        "auto_type": None,
        "created_by": workspace.bot_user_id,
        "updated_by": workspace.bot_user_id,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    if call.args.get("include_users"):
        body["users"] = list(group.members)
    if call.args.get("include_count"):
        body["user_count"] = len(group.members)
    return body
