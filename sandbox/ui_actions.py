"""What somebody does on the page, as acts of a person in the workspace."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox import acts, payloads
from sandbox.api_files import new_file
from sandbox.delivery import NotAcknowledgedError
from sandbox.model import Json, View
from sandbox.people import Person
from sandbox.shapes import file_json
from sandbox.targets import CannotError, find_channel, find_message, find_target
from sandbox.ui_state import may_see

Act = Callable[[Person, Json], Awaitable[Any]]


class Unable(Exception):
    """An action that came to nothing; the text is for the person at the page."""


async def perform(person: Person, request: Json) -> Any:
    """Do what the page asks and return its answer; raises Unable with a sentence."""
    act = ACTIONS.get(str(request.get("action")))
    if act is None:
        raise Unable(f"The sandbox knows no action {request.get('action')}.")
    bot = person.platform.workspace.users[person.platform.workspace.bot_user_id].real_name
    try:
        if "channel" in request and not may_see(find_channel(person.platform, request["channel"]), person.id):
            raise Unable("You are not in this conversation.")
        return await act(person, request)
    except CannotError as refusal:
        sentence = str(refusal)
        raise Unable(sentence[:1].upper() + sentence[1:] + ".") from None
    except (NotAcknowledgedError, TimeoutError) as failure:
        raise Unable(_not_answered(bot, str(failure))) from None
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error) as wrong:
        raise Unable(f"The sandbox could not read that ({wrong}).") from None


def _not_answered(bot: str, reason: str) -> str:
    if reason in ("", "timeout"):
        return f"{bot} did not answer within three seconds. Is it running?"
    return f"{bot} gave an answer that Slack refuses: {reason}"


async def _say(person: Person, request: Json) -> None:
    files = [_file(person, one) for one in request.get("files") or []]
    thread, also = request.get("thread_ts"), bool(request.get("broadcast"))
    await person.say(request["channel"], request["text"], thread_ts=thread, files=files, broadcast=also)


def _file(person: Person, given: Json) -> Any:
    return new_file(person.platform, given["name"], person.id, base64.b64decode(given["content"], validate=True))


async def _upload(person: Person, request: Json) -> Json:
    """A file for a form; it stands in a channel only once a message brings it there."""
    return {"file": file_json(person.platform.workspace, _file(person, request["file"]))}


async def _edit(person: Person, request: Json) -> None:
    await person.edit(request["channel"], request["ts"], request["text"])


async def _delete(person: Person, request: Json) -> None:
    await person.delete(request["channel"], request["ts"])


async def _dismiss(person: Person, request: Json) -> None:
    message = find_message(person.platform, request["channel"], request["ts"], person.id)
    if message.ephemeral_to == person.id:
        acts.delete(person.platform, message)


async def _react(person: Person, request: Json) -> None:
    change = person.react if request["on"] else person.unreact
    await change(request["channel"], request["ts"], request["name"])


async def _command(person: Person, request: Json) -> None:
    await person.command(request["command"], request["text"], request["channel"])


async def _click(person: Person, request: Json) -> None:
    target = _target(request)
    remember(person, target, request.get("values") or {})
    chosen = request["chosen"]
    selected = chosen.get("selected_option") if chosen["type"] == "overflow" else chosen
    pressed = chosen["type"] == "button"
    wanted = {"value": chosen.get("value")} if pressed else {"selected": selected}
    await person.click(target, request["action_id"], block_id=request["block_id"], **wanted)


async def _options(person: Person, request: Json) -> Json:
    where = find_target(person.platform, _target(request), person.id)
    names = (request["block_id"], request["action_id"], request["query"])
    payload = payloads.suggestion(person.platform, person.id, where, *names)
    answer = await person.platform.delivery.ask("interactive", payload)
    return answer if isinstance(answer, dict) else {}


async def _submit(person: Person, request: Json) -> Json:
    remember(person, request["view"], request["values"])
    return {"errors": await person.submit(request["view"])}


def remember(person: Person, target: str | tuple[str, str], values: Json) -> None:
    """Keep what stands in the fields of a view, so that the app is told of it with whatever is pressed."""
    where = find_target(person.platform, target, person.id)
    if not isinstance(where, View):
        key = (where.channel, where.ts, person.id)
        person.platform.message_values[key] = values
        return
    for block, actions in where.values.items():
        given = values.get(block, {})
        actions.update({name: given[name] for name in actions if name in given})


def _target(request: Json) -> str | tuple[str, str]:
    return request["view"] if "view" in request else (request["channel"], request["ts"])


async def _close_view(person: Person, request: Json) -> None:
    await person.close_view(request["view"])


async def _home(person: Person, request: Json) -> None:
    await person.open_home(request.get("tab", "home"))


async def _message_shortcut(person: Person, request: Json) -> None:
    await person.message_shortcut(request["callback_id"], request["channel"], request["ts"])


async def _global_shortcut(person: Person, request: Json) -> None:
    await person.global_shortcut(request["callback_id"])


async def _join(person: Person, request: Json) -> None:
    await person.join(request["channel"])


async def _invite_bot(person: Person, request: Json) -> None:
    await person.invite_bot(request["channel"])


async def _direct(person: Person, request: Json) -> str:
    return person.platform.workspace.dm(person.id, person.platform.workspace.users[request["with"]]).id


async def _read(person: Person, request: Json) -> None:
    find_channel(person.platform, request["channel"]).last_read[person.id] = request["ts"]


async def _advance(person: Person, request: Json) -> None:
    person.platform.clock.advance(timedelta(seconds=request["seconds"]))


async def _set_clock(person: Person, request: Json) -> None:
    person.platform.clock.set(datetime.fromisoformat(request["at"]))


ACTIONS: dict[str, Act] = {
    "say": _say,
    "upload": _upload,
    "edit": _edit,
    "delete": _delete,
    "dismiss": _dismiss,
    "react": _react,
    "command": _command,
    "click": _click,
    "options": _options,
    "submit": _submit,
    "close_view": _close_view,
    "home": _home,
    "message_shortcut": _message_shortcut,
    "global_shortcut": _global_shortcut,
    "join": _join,
    "invite_bot": _invite_bot,
    "direct": _direct,
    "read": _read,
    "advance": _advance,
    "set_clock": _set_clock,
}
