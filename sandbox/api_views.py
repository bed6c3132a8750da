"""views.*."""

from sandbox.clock import stopwatch
from sandbox.methods import ApiError, MethodCall, api_method, invalid_arguments
from sandbox.modals import open_view, publish_home, push_view, refuse_stale, update_view
from sandbox.model import Json, View
from sandbox.platform import Trigger
from sandbox.shapes import view_json
from sandbox.view_check import refuse_view


@api_method("views.open", "trigger_id interactivity_pointer view:json!", tier=4)
async def views_open(call: MethodCall) -> Json:
    body = _checked_view(call, "modal")
    trigger = _take_trigger(call)
    return {"view": view_json(call.platform.workspace, open_view(call.platform, trigger.user, body))}


@api_method("views.push", "trigger_id interactivity_pointer view:json!", tier=4)
async def views_push(call: MethodCall) -> Json:
    body = _checked_view(call, "modal")
    trigger = _take_trigger(call, used=False)
    if trigger.view not in call.platform.views:
        raise ApiError("invalid_trigger_id")
    view = push_view(call.platform, trigger.user, body)
    trigger.used = True
    return {"view": view_json(call.platform.workspace, view)}


@api_method("views.update", "view:json! external_id view_id hash", tier=4)
async def views_update(call: MethodCall) -> Json:
    view = _known_view(call)
    body = _checked_view(call, "home" if view.is_home else "modal")
    refuse_stale(view, call.text_argument("hash"))
    return {"view": view_json(call.platform.workspace, update_view(call.platform, view, body))}


@api_method("views.publish", "user_id! view:json! hash", tier=4)
async def views_publish(call: MethodCall) -> Json:
    user = call.platform.workspace.users.get(call.text_argument("user_id"))
    if user is None or user.is_bot:
        raise invalid_arguments("invalid `user_id` [json-pointer:/user_id]")
    if not call.platform.app_home_flag("home_tab_enabled"):
        raise ApiError("not_enabled")
    body = _checked_view(call, "home")
    home = call.platform.homes.get(user.id)
    if home is not None:
        refuse_stale(home, call.text_argument("hash"))
    return {"view": view_json(call.platform.workspace, publish_home(call.platform, user.id, body))}


def _checked_view(call: MethodCall, kind: str) -> Json:
    return refuse_view(call.args["view"], kind, call.platform.workspace.ready_files())


def _take_trigger(call: MethodCall, *, used: bool = True) -> Trigger:
    """Return the trigger that the call names, used up unless told not to; refuse late and second uses."""
    if not call.text_argument("trigger_id"):
        raise invalid_arguments("missing required field: trigger_id")
    trigger = call.platform.triggers.get(call.text_argument("trigger_id"))
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if stopwatch() - trigger.created_at > call.platform.trigger_seconds:
        raise ApiError("expired_trigger_id")
    trigger.used = used
    return trigger


def _known_view(call: MethodCall) -> View:
    if not (call.text_argument("view_id") or call.text_argument("external_id")):
        raise invalid_arguments("missing required field: view_id")
    for view in call.platform.views.values():
        if call.text_argument("view_id") == view.id or (
            call.text_argument("external_id") and _external_id(view) == call.text_argument("external_id")
        ):
            return view
    raise ApiError("not_found")


def _external_id(view: View) -> str:
    return str(view.body.get("external_id", ""))
