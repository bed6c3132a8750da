"""What administrators tell capture: which other apps are heard, and what a reaction means."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.capture
import storage.people
import templates
from handlers import reactions
from handlers.calls import Call
from handlers.deps import Deps
from program.people import Action, Person
from program.refusal import NotFound, Refusal
from program.text import tokens
from templates import Message

BOT = re.compile(r"B[A-Z0-9]{2,20}")
EMOJI = re.compile(r":([a-z0-9_+'-]{1,100})(?:::skin-tone-[2-6])?:")
KINDS = tuple(dict.fromkeys(reactions.MEANS.values()))
NOTHING = "nothing"


async def apps(call: Call, deps: Deps) -> Message:
    """`admin apps`, `admin app @ci`, `admin app B0123`, `admin app remove B0123`"""
    verb, _, rest = call.text.partition(" ")
    app = await _app(rest, deps) if verb.casefold() == "app" else ""
    heard = await deps.transact(hear, person=call.person, app=app, heard="remove" not in rest.split(), now=call.now)
    return templates.render("admin/apps", apps=[(one, await _name(one, deps)) for one in heard])


async def meanings(call: Call, deps: Deps) -> Message:
    """`admin reactions`, `admin reaction :hammer: decision`, `admin reaction :dart: nothing`"""
    verb, _, rest = call.text.partition(" ")
    emoji, means = _meaning(rest) if verb.casefold() == "reaction" else ("", "")
    found = await deps.transact(mean, person=call.person, emoji=emoji, means=means, now=call.now)
    return templates.render("admin/reactions", reactions=found)


def hear(session: Session, *, person: Person, app: str, heard: bool, now: datetime) -> tuple[str, ...]:
    """This will hear an app from now on or no longer (none named: as it was), and give those that are heard."""
    storage.people.require(session, person=person, action=Action.ADMINISTER)
    if app and heard:
        storage.capture.allow_app(session, team=person.team, app=app, by=person.id, now=now)
    elif app:
        storage.capture.forbid_app(session, team=person.team, app=app)
    session.flush()
    return storage.capture.apps(session, team=person.team)


def mean(session: Session, *, person: Person, emoji: str, means: str, now: datetime) -> Mapping[str, str]:
    """This will give an emoji a meaning from now on (none named: as it was), and give all that have one (B-23)."""
    storage.people.require(session, person=person, action=Action.ADMINISTER)
    if emoji:
        storage.capture.map_reaction(session, team=person.team, emoji=emoji, means=means, by=person.id, now=now)
        session.flush()
    every = reactions.MEANS | storage.capture.reactions(session, team=person.team)
    return {emoji: means for emoji, means in every.items() if means}


async def _app(text: str, deps: Deps) -> str:
    """An app's bot id, written or of the bot that is mentioned."""
    for token in tokens(text):
        if token.kind == "user":
            user = await _asked(deps.slack.users_info, "user", user=token.id)
            if bot := (user.get("profile") or {}).get("bot_id"):
                return str(bot)
            raise NotFound("That is no app.", "Only apps have to be let in; people are heard.", "")
        if BOT.fullmatch(token.text):
            return token.text
    raise Refusal("Which app?", "", "Mention its bot: `admin app @ci`. Or give its bot id: `admin app B0123ABC`.")


def _meaning(text: str) -> tuple[str, str]:
    emoji, said = EMOJI.search(text), text.split()[-1:]
    means = said[0].casefold() if said else ""
    if emoji is None or means not in (*KINDS, NOTHING):
        raise Refusal(
            "I need an emoji and what it means.",
            f"It may mean {', '.join(KINDS)}, or {NOTHING}.",
            "Write `admin reaction :hammer: decision`.",
        )
    return emoji[1], "" if means == NOTHING else means


async def _name(app: str, deps: Deps) -> str:
    return str((await _asked(deps.slack.bots_info, "bot", bot=app)).get("name") or app)


async def _asked(method: Any, key: str, **arguments: str) -> dict[str, Any]:
    """What Slack says of an app or a person; nothing where it knows none."""
    try:
        answer = await method(**arguments)
    except SlackApiError:
        return {}
    return answer.get(key) or {}
