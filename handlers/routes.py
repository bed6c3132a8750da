"""The map: every verb, click, form, event and tick, a line each."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.app.async_app import AsyncApp

from handlers.admin import audit_listeners, fit
from handlers.admin import listeners as admin
from handlers.blockers import listeners as blockers
from handlers.calendars import listeners as calendars
from handlers.capture import listeners as capture
from handlers.capture import reactions, shortcuts
from handlers.checkins import listeners as checkins
from handlers.checkins import pulse_listeners
from handlers.common import channels, lookup, replies
from handlers.common.deps import Deps
from handlers.common.signatures import OnForm
from handlers.dependencies import listeners as dependencies
from handlers.digests import listeners as digests
from handlers.escalations import listeners as escalations
from handlers.home import briefing
from handlers.home import listeners as home
from handlers.imports import listeners as imports
from handlers.nudges import flows as nudges_flows
from handlers.plan import card_listeners, slip_listeners, status_listeners
from handlers.plan import listeners as plan
from handlers.preferences import leave_listeners
from handlers.preferences import listeners as preferences
from handlers.privacy import listeners as privacy
from handlers.register import listeners as register
from handlers.risks import listeners as risks
from handlers.slack import error_boundary, interactions, messages, sharing

COMMANDS = (
    *home.COMMANDS,
    *plan.COMMANDS,
    *status_listeners.COMMANDS,
    *dependencies.COMMANDS,
    *blockers.COMMANDS,
    *register.COMMANDS,
    *privacy.COMMANDS,
    *digests.COMMANDS,
    *checkins.COMMANDS,
    *pulse_listeners.COMMANDS,
    *leave_listeners.COMMANDS,
    *calendars.COMMANDS,
    *risks.COMMANDS,
    *escalations.COMMANDS,
    *imports.COMMANDS,
    *preferences.COMMANDS,
    *audit_listeners.COMMANDS,
    *briefing.COMMANDS,
    *fit.COMMANDS,
    *admin.COMMANDS,
)
CLICKS = {
    "again": interactions.again(COMMANDS),
    **dependencies.CLICKS,
    **card_listeners.CLICKS,
    **plan.CLICKS,
    **slip_listeners.CLICKS,
    **blockers.CLICKS,
    **register.CLICKS,
    **privacy.CLICKS,
    **digests.CLICKS,
    **checkins.CLICKS,
    **pulse_listeners.CLICKS,
    **risks.CLICKS,
    **escalations.CLICKS,
    **imports.CLICKS,
    **capture.CLICKS,
    **reactions.CLICKS,
    **sharing.clicks(COMMANDS),
    **preferences.CLICKS,
    **leave_listeners.CLICKS,
    **audit_listeners.CLICKS,
    **admin.CLICKS,
}
FORMS: dict[str, OnForm] = {
    **dependencies.FORMS,
    **card_listeners.FORMS,
    **plan.FORMS,
    **register.FORMS,
    **checkins.FORMS,
    **shortcuts.FORMS,
    **preferences.FORMS,
    **leave_listeners.FORMS,
    **fit.FORMS,
    **escalations.FORMS,
}
SHORTCUTS = {**shortcuts.SHORTCUTS, **home.SHORTCUTS}
MENUS = {"find_milestone": lookup.like, "find_project": lookup.projects_like}
EVENTS = {
    "message": messages.router(COMMANDS),
    "app_mention": messages.on_mention,
    "reaction_added": reactions.on_added,
    "reaction_removed": reactions.on_removed,
    "app_home_opened": home.on_home,
    "user_change": leave_listeners.on_user_change,
    "team_join": admin.on_user_change,
    "member_joined_channel": briefing.on_member,
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
    capture.every_proposal,
    digests.every_edition,
    checkins.every_minute,
    pulse_listeners.every_week,
    dependencies.every_promise,
    risks.every_night,
    escalations.every_cause,
    escalations.every_timer,
    nudges_flows.every_nudge,
    preferences.every_morning,
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
    app.command(everything)(error_boundary.interaction(interactions.commanded(COMMANDS), replies.tell))
    for action, run in CLICKS.items():
        pattern = re.compile(rf"^{re.escape(action)}(:\d+)?$")
        app.action(pattern)(error_boundary.interaction(interactions.clicked(run), replies.tell))
    for callback, save in FORMS.items():
        app.view(callback)(error_boundary.interaction(interactions.submitted(save), replies.tell))
    for callback, read in imports.VIEWS.items():
        app.view(callback)(error_boundary.interaction(read, replies.tell))
    for menu, offer in MENUS.items():
        app.options(menu)(error_boundary.interaction(interactions.suggested(offer), replies.tell))
    for callback, open_form in SHORTCUTS.items():
        app.shortcut(callback)(error_boundary.interaction(open_form, replies.tell))
    for name, listener in EVENTS.items():
        app.event(name)(error_boundary.event(listener))
    app.event(everything)(error_boundary.event(interactions.ignored))
    app.view_closed(everything)(error_boundary.interaction(interactions.closed, replies.tell))
    for catch in (app.action, app.view, app.shortcut, app.options):
        catch(everything)(error_boundary.interaction(interactions.unknown, replies.tell))
