"""The map: every verb, click, form, event and tick, a line each."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.app.async_app import AsyncApp

from handlers import (
    admin,
    audit,
    blockers,
    brief,
    cards,
    channels,
    checkins,
    dependencies,
    digests,
    escalations,
    fit,
    follows,
    guard,
    home,
    imports,
    interactions,
    leave,
    messages,
    names,
    nudges,
    plan,
    privacy,
    proposals,
    pulse,
    reactions,
    register,
    replies,
    risks,
    shares,
    shortcuts,
    slips,
    status,
    teamdays,
)
from handlers.deps import Deps
from handlers.signatures import OnForm

COMMANDS = (
    *home.COMMANDS,
    *plan.COMMANDS,
    *status.COMMANDS,
    *dependencies.COMMANDS,
    *blockers.COMMANDS,
    *register.COMMANDS,
    *privacy.COMMANDS,
    *digests.COMMANDS,
    *checkins.COMMANDS,
    *pulse.COMMANDS,
    *leave.COMMANDS,
    *teamdays.COMMANDS,
    *risks.COMMANDS,
    *escalations.COMMANDS,
    *imports.COMMANDS,
    *follows.COMMANDS,
    *audit.COMMANDS,
    *brief.COMMANDS,
    *fit.COMMANDS,
    *admin.COMMANDS,
)
CLICKS = {
    "again": interactions.again(COMMANDS),
    **dependencies.CLICKS,
    **cards.CLICKS,
    **plan.CLICKS,
    **slips.CLICKS,
    **blockers.CLICKS,
    **register.CLICKS,
    **privacy.CLICKS,
    **digests.CLICKS,
    **checkins.CLICKS,
    **pulse.CLICKS,
    **risks.CLICKS,
    **escalations.CLICKS,
    **imports.CLICKS,
    **proposals.CLICKS,
    **reactions.CLICKS,
    **shares.clicks(COMMANDS),
    **follows.CLICKS,
    **leave.CLICKS,
    **audit.CLICKS,
    **admin.CLICKS,
}
FORMS: dict[str, OnForm] = {
    **dependencies.FORMS,
    **cards.FORMS,
    **plan.FORMS,
    **register.FORMS,
    **checkins.FORMS,
    **shortcuts.FORMS,
    **follows.FORMS,
    **leave.FORMS,
    **fit.FORMS,
    **escalations.FORMS,
}
SHORTCUTS = {**shortcuts.SHORTCUTS, **home.SHORTCUTS}
MENUS = {"find_milestone": names.like, "find_project": names.projects_like}
EVENTS = {
    "message": messages.router(COMMANDS),
    "app_mention": messages.on_mention,
    "reaction_added": reactions.on_added,
    "reaction_removed": reactions.on_removed,
    "app_home_opened": home.on_home,
    "user_change": leave.on_user_change,
    "team_join": admin.on_user_change,
    "member_joined_channel": brief.on_member,
    "member_left_channel": channels.on_joined,
    "channel_rename": channels.on_channel_event,
    "channel_archive": channels.on_channel_event,
    "channel_unarchive": channels.on_channel_event,
    "channel_shared": channels.on_channel_event,
    "channel_unshared": channels.on_channel_event,
    "channel_id_changed": channels.on_moved,
    "group_rename": channels.on_channel_event,
    "group_archive": channels.on_channel_event,
    "group_unarchive": channels.on_channel_event,
}
TICKS: tuple[Callable[[Deps], Awaitable[None]], ...] = (
    proposals.every_proposal,
    digests.every_edition,
    checkins.every_minute,
    pulse.every_week,
    dependencies.every_promise,
    risks.every_night,
    escalations.every_cause,
    escalations.every_timer,
    nudges.every_nudge,
    follows.every_morning,
    home.every_change,
)

BRISK = (escalations.every_timer,)
"""What people wait for by the second: looked at every five seconds too."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What the Slack app has to be given: the manifest is made from it, and a test holds it to the listeners."""

    command: str
    events: tuple[str, ...]
    scopes: tuple[str, ...]
    message_shortcuts: tuple[tuple[str, str], ...] = ()
    global_shortcuts: tuple[tuple[str, str], ...] = ()


MESSAGE_EVENTS = ("message.channels", "message.groups", "message.im")
SURFACE = Surface(
    command="/program",
    events=(*MESSAGE_EVENTS, *(name for name in EVENTS if name != "message"), "app_uninstalled", "tokens_revoked"),
    scopes=(
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "users:read",
    ),
    message_shortcuts=shortcuts.LOGGED,
    global_shortcuts=shortcuts.GLOBAL,
)


def listen(app: AsyncApp) -> None:
    """This will put every listener into the app; the last ones acknowledge what nobody handles."""
    everything = re.compile(".*")
    app.command(everything)(guard.interaction(interactions.commanded(COMMANDS), replies.tell))
    for action, run in CLICKS.items():
        pattern = re.compile(rf"^{re.escape(action)}(:\d+)?$")
        app.action(pattern)(guard.interaction(interactions.clicked(run), replies.tell))
    for callback, save in FORMS.items():
        app.view(callback)(guard.interaction(interactions.submitted(save), replies.tell))
    for callback, read in imports.VIEWS.items():
        app.view(callback)(guard.interaction(read, replies.tell))
    for menu, offer in MENUS.items():
        app.options(menu)(guard.interaction(interactions.suggested(offer), replies.tell))
    for callback, open_form in SHORTCUTS.items():
        app.shortcut(callback)(guard.interaction(open_form, replies.tell))
    for name, listener in EVENTS.items():
        app.event(name)(guard.event(listener))
    app.event(everything)(guard.event(interactions.ignored))
    app.view_closed(everything)(guard.interaction(interactions.closed, replies.tell))
    for catch in (app.action, app.view, app.shortcut, app.options):
        catch(everything)(guard.interaction(interactions.unknown, replies.tell))
