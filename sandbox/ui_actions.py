"""Actions on the page, as acts of a person in the workspace."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox import acts, payloads
from sandbox.api_files import new_file
from sandbox.delivery import NotAcknowledgedError
from sandbox.model import Json, View
from sandbox.people import SandboxPerson
from sandbox.shapes import file_json
from sandbox.targets import NotPossibleError, find_channel, find_message, find_target
from sandbox.ui_state import may_see

PageAction = Callable[[SandboxPerson, Json], Awaitable[Any]]


class ActionFailedError(Exception):
    """Raised when an action fails; the text is for the person at the page."""


async def perform_action(person: SandboxPerson, request: Json) -> Any:
    """Do what the page asks and return its answer; raise ActionFailedError with a sentence."""
    act = ACTIONS.get(str(request.get("action")))
    if act is None:
        raise ActionFailedError(f"The sandbox knows no action {request.get('action')}.")
    bot = person.platform.workspace.users[person.platform.workspace.bot_user_id].real_name
    try:
        if "channel" in request and not may_see(find_channel(person.platform, request["channel"]), person.id):
            raise ActionFailedError("You are not in this conversation.")
        return await act(person, request)
    except NotPossibleError as refusal:
        sentence = str(refusal)
        raise ActionFailedError(sentence[:1].upper() + sentence[1:] + ".") from None
    except (NotAcknowledgedError, TimeoutError) as failure:
        raise ActionFailedError(_unanswered_sentence(bot, str(failure))) from None
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error) as error:
        raise ActionFailedError(f"The sandbox could not read that ({error}).") from None


def _unanswered_sentence(bot: str, reason: str) -> str:
    if reason in ("", "timeout"):
        return f"{bot} did not answer within three seconds. Is it running?"
    return f"{bot} gave an answer that Slack refuses: {reason}"


async def _post_message(person: SandboxPerson, request: Json) -> None:
    files = [_new_file(person, upload) for upload in request.get("files") or []]
    thread_ts, broadcast = request.get("thread_ts"), bool(request.get("broadcast"))
    await person.say(request["channel"], request["text"], thread_ts=thread_ts, files=files, broadcast=broadcast)


def _new_file(person: SandboxPerson, given: Json) -> Any:
    return new_file(person.platform, given["name"], person.id, base64.b64decode(given["content"], validate=True))


async def _upload_file(person: SandboxPerson, request: Json) -> Json:
    """Upload a file for a form; it reaches a channel only with a message."""
    return {"file": file_json(person.platform.workspace, _new_file(person, request["file"]))}


async def _edit_message(person: SandboxPerson, request: Json) -> None:
    await person.edit(request["channel"], request["ts"], request["text"])


async def _delete_message(person: SandboxPerson, request: Json) -> None:
    await person.delete(request["channel"], request["ts"])


async def _dismiss_message(person: SandboxPerson, request: Json) -> None:
    message = find_message(person.platform, request["channel"], request["ts"], person.id)
    if message.ephemeral_to == person.id:
        acts.delete(person.platform, message)


async def _toggle_reaction(person: SandboxPerson, request: Json) -> None:
    change = person.react if request["on"] else person.unreact
    await change(request["channel"], request["ts"], request["name"])


async def _run_command(person: SandboxPerson, request: Json) -> None:
    await person.command(request["command"], request["text"], request["channel"])


async def _click_element(person: SandboxPerson, request: Json) -> None:
    target = _request_target(request)
    remember_values(person, target, request.get("values") or {})
    chosen = request["chosen"]
    selected = chosen.get("selected_option") if chosen["type"] == "overflow" else chosen
    is_button = chosen["type"] == "button"
    choice = {"value": chosen.get("value")} if is_button else {"selected": selected}
    await person.click(target, request["action_id"], block_id=request["block_id"], **choice)


async def _load_options(person: SandboxPerson, request: Json) -> Json:
    target = find_target(person.platform, _request_target(request), person.id)
    arguments = (request["block_id"], request["action_id"], request["query"])
    payload = payloads.block_suggestion(person.platform, person.id, target, *arguments)
    answer = await person.platform.delivery.ask("interactive", payload)
    return answer if isinstance(answer, dict) else {}


async def _submit_modal(person: SandboxPerson, request: Json) -> Json:
    remember_values(person, request["view"], request["values"])
    return {"errors": await person.submit(request["view"])}


def remember_values(person: SandboxPerson, target: str | tuple[str, str], values: Json) -> None:
    """Keep the values of a view's fields, so that the app gets them with whatever is pressed."""
    surface = find_target(person.platform, target, person.id)
    if not isinstance(surface, View):
        key = (surface.channel, surface.ts, person.id)
        person.platform.message_values[key] = values
        return
    for block, actions in surface.values.items():
        block_values = values.get(block, {})
        actions.update({name: block_values[name] for name in actions if name in block_values})


def _request_target(request: Json) -> str | tuple[str, str]:
    return request["view"] if "view" in request else (request["channel"], request["ts"])


async def _close_view(person: SandboxPerson, request: Json) -> None:
    await person.close_view(request["view"])


async def _open_home(person: SandboxPerson, request: Json) -> None:
    await person.open_home(request.get("tab", "home"))


async def _message_shortcut(person: SandboxPerson, request: Json) -> None:
    await person.message_shortcut(request["callback_id"], request["channel"], request["ts"])


async def _global_shortcut(person: SandboxPerson, request: Json) -> None:
    await person.global_shortcut(request["callback_id"])


async def _join_channel(person: SandboxPerson, request: Json) -> None:
    await person.join(request["channel"])


async def _invite_bot(person: SandboxPerson, request: Json) -> None:
    await person.invite_bot(request["channel"])


async def _open_direct_message(person: SandboxPerson, request: Json) -> str:
    return person.platform.workspace.dm_channel(person.id, person.platform.workspace.users[request["with"]]).id


async def _mark_read(person: SandboxPerson, request: Json) -> None:
    find_channel(person.platform, request["channel"]).last_read[person.id] = request["ts"]


async def _advance_clock(person: SandboxPerson, request: Json) -> None:
    person.platform.clock.advance(timedelta(seconds=request["seconds"]))


async def _set_clock(person: SandboxPerson, request: Json) -> None:
    person.platform.clock.set_time(datetime.fromisoformat(request["at"]))


ACTIONS: dict[str, PageAction] = {
    "say": _post_message,
    "upload": _upload_file,
    "edit": _edit_message,
    "delete": _delete_message,
    "dismiss": _dismiss_message,
    "react": _toggle_reaction,
    "command": _run_command,
    "click": _click_element,
    "options": _load_options,
    "submit": _submit_modal,
    "close_view": _close_view,
    "home": _open_home,
    "message_shortcut": _message_shortcut,
    "global_shortcut": _global_shortcut,
    "join": _join_channel,
    "invite_bot": _invite_bot,
    "direct": _open_direct_message,
    "read": _mark_read,
    "advance": _advance_clock,
    "set_clock": _set_clock,
}
