"""Modals that keep unsent input: one that was closed by mistake opens again as it was left."""

from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.forms
import storage.people
import storage.privacy
import templates
from handlers.common.deps import Deps
from handlers.common.slack_reads import DOUBTFUL_CODES, RATE_LIMIT_CODES, error_code
from rules.privacy import Secrets
from rules.refusal import Refusal
from templates import limits

Json = dict[str, Any]
USED_TRIGGER_CODE = "exchanged_trigger_id"
LATE_TRIGGER_CODES = frozenset({"expired_trigger_id", "trigger_expired", "invalid_trigger_id"})


async def open_modal(deps: Deps, *, user: str, trigger: str, view: Json, words: str = "") -> None:
    """Open a form, prefilled with what the person typed but did not send within the last day.

    `words` says the same without a form, for where none can open.
    """
    _require_trigger(trigger, words)
    await open_view(deps, trigger=trigger, view=await refill(deps, user=user, view=view))


async def refill(deps: Deps, *, user: str, view: Json) -> Json:
    """Return a form as its reader may see it, with what they typed in it before and did not send."""
    view = await redact_view(deps, user=user, view=view)
    typed = await deps.read(storage.forms.saved_fields, team=deps.team, user=user, form=draft_key(view), now=deps.now())
    return prefill(view, typed) if typed else _with_close_event(view)


async def open_view(deps: Deps, *, trigger: str, view: Json) -> None:
    """Open a form once; the person hears what to do if Slack does not open it, or does not say whether it did."""
    _require_trigger(trigger, "")
    if deps.window is not None:
        if not await replace_view(deps, shown=deps.window, view=view):
            raise MayBeOpen
        return
    try:
        await deps.slack.views_open(trigger_id=trigger, view=view)
    except SlackApiError as error:
        code = error_code(error)
        if code == USED_TRIGGER_CODE:
            # The same click was worked on before: the form is open.
            return
        if code in LATE_TRIGGER_CODES:
            raise Refusal("The form did not open.", "Slack allows three seconds for it.", "Try again.") from error
        if code in RATE_LIMIT_CODES:
            raise Refusal("The form did not open.", "Slack asks me to slow down.", "Try again in a minute.") from error
        if code not in DOUBTFUL_CODES and not code.startswith("http_"):
            raise
        raise MayBeOpen from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise MayBeOpen from error


async def replace_view(deps: Deps, *, shown: Mapping[str, Any], view: Json) -> bool:
    """Show another view in place of an open one; return False if Slack did not, or the person sees a newer one."""
    try:
        await deps.slack.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
        return False
    return True


class MayBeOpen(Refusal):
    """Raised when Slack does not say whether it opened a form."""

    def __init__(self) -> None:
        super().__init__("Slack did not say whether the form opened.", "", "If you don't see it, try again.")


def _require_trigger(trigger: str, words: str) -> None:
    """Raise a refusal where no form can open: in a direct message, or after a mention of the bot."""
    if not trigger:
        instead = f"Say it in words: `{words}`." if words else "Use the slash command."
        raise Refusal("A form opens only from the slash command or a button.", "", instead)


async def redact_view(deps: Deps, *, user: str, view: Json) -> Json:
    """Return the form without the lines and choices that its reader may not see, and with names in place of ids."""

    def load_secrets(session: Session) -> Secrets:
        return storage.privacy.secrets_hidden_from(
            session, team=deps.team, by=storage.privacy.resolve_audience(session, team=deps.team, destination=user)
        )

    blocks = templates.redact_blocks(view["blocks"], await deps.read(load_secrets))
    if ids := templates.find_ids_in_blocks(blocks):
        names = await deps.read(storage.people.names_of_ids, team=deps.team, ids=ids)
        blocks = templates.with_names_in_blocks(blocks, names)
    return view | {"blocks": blocks}


async def on_closed(body: Json, deps: Deps) -> None:
    """Handle view_closed: save the fields that were changed since the form opened."""
    view = body["view"]
    await deps.commit(
        storage.forms.save_draft,
        team=deps.team,
        user=body["user"]["id"],
        form=draft_key(view),
        typed=changed_fields(view),
        now=deps.now(),
    )


async def keep_typed(deps: Deps, *, user: str, view: Json) -> None:
    """Save what was typed in a form that a click in it replaces by another; the delivery stays open."""
    typed = changed_fields(view)
    await deps.write(
        storage.forms.save_draft, team=deps.team, user=user, form=draft_key(view), typed=typed, now=deps.now()
    )


async def forget_draft(deps: Deps, *, user: str, view: Json) -> None:
    """Delete the saved draft of a submitted form; handling the submission finishes the delivery."""
    await deps.write(storage.forms.delete_draft, team=deps.team, user=user, form=draft_key(view))


def draft_key(view: Mapping[str, Any]) -> str:
    """Return the key of a form's draft: its callback and subject, but not the channel it was opened in."""
    return f"{view['callback_id']} {str(view.get('private_metadata') or '').partition(' ')[2]}".strip()


def changed_fields(view: Mapping[str, Any]) -> Json:
    """Return the fields, by action, that differ from the values the form opened with; files are left out."""
    state = (view.get("state") or {}).get("values") or {}
    current_fields = {action: field for block in state.values() for action, field in block.items()}
    return {
        element["action_id"]: current_fields[element["action_id"]]
        for _, element in _input_elements(view)
        if (field := current_fields.get(element["action_id"]))
        and (pair := _field_value(field))
        and element.get(_initial_key(pair[0])) != pair[1]
    }


def prefill(view: Json, typed: Mapping[str, Any]) -> Json:
    """Return the view with these fields filled in and a note about it; a choice that no longer exists stays empty."""
    filled = 0
    for _, element in _input_elements(view):
        pair = _field_value(typed.get(element["action_id"]) or {})
        if pair and _accepts_value(element, pair[1]):
            element[_initial_key(pair[0])] = _truncate_to_limit(element, pair[1])
            filled += 1
    note = templates.render("common/refilled").blocks if filled else []
    return _with_close_event(view) | {"blocks": [*note, *view["blocks"]]}


def _with_close_event(view: Json) -> Json:
    return view | {"notify_on_close": True}


def _input_elements(view: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    return ((block, block["element"]) for block in view["blocks"] if block["type"] == "input")


def _field_value(field: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return the name and value of what a field contains, or None if it is empty."""
    return next(((name, value) for name, value in field.items() if name not in ("type", "files") and value), None)


def _initial_key(name: str) -> str:
    return "initial_" + name.removeprefix("selected_")


def _truncate_to_limit(element: Json, value: Any) -> Any:
    """Shorten text to its field's limit, which drafts of an earlier version may exceed; Slack rejects longer values."""
    return value[: element.get("max_length", limits.INPUT)] if isinstance(value, str) else value


def _accepts_value(element: Json, value: object) -> bool:
    """Return whether a menu has this choice, since Slack rejects others; menus without their own options accept any."""
    if "options" not in element and "option_groups" not in element:
        return True
    options = [
        *element.get("options", ()),
        *(option for group in element.get("option_groups", ()) for option in group["options"]),
    ]
    return all(choice in options for choice in (value if isinstance(value, list) else [value]))
