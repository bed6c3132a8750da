"""Help, the administrator's desk (failed work, channels, roles), and the work of former members."""

import re
from typing import Any

import templates
from handlers.admin import flows, queries
from handlers.capture import reactions
from handlers.common import identity
from handlers.common.commands import INSIDER_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from handlers.common.slack_reads import look_up
from rules.people import Role
from rules.refusal import NotFound, Refusal
from rules.text import tokens
from templates import RenderedMessage

BOT_ID_PATTERN = re.compile(r"B[A-Z0-9]{2,20}")
EMOJI_PATTERN = re.compile(r":([a-z0-9_+'-]{1,100})(?:::skin-tone-[2-6])?:")
REACTION_KINDS = tuple(dict.fromkeys(reactions.KIND_BY_EMOJI.values()))
NO_MEANING = "nothing"


async def run_admin(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `admin`, `admin channels`, `admin roles`, `admin role …`, `admin apps`, `admin app …`, `admin reactions` or
    `admin reaction …`.
    """
    verb, _, rest = call.text.partition(" ")
    if verb.casefold() in ("app", "apps"):
        return await run_admin_apps(call, deps)
    if verb.casefold() in ("reaction", "reactions"):
        return await run_admin_reactions(call, deps)
    if verb.casefold() == "role":
        done = await deps.commit(flows.set_role, person=call.person, text=rest)
        return templates.render("admin/role", done=done)
    if verb.casefold() == "roles":
        roles = await deps.read(flows.granted_roles, person=call.person)
        return templates.render("admin/roles", roles=roles)
    if verb.casefold() == "channels":
        places = await deps.read(flows.linked_channels, person=call.person)
        return templates.render("admin/channels", places=places)
    if verb:
        raise Refusal(
            f"I don't know `admin {verb[:30]}`.",
            "",
            "There are `admin`, and after it `channels`, `roles`, `role`, `apps`, `app`, `reactions`, `reaction`.",
        )
    return await _render_desk(call, deps)


async def run_admin_apps(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `admin apps`, `admin app @ci`, `admin app B0123` or `admin app remove B0123`."""
    verb, _, rest = call.text.partition(" ")
    app = await _app_id(rest, deps) if verb.casefold() == "app" else ""
    allowed_apps = await deps.commit(
        flows.update_allowed_apps, person=call.person, app=app, heard="remove" not in rest.split(), now=call.now
    )
    return templates.render("admin/apps", apps=[(app_id, await _app_name(app_id, deps)) for app_id in allowed_apps])


async def run_admin_reactions(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `admin reactions`, `admin reaction :hammer: decision` or `admin reaction :dart: nothing`."""
    verb, _, rest = call.text.partition(" ")
    emoji, means = _parse_meaning(rest) if verb.casefold() == "reaction" else ("", "")
    custom_meanings = await deps.commit(
        flows.update_reaction_meanings, person=call.person, emoji=emoji, means=means, now=call.now
    )
    all_meanings = {emoji: means for emoji, means in (reactions.KIND_BY_EMOJI | custom_meanings).items() if means}
    return templates.render("admin/reactions", reactions=all_meanings)


async def on_open_desk(click: Click, deps: Deps) -> RenderedMessage:
    """Open the desk from *Look* on an administrator's Home."""
    return await _render_desk(click, deps)


async def on_parked(click: Click, deps: Deps) -> RenderedMessage:
    """Retry or discard failed work from its buttons, then show the updated desk."""
    await deps.commit(
        flows.settle_failed_work,
        person=click.person,
        what=click.value,
        again=click.action == "parked_retry",
        now=click.now,
    )
    return await _render_desk(click, deps)


async def list_orphaned_work(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `orphans`: everything that former members still hold, one card a person."""
    former_members = await deps.read(flows.orphaned_work, person=call.person)
    return templates.render("admin/orphans", left=former_members)


async def on_reassign(click: Click, deps: Deps) -> RenderedMessage:
    """Reassign whatever the clicker may give away to the person picked on a card."""
    reassignment = await deps.commit(
        flows.reassign_work,
        person=click.person,
        left=click.block.removeprefix("orphans:"),
        to=click.value,
    )
    return templates.render("admin/given", given=reassignment, to=click.value)


async def _render_desk(request: CommandCall | Click, deps: Deps) -> RenderedMessage:
    desk = await deps.read(flows.admin_desk, person=request.person, now=request.now)
    return templates.render("admin/desk", desk=desk, most=queries.MAX_ITEMS_SHOWN)


async def _app_id(text: str, deps: Deps) -> str:
    """Return an app's bot id, as typed or from the bot that is mentioned."""
    for token in tokens(text):
        if token.kind == "user":
            user = await _slack_details(deps.slack.users_info, "user", user=token.id)
            if bot := (user.get("profile") or {}).get("bot_id"):
                return str(bot)
            raise NotFound("That is no app.", "Only apps have to be let in; people are heard.", "")
        if BOT_ID_PATTERN.fullmatch(token.text):
            return token.text
    raise Refusal("Which app?", "", "Mention its bot: `admin app @ci`. Or give its bot id: `admin app B0123ABC`.")


def _parse_meaning(text: str) -> tuple[str, str]:
    emoji, last_word = EMOJI_PATTERN.search(text), text.split()[-1:]
    means = last_word[0].casefold() if last_word else ""
    if emoji is None or means not in (*REACTION_KINDS, NO_MEANING):
        raise Refusal(
            "I need an emoji and what it means.",
            f"It may mean {', '.join(REACTION_KINDS)}, or {NO_MEANING}.",
            "Write `admin reaction :hammer: decision`.",
        )
    return emoji[1], "" if means == NO_MEANING else means


async def _app_name(app: str, deps: Deps) -> str:
    return str((await _slack_details(deps.slack.bots_info, "bot", bot=app)).get("name") or app)


async def _slack_details(method: Any, key: str, **arguments: str) -> dict[str, Any]:
    """Return Slack's details of an app or a person; empty if Slack knows none."""
    answer = await look_up(method(**arguments))
    return dict(answer.get(key) or {}) if answer else {}


async def on_user_change(event: dict[str, Any], deps: Deps) -> None:
    """Handle user_change and team_join: keep names, zones and deactivation current, and collect leavers' work."""
    await deps.commit(
        flows.record_user_change, person=identity.parse_user(event["user"], team=deps.team), now=deps.now()
    )


COMMANDS = (
    Command(
        "orphans",
        "orphans",
        "List and reassign the work of former members.",
        list_orphaned_work,
        INSIDER_ROLES - {Role.STAKEHOLDER},
        ("orphans",),
    ),
    Command(
        "admin",
        "admin [channels | roles | role @ana lead PRJ-1 | apps | app @ci | reactions | reaction :hammer: decision]",
        "Review failed deliveries, linked channels, roles, apps and reactions.",
        run_admin,
        frozenset({Role.ADMIN, Role.MANAGER}),
        (
            "admin",
            "admin channels",
            "admin roles",
            "admin role @ana sponsor PRG-1",
            "admin role remove @ana sponsor PRG-1",
            "admin app B0123ABC",
            "admin reaction :hammer: decision",
        ),
    ),
)
CLICKS = {"admin_open": on_open_desk, "parked_retry": on_parked, "parked_drop": on_parked, "orphans_give": on_reassign}
