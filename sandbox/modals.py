"""The modals and Home tabs that people have open."""

from sandbox.methods import ApiError
from sandbox.model import Change, Json, View
from sandbox.platform import Platform
from sandbox.view_state import starting_values

DEEPEST = 3


def open_view(platform: Platform, user: str, body: Json) -> View:
    """Show a first modal to somebody; one already open gives way."""
    for view_id in platform.modals.pop(user, []):
        _forget(platform, view_id)
    return _stack(platform, user, body)


def push_view(platform: Platform, user: str, body: Json) -> View:
    """Put a modal on top of those a person has open; at most three."""
    if len(platform.modals.get(user, [])) >= DEEPEST:
        raise ApiError("push_limit_reached")
    return _stack(platform, user, body)


def update_view(platform: Platform, view: View, body: Json) -> View:
    """Replace what a view shows. What was filled in stays where block and action keep their ids."""
    _refuse_known_external_id(platform, body, besides=view.id)
    kept = view.values
    view.body = _filled(platform, body)
    view.hash = _hash(platform)
    view.values = starting_values(view.body)
    for block, actions in view.values.items():
        view.values[block] = actions | {name: kept[block][name] for name in actions if name in kept.get(block, {})}
    kind = "home" if view.is_home else "view_updated"
    platform.workspace.notify(Change(kind, user=view.user, view=view.id))
    return view


def close_view(platform: Platform, view: View) -> None:
    """Take one modal off a person's screen."""
    stack = platform.modals.get(view.user, [])
    if view.id in stack:
        stack.remove(view.id)
    _forget(platform, view.id)


def clear_views(platform: Platform, user: str) -> None:
    """Close all modals of a person."""
    for view_id in platform.modals.pop(user, []):
        _forget(platform, view_id)


def publish_home(platform: Platform, user: str, body: Json) -> View:
    """Show somebody a new Home tab."""
    known = platform.homes.get(user)
    if known is not None:
        return update_view(platform, known, body)
    home = _make(platform, user, body)
    platform.homes[user] = home
    platform.workspace.notify(Change("home", user=user, view=home.id))
    return home


def refuse_stale(view: View, given: str) -> None:
    """Refuse an overwrite that was made for an older state of the view."""
    if given and given != view.hash:
        raise ApiError("hash_conflict")


def _stack(platform: Platform, user: str, body: Json) -> View:
    _refuse_known_external_id(platform, body)
    below = platform.modals.setdefault(user, [])
    view = _make(platform, user, body)
    if below:
        view.root_id, view.previous_id = platform.views[below[0]].id, below[-1]
    below.append(view.id)
    platform.workspace.notify(Change("view_opened", user=user, view=view.id))
    return view


def _make(platform: Platform, user: str, body: Json) -> View:
    view_id = platform.workspace.new_id("V")
    filled = _filled(platform, body)
    view = View(view_id, user, filled, _hash(platform), view_id, values=starting_values(filled))
    platform.views[view_id] = view
    return view


def _filled(platform: Platform, body: Json) -> Json:
    return body | {"blocks": platform.workspace.fill_ids(body["blocks"])}


def _forget(platform: Platform, view_id: str) -> None:
    view = platform.views.pop(view_id, None)
    if view is not None:
        platform.workspace.notify(Change("view_closed", user=view.user, view=view_id))


def _refuse_known_external_id(platform: Platform, body: Json, besides: str = "") -> None:
    wanted = body.get("external_id")
    if wanted and any(v.body.get("external_id") == wanted and v.id != besides for v in platform.views.values()):
        raise ApiError("duplicate_external_id")


def _hash(platform: Platform) -> str:
    return f"{platform.clock.epoch()}.{platform.number():08x}"
