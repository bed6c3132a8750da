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


async def open_modal(deps: Deps, *, user: str, trigger: str, view: Json) -> None:
    """This will open a form, with what the person had typed into it and not sent within the last day."""
    view = await redact_view(deps, user=user, view=view)
    typed = await deps.read(storage.forms.saved_fields, team=deps.team, user=user, form=draft_key(view), now=deps.now())
    await deps.slack.views_open(trigger_id=trigger, view=prefill(view, typed) if typed else _with_close_event(view))


async def redact_view(deps: Deps, *, user: str, view: Json) -> Json:
    """The form without the lines and choices that its reader may not know of."""

    def load_secrets(session: Session) -> Secrets:
        return storage.privacy.secrets_hidden_from(
            session, team=deps.team, by=storage.privacy.resolve_audience(session, team=deps.team, destination=user)
        )

    return view | {"blocks": templates.redact_blocks(view["blocks"], await deps.read(load_secrets))}


async def on_closed(body: Json, deps: Deps) -> None:
    """view_closed: what differs from how the form opened is kept."""
    view = body["view"]
    await deps.transact(
        storage.forms.save_draft,
        team=deps.team,
        user=body["user"]["id"],
        form=draft_key(view),
        typed=changed_fields(view),
        now=deps.now(),
    )


async def forget_draft(deps: Deps, *, user: str, view: Json) -> None:
    """What was sent is no draft any more; the delivery itself is finished by what was sent."""
    await deps.store.transact(storage.forms.delete_draft, team=deps.team, user=user, form=draft_key(view))


def draft_key(view: Mapping[str, Any]) -> str:
    """Which form it is, and what it is about; the channel it was opened in is no part of that."""
    return f"{view['callback_id']} {str(view.get('private_metadata') or '').partition(' ')[2]}".strip()


def changed_fields(view: Mapping[str, Any]) -> Json:
    """The fields, by action, that do not stand as they did when the form opened; files are not kept."""
    state = (view.get("state") or {}).get("values") or {}
    now = {action: field for block in state.values() for action, field in block.items()}
    return {
        element["action_id"]: now[element["action_id"]]
        for _, element in _input_elements(view)
        if (field := now.get(element["action_id"]))
        and (pair := _field_value(field))
        and element.get(_initial_key(pair[0])) != pair[1]
    }


def prefill(view: Json, typed: Mapping[str, Any]) -> Json:
    """The view with these fields filled in, and a line that says so; a choice that is gone stays open."""
    done = 0
    for _, element in _input_elements(view):
        pair = _field_value(typed.get(element["action_id"]) or {})
        if pair and _accepts_value(element, pair[1]):
            element[_initial_key(pair[0])] = _truncate_to_limit(element, pair[1])
            done += 1
    note = templates.render("common/refilled").blocks if done else []
    return _with_close_event(view) | {"blocks": [*note, *view["blocks"]]}


def _with_close_event(view: Json) -> Json:
    return view | {"notify_on_close": True}


def _input_elements(view: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    return ((block, block["element"]) for block in view["blocks"] if block["type"] == "input")


def _field_value(field: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The name and value of what a field holds, if it holds anything."""
    return next(((name, value) for name, value in field.items() if name not in ("type", "files") and value), None)


def _initial_key(name: str) -> str:
    return "initial_" + name.removeprefix("selected_")


def _truncate_to_limit(element: Json, value: Any) -> Any:
    """Slack opens no form whose first words are longer than its field, as those of an earlier version may be."""
    return value[: element.get("max_length", limits.INPUT)] if isinstance(value, str) else value


def _accepts_value(element: Json, value: object) -> bool:
    """Slack refuses a first choice that the menu does not have; menus without a list of their own take any."""
    if "options" not in element and "option_groups" not in element:
        return True
    every = [*element.get("options", ()), *(o for g in element.get("option_groups", ()) for o in g["options"])]
    return all(one in every for one in (value if isinstance(value, list) else [value]))
