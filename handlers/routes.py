"""The routing table: every command, button, form, event and timed job, one per line."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.app.async_app import AsyncApp

from handlers.admin import audit_listeners, fit, undelivered
from handlers.admin import listeners as admin
from handlers.blockers import listeners as blockers
from handlers.calendars import listeners as calendars
from handlers.capture import listeners as capture
from handlers.capture import notes, reactions, shortcuts
from handlers.checkins import listeners as checkins
from handlers.checkins import pulse_listeners
from handlers.common import channels, lookup, replies
from handlers.common.deps import Deps
from handlers.common.signatures import FormHandler
from handlers.dependencies import listeners as dependencies
from handlers.digests import listeners as digests
from handlers.escalations import listeners as escalations
from handlers.home import briefing_listeners
from handlers.home import listeners as home
from handlers.imports import listeners as imports
from handlers.nudges import listeners as nudges
from handlers.plan import card_listeners, slip_listeners, status_listeners
from handlers.plan import listeners as plan
from handlers.preferences import leave_listeners, message_budget
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
    *notes.COMMANDS,
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
    *briefing_listeners.COMMANDS,
    *fit.COMMANDS,
    *admin.COMMANDS,
)
CLICKS = {
    "again": interactions.command_button(COMMANDS),
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
    **sharing.share_handlers(COMMANDS),
    **preferences.CLICKS,
    **leave_listeners.CLICKS,
    **audit_listeners.CLICKS,
    **admin.CLICKS,
}
FORMS: dict[str, FormHandler] = {
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
MENUS = {"find_milestone": lookup.suggest_milestones, "find_project": lookup.suggest_projects}
EVENTS = {
    "message": messages.message_listener(COMMANDS),
    "app_mention": messages.on_mention,
    "reaction_added": reactions.on_added,
    "reaction_removed": reactions.on_removed,
    "app_home_opened": home.on_home_opened,
    "user_change": leave_listeners.on_user_change,
    "team_join": admin.on_user_change,
    "member_joined_channel": briefing_listeners.on_member_joined,
    "member_left_channel": channels.on_membership_change,
    "channel_rename": channels.on_channel_event,
    "channel_archive": channels.on_channel_event,
    "channel_unarchive": channels.on_channel_event,
    "channel_shared": channels.on_channel_event,
    "channel_unshared": channels.on_channel_event,
    "channel_id_changed": channels.on_channel_id_changed,
    "group_rename": channels.on_channel_event,
    "group_archive": channels.on_channel_event,
    "group_unarchive": channels.on_channel_event,
}
TICKS: tuple[Callable[[Deps], Awaitable[None]], ...] = (
    capture.expire_proposals,
    digests.post_due_digests,
    checkins.run_due_checkins,
    pulse_listeners.seal_finished_weeks,
    dependencies.update_due_handovers,
    risks.run_nightly_refresh,
    escalations.update_escalations,
    escalations.run_due_timers,
    nudges.send_due_nudges,
    message_budget.send_held_messages,
    undelivered.report_failed_messages,
    home.refresh_open_homes,
)

# People wait for these, so they also run every five seconds.
FAST_TICKS = (escalations.run_due_timers,)


@dataclass(frozen=True, slots=True)
class SlackSurface:
    """The configuration that the Slack app needs.

    The manifest is generated from it, and a test checks it against the listeners.
    """

    command: str
    events: tuple[str, ...]
    scopes: tuple[str, ...]
    message_shortcuts: tuple[tuple[str, str], ...] = ()
    global_shortcuts: tuple[tuple[str, str], ...] = ()


MESSAGE_EVENTS = ("message.channels", "message.groups", "message.im")
SURFACE = SlackSurface(
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
    message_shortcuts=shortcuts.MESSAGE_SHORTCUTS,
    global_shortcuts=shortcuts.GLOBAL_SHORTCUTS,
)


def register_listeners(app: AsyncApp) -> None:
    """Register every listener; the catch-all ones come last and acknowledge what has no handler."""

    def wrap(listener: error_boundary.Listener, *, answers_in_ack: bool = False) -> error_boundary.Listener:
        return error_boundary.wrap_interaction(listener, replies.reply_in_place, answers_in_ack=answers_in_ack)

    any_name = re.compile(".*")
    app.command(any_name)(wrap(interactions.command_listener(COMMANDS)))
    for action, on_click in CLICKS.items():
        pattern = re.compile(rf"^{re.escape(action)}(:\d+)?$")
        app.action(pattern)(wrap(interactions.click_listener(on_click)))
    for callback, on_submit in FORMS.items():
        app.view(callback)(wrap(interactions.form_listener(on_submit), answers_in_ack=True))
    for callback, on_view in imports.VIEWS.items():
        app.view(callback)(wrap(on_view))
    for menu, suggest in MENUS.items():
        app.options(menu)(wrap(interactions.suggestion_listener(suggest), answers_in_ack=True))
    for callback, open_form in SHORTCUTS.items():
        app.shortcut(callback)(wrap(open_form))
    for name, listener in EVENTS.items():
        app.event(name)(error_boundary.wrap_event(listener))
    app.event(any_name)(error_boundary.wrap_event(interactions.ignore_event))
    app.view_closed(any_name)(wrap(interactions.on_form_closed))
    for register_fallback in (app.action, app.view, app.shortcut):
        register_fallback(any_name)(wrap(interactions.ignore_unknown))
    app.options(any_name)(wrap(interactions.suggest_nothing, answers_in_ack=True))
