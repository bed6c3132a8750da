"""The modals and Home tabs that people have open."""

from sandbox.methods import ApiError
from sandbox.model import Json, View, WorkspaceChange
from sandbox.platform import Platform
from sandbox.view_state import initial_values

MAX_MODAL_DEPTH = 3


def open_view(platform: Platform, user: str, body: Json) -> View:
    """Show a first modal to a user; it replaces any that are open."""
    for view_id in platform.modals.pop(user, []):
        _remove_view(platform, view_id)
    return _push_modal(platform, user, body)


def push_view(platform: Platform, user: str, body: Json) -> View:
    """Put a modal on top of those a person has open; at most three."""
    if len(platform.modals.get(user, [])) >= MAX_MODAL_DEPTH:
        raise ApiError("push_limit_reached")
    return _push_modal(platform, user, body)


def update_view(platform: Platform, view: View, body: Json) -> View:
    """Replace the content of a view; filled-in values stay where block and action keep their ids."""
    _refuse_known_external_id(platform, body, except_view=view.id)
    old_values = view.values
    view.body = _with_ids(platform, body)
    view.hash = _new_hash(platform)
    view.values = initial_values(view.body)
    for block, actions in view.values.items():
        view.values[block] = actions | {
            name: old_values[block][name] for name in actions if name in old_values.get(block, {})
        }
    kind = "home" if view.is_home else "view_updated"
    platform.workspace.notify(WorkspaceChange(kind, user=view.user, view=view.id))
    return view


def close_view(platform: Platform, view: View) -> None:
    """Take one modal off a person's screen."""
    stack = platform.modals.get(view.user, [])
    if view.id in stack:
        stack.remove(view.id)
    _remove_view(platform, view.id)


def clear_views(platform: Platform, user: str) -> None:
    """Close all modals of a person."""
    for view_id in platform.modals.pop(user, []):
        _remove_view(platform, view_id)


def publish_home(platform: Platform, user: str, body: Json) -> View:
    """Show a user a new Home tab."""
    current = platform.homes.get(user)
    if current is not None:
        return update_view(platform, current, body)
    home = _create_view(platform, user, body)
    platform.homes[user] = home
    platform.workspace.notify(WorkspaceChange("home", user=user, view=home.id))
    return home


def refuse_stale(view: View, given_hash: str) -> None:
    """Refuse an overwrite that was made for an older state of the view."""
    if given_hash and given_hash != view.hash:
        raise ApiError("hash_conflict")


def _push_modal(platform: Platform, user: str, body: Json) -> View:
    _refuse_known_external_id(platform, body)
    stack = platform.modals.setdefault(user, [])
    view = _create_view(platform, user, body)
    if stack:
        view.root_id, view.previous_id = platform.views[stack[0]].id, stack[-1]
    stack.append(view.id)
    platform.workspace.notify(WorkspaceChange("view_opened", user=user, view=view.id))
    return view


def _create_view(platform: Platform, user: str, body: Json) -> View:
    view_id = platform.workspace.new_id("V")
    filled = _with_ids(platform, body)
    view = View(view_id, user, filled, _new_hash(platform), view_id, values=initial_values(filled))
    platform.views[view_id] = view
    return view


def _with_ids(platform: Platform, body: Json) -> Json:
    return body | {"blocks": platform.workspace.fill_ids(body["blocks"])}


def _remove_view(platform: Platform, view_id: str) -> None:
    view = platform.views.pop(view_id, None)
    if view is not None:
        platform.workspace.notify(WorkspaceChange("view_closed", user=view.user, view=view_id))


def _refuse_known_external_id(platform: Platform, body: Json, except_view: str = "") -> None:
    external_id = body.get("external_id")
    if external_id and any(
        v.body.get("external_id") == external_id and v.id != except_view for v in platform.views.values()
    ):
        raise ApiError("duplicate_external_id")


def _new_hash(platform: Platform) -> str:
    return f"{platform.clock.epoch_seconds()}.{platform.next_number():08x}"
