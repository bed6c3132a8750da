"""My card, and the App Home: drawn when somebody looks, and again when what it says has changed."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from sqlmodel import Session

import storage.audit
import storage.checkins
import storage.home
import storage.privacy
import storage.queues.outbox
import templates
from handlers.common import forms, identity, isolation
from handlers.common.commands import EVERYBODY, Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, today
from handlers.home import queries
from handlers.home.queries import Home
from rules.people import Person
from rules.privacy import Secrets
from rules.refusal import NotAllowed
from templates import Message

View = dict[str, Any]
SOON = 7
RECENT = timedelta(seconds=90)  # longer than a tick, so that no change falls between two


async def mine(call: Call, deps: Deps) -> Message:
    """Empty text: what waits on me, my milestones, the program of this channel."""
    card = await deps.read(queries.my_card, person=call.person, channel=call.channel, now=call.now)
    return templates.render("home/my_card", card=card, command=deps.command, today=call.today)


async def on_home(event: View, deps: Deps) -> None:
    """app_home_opened: the Home tab is drawn anew each time it is looked at, and sent where it says something else."""
    if event.get("tab") != "home":
        return
    await show(deps, await identity.person(deps, event["user"]), opened=True)


async def show(deps: Deps, person: Person, *, opened: bool = False) -> None:
    """This will publish a person's Home if it differs from the one they have."""
    now = deps.now()
    home, secrets = await deps.read(_read, person=person, now=now)
    view = templates.render_view("home/home", home=home, command=deps.command, today=today(person, now))
    view["blocks"] = templates.withhold_blocks(view["blocks"], secrets) if secrets else view["blocks"]
    await deps.store.transact(publish, person=person, view=view, opened=opened, now=now)
    deps.wake()


def publish(session: Session, *, person: Person, view: View, opened: bool, now: datetime) -> None:
    """Once per edition and person, through the outbox; an edition that says the same is none."""
    digest = blake2b(json.dumps(view, sort_keys=True).encode(), digest_size=12).hexdigest()
    edition = storage.home.turn(session, team=person.team, user=person.id, digest=digest, opened=opened, now=now)
    if edition is None:
        return
    payload = {"user_id": person.id, "view": view}
    key = f"home:{person.id}:{edition}"
    storage.queues.outbox.enqueue(
        session,
        key=key,
        team=person.team,
        method="views.publish",
        channel=person.id,
        payload=payload,
        kind="view",
        now=now,
    )


async def every_change(deps: Deps) -> None:
    """While somebody has their Home open, it follows what changes and what they are asked; else one short query."""
    now = deps.now()
    watching = await deps.read(storage.home.watching, team=deps.team, since=now - storage.home.VISIT)
    if watching:
        users = await deps.read(_with_news, team=deps.team, users=watching, since=now - RECENT)
        await isolation.each(deps, job="Home", turns={user: partial(_follow, deps, user) for user in users})


def _with_news(session: Session, *, team: str, users: tuple[str, ...], since: datetime) -> tuple[str, ...]:
    """Everybody when anything changed; else those who were just asked how it is going."""
    kinds = queries.FOLLOWED
    if storage.audit.told_since(session, team=team, at=since, kinds=kinds, limit=1):
        return users
    return storage.checkins.asked_since(session, team=team, users=users, since=since)


async def _follow(deps: Deps, user: str) -> None:
    with suppress(NotAllowed):  # their account was closed meanwhile
        await show(deps, await identity.person(deps, user))


def _read(session: Session, *, person: Person, now: datetime) -> tuple[Home, Secrets]:
    by = storage.privacy.reader(session, person=person)
    secrets = storage.privacy.secrets(session, team=person.team, by=by)
    return queries.home(session, person=person, now=now), secrets


async def on_week(ack: AsyncAck, body: dict[str, Any], deps: Deps) -> None:
    """*My week*: what waits on me, and my milestones that are late or due within seven days."""
    await ack()
    person = await identity.person(deps, body["user"]["id"])
    now = deps.now()
    day = today(person, now)
    card = await deps.read(queries.my_card, person=person, channel="", now=now)
    soon = [m for m in card.milestones if m.expected and (m.expected - day).days <= SOON]
    view = templates.render_view("home/week", waiting=card.waiting, milestones=soon, today=day)
    view = await forms.readable(deps, user=person.id, view=view)
    await deps.slack.views_open(trigger_id=body["trigger_id"], view=view)


COMMANDS = (
    Command(
        "me",
        "me",
        "What waits on you, your milestones, this channel's program.",
        mine,
        EVERYBODY,
        ("me",),
    ),
)
SHORTCUTS = {"my_week": on_week}
