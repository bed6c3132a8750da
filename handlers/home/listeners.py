"""A person's card, and the App Home: drawn when opened, and again when its content changes."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import storage.home
import templates
from handlers.common import forms, identity, isolation
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall, local_date
from handlers.home import flows, queries
from handlers.home.flows import ViewPayload
from rules.people import Person
from rules.refusal import NotAllowed
from rules.truth.milestones import upcoming_milestones
from templates import RenderedMessage

DUE_SOON_DAYS = 7
# Longer than a tick, so that no change falls between two.
RECENT_CHANGE_WINDOW = timedelta(seconds=90)


async def show_my_card(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run the empty command: what waits on the caller, their milestones, and this channel's program."""
    card = await deps.read(queries.my_card, person=call.person, channel=call.channel, now=call.now)
    return templates.render("home/my_card", card=card, command=deps.command, today=call.today)


async def on_home_opened(event: ViewPayload, deps: Deps) -> None:
    """Handle app_home_opened: draw the Home tab each time it is opened; send it if its content has changed."""
    if event.get("tab") != "home":
        return
    person = await identity.load_person(deps, event["user"])
    # After a reinstallation Slack has no Home to show, whatever was published before.
    await update_home(deps, person, opened=True, missing=not event.get("view"))


async def update_home(deps: Deps, person: Person, *, opened: bool = False, missing: bool = False) -> None:
    """Publish a person's Home if it differs from the one they have, or Slack has none."""
    now = deps.now()
    home, secrets = await deps.read(queries.home_and_secrets, person=person, now=now)
    view = templates.render_view("home/home", home=home, command=deps.command, today=local_date(person, now))
    view["blocks"] = templates.redact_blocks(view["blocks"], secrets) if secrets else view["blocks"]
    await deps.write(flows.publish_home, person=person, view=view, opened=opened, missing=missing, now=now)
    deps.wake()


async def refresh_open_homes(deps: Deps) -> None:
    """Refresh the Homes people have open when anything on them changes; otherwise this is one short query."""
    now = deps.now()
    watching = await deps.read(storage.home.recent_visitors, team=deps.team, since=now - storage.home.VISIT_LENGTH)
    if watching:
        users = await deps.read(
            queries.users_to_refresh, team=deps.team, users=watching, since=now - RECENT_CHANGE_WINDOW
        )
        await isolation.run_each(deps, job="Home", tasks={user: partial(_refresh_home, deps, user) for user in users})


async def _refresh_home(deps: Deps, user: str) -> None:
    # Their account may have been closed meanwhile.
    with suppress(NotAllowed):
        await update_home(deps, await identity.load_person(deps, user))


async def on_my_week(body: dict[str, Any], deps: Deps) -> None:
    """Open *My week*: what waits on the person, and their milestones that are late or due within seven days."""
    person = await identity.load_person(deps, body["user"]["id"])
    now = deps.now()
    day = local_date(person, now)
    card = await deps.read(queries.my_card, person=person, channel="", now=now)
    overdue = tuple(milestone for milestone in card.milestones if milestone.is_overdue(day))
    soon = overdue + upcoming_milestones(card.milestones, today=day, days=DUE_SOON_DAYS)
    view = templates.render_view("home/week", waiting=card.waiting, milestones=soon, today=day)
    view = await forms.redact_view(deps, user=person.id, view=view)
    await forms.open_view(deps, trigger=body["trigger_id"], view=view)


COMMANDS = (
    Command(
        "me",
        "me",
        "Show what needs you, your milestones and this channel's program.",
        show_my_card,
        ALL_ROLES,
        ("me",),
    ),
)
SHORTCUTS = {"my_week": on_my_week}
