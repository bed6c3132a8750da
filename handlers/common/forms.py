"""Forms keep what was typed: one that was closed by mistake opens again as it was left."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session

import storage.forms
import storage.privacy
import templates
from handlers.common.deps import Deps
from rules.privacy import Secrets
from templates import limits

Json = dict[str, Any]


async def show(deps: Deps, *, user: str, trigger: str, view: Json) -> None:
    """This will open a form, with what the person had typed into it and not sent within the last day."""
    view = await readable(deps, user=user, view=view)
    typed = await deps.read(storage.forms.kept, team=deps.team, user=user, form=key_of(view), now=deps.now())
    await deps.slack.views_open(trigger_id=trigger, view=refilled(view, typed) if typed else _watched(view))


async def readable(deps: Deps, *, user: str, view: Json) -> Json:
    """The form without the lines and choices that its reader may not know of."""

    def secrets(session: Session) -> Secrets:
        return storage.privacy.secrets(
            session, team=deps.team, by=storage.privacy.audience(session, team=deps.team, destination=user)
        )

    return view | {"blocks": templates.withhold_blocks(view["blocks"], await deps.read(secrets))}


async def on_closed(body: Json, deps: Deps) -> None:
    """view_closed: what differs from how the form opened is kept."""
    view = body["view"]
    await deps.transact(
        storage.forms.keep,
        team=deps.team,
        user=body["user"]["id"],
        form=key_of(view),
        typed=typed_in(view),
        now=deps.now(),
    )


async def sent(deps: Deps, *, user: str, view: Json) -> None:
    """What was sent is no draft any more; the delivery itself is finished by what was sent."""
    await deps.store.transact(storage.forms.forget, team=deps.team, user=user, form=key_of(view))


def key_of(view: Mapping[str, Any]) -> str:
    """Which form it is, and what it is about; the channel it was opened in is no part of that."""
    return f"{view['callback_id']} {str(view.get('private_metadata') or '').partition(' ')[2]}".strip()


def typed_in(view: Mapping[str, Any]) -> Json:
    """The fields, by action, that do not stand as they did when the form opened; files are not kept."""
    state = (view.get("state") or {}).get("values") or {}
    now = {action: field for block in state.values() for action, field in block.items()}
    return {
        element["action_id"]: now[element["action_id"]]
        for _, element in _inputs(view)
        if (field := now.get(element["action_id"]))
        and (pair := _filled(field))
        and element.get(_initial(pair[0])) != pair[1]
    }


def refilled(view: Json, typed: Mapping[str, Any]) -> Json:
    """The view with these fields filled in, and a line that says so; a choice that is gone stays open."""
    done = 0
    for _, element in _inputs(view):
        pair = _filled(typed.get(element["action_id"]) or {})
        if pair and _offers(element, pair[1]):
            element[_initial(pair[0])] = _fitting(element, pair[1])
            done += 1
    note = templates.render("common/refilled").blocks if done else []
    return _watched(view) | {"blocks": [*note, *view["blocks"]]}


def _watched(view: Json) -> Json:
    return view | {"notify_on_close": True}


def _inputs(view: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    return ((block, block["element"]) for block in view["blocks"] if block["type"] == "input")


def _filled(field: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The name and value of what a field holds, if it holds anything."""
    return next(((name, value) for name, value in field.items() if name not in ("type", "files") and value), None)


def _initial(name: str) -> str:
    return "initial_" + name.removeprefix("selected_")


def _fitting(element: Json, value: Any) -> Any:
    """Slack opens no form whose first words are longer than its field, as those of an earlier version may be."""
    return value[: element.get("max_length", limits.INPUT)] if isinstance(value, str) else value


def _offers(element: Json, value: object) -> bool:
    """Slack refuses a first choice that the menu does not have; menus without a list of their own take any."""
    if "options" not in element and "option_groups" not in element:
        return True
    every = [*element.get("options", ()), *(o for g in element.get("option_groups", ()) for o in g["options"])]
    return all(one in every for one in (value if isinstance(value, list) else [value]))
