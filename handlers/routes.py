"""The routing table: every command, button, form, event and timed job, one per line."""

import re
from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from handlers.admin import audit_listeners, fit, fit_reviews, help_pages, undelivered
from handlers.admin import listeners as admin
from handlers.answers import listeners as answers
from handlers.benefits import handover_listeners, upkeep
from handlers.benefits import listeners as benefits
from handlers.benefits import picture as benefit_picture
from handlers.blockers import listeners as blockers
from handlers.budgets import earned_listeners
from handlers.budgets import listeners as budgets
from handlers.calendars import listeners as calendars
from handlers.capture import listeners as capture
from handlers.capture import noted_changes, notes, reactions, shortcuts
from handlers.change_requests import listeners as change_requests
from handlers.change_requests import waiting
from handlers.checkins import listeners as checkins
from handlers.checkins import nudging, pulse_listeners, refreshing
from handlers.closeouts import listeners as closeouts
from handlers.common import channels, lookup, replies
from handlers.common.access import for_insiders
from handlers.common.deps import Deps
from handlers.common.signatures import Body, FormHandler
from handlers.decisions import listeners as decisions
from handlers.decisions import ticks as decision_ticks
from handlers.dependencies import listeners as dependencies
from handlers.digests import listeners as digests
from handlers.escalations import listeners as escalations
from handlers.followers.ticks import send_personal_digests
from handlers.goals import listeners as goals
from handlers.grading import listeners as grading
from handlers.home import briefing_listeners
from handlers.home import listeners as home
from handlers.imports import listeners as imports
from handlers.levelling import listeners as levelling
from handlers.packs import listeners as packs
from handlers.pictures import listeners as pictures
from handlers.plan import (
    card_listeners,
    correction_listeners,
    proposal_listeners,
    slip_listeners,
    status_listeners,
    undo_listeners,
)
from handlers.plan import listeners as plan
from handlers.preferences import leave_listeners, message_budget
from handlers.preferences import listeners as preferences
from handlers.privacy import listeners as privacy
from handlers.register import listeners as register
from handlers.reporting import listeners as reporting
from handlers.resources import clash_listeners
from handlers.resources import listeners as resources
from handlers.risks import listeners as risks
from handlers.scenarios import listeners as scenarios
from handlers.slack import error_boundary, interactions, messages, sharing
from handlers.slack.error_boundary import Listener
from handlers.slack.surface import SlackSurface

COMMANDS = (
    *home.COMMANDS,
    *plan.COMMANDS,
    *status_listeners.COMMANDS,
    *undo_listeners.COMMANDS,
    *correction_listeners.COMMANDS,
    *dependencies.COMMANDS,
    *blockers.COMMANDS,
    *register.COMMANDS,
    *closeouts.COMMANDS,
    *goals.COMMANDS,
    *change_requests.COMMANDS,
    *scenarios.COMMANDS,
    *levelling.COMMANDS,
    *decisions.COMMANDS,
    *benefits.COMMANDS,
    *resources.COMMANDS,
    *budgets.COMMANDS,
    *clash_listeners.COMMANDS,
    *earned_listeners.COMMANDS,
    *notes.COMMANDS,
    *privacy.COMMANDS,
    *packs.COMMANDS,
    *checkins.COMMANDS,
    *pulse_listeners.COMMANDS,
    *leave_listeners.COMMANDS,
    *calendars.COMMANDS,
    *risks.COMMANDS,
    *pictures.COMMANDS,
    *reporting.COMMANDS,
    *grading.COMMANDS,
    *escalations.COMMANDS,
    *imports.COMMANDS,
    *preferences.COMMANDS,
    *audit_listeners.COMMANDS,
    *briefing_listeners.COMMANDS,
    *fit.COMMANDS,
    *help_pages.COMMANDS,
    *admin.COMMANDS,
)
CLICKS = {
    "again": interactions.command_button(COMMANDS),
    **dependencies.CLICKS,
    **card_listeners.CLICKS,
    **plan.CLICKS,
    **slip_listeners.CLICKS,
    **undo_listeners.CLICKS,
    **correction_listeners.CLICKS,
    **proposal_listeners.CLICKS,
    **blockers.CLICKS,
    **register.CLICKS,
    **for_insiders({**closeouts.CLICKS, **goals.CLICKS, **change_requests.CLICKS, **scenarios.CLICKS}),
    **decisions.CLICKS,
    **for_insiders({**benefits.CLICKS, **handover_listeners.CLICKS, **benefit_picture.CLICKS}),
    **for_insiders({**resources.CLICKS, **clash_listeners.CLICKS, **budgets.CLICKS, **levelling.CLICKS}),
    **for_insiders({**earned_listeners.CLICKS, **answers.CLICKS, **packs.CLICKS}),
    **privacy.CLICKS,
    **digests.CLICKS,
    **checkins.CLICKS,
    **pulse_listeners.CLICKS,
    **risks.CLICKS,
    **for_insiders({**pictures.CLICKS, **reporting.CLICKS}),
    **escalations.CLICKS,
    **imports.CLICKS,
    **capture.CLICKS,
    **reactions.CLICKS,
    **sharing.share_handlers(COMMANDS),
    **preferences.CLICKS,
    **leave_listeners.CLICKS,
    **audit_listeners.CLICKS,
    **fit_reviews.CLICKS,
    **help_pages.CLICKS,
    **admin.CLICKS,
}
FORMS: dict[str, FormHandler] = {
    **dependencies.FORMS,
    **card_listeners.FORMS,
    **plan.FORMS,
    **correction_listeners.FORMS,
    **register.FORMS,
    **for_insiders({**closeouts.FORMS, **goals.FORMS, **change_requests.FORMS, **noted_changes.FORMS}),
    **decisions.FORMS,
    **digests.FORMS,
    **for_insiders({**benefits.FORMS, **handover_listeners.FORMS, **budgets.FORMS, **levelling.FORMS}),
    **for_insiders({**resources.FORMS, **reporting.FORMS, **answers.FORMS}),
    **checkins.FORMS,
    **shortcuts.FORMS,
    **preferences.FORMS,
    **leave_listeners.FORMS,
    **fit.FORMS,
    **escalations.FORMS,
}
SHORTCUTS = {**shortcuts.SHORTCUTS, **home.SHORTCUTS}
MENUS = {
    "find_milestone": lookup.suggest_milestones,
    "find_project": lookup.suggest_projects,
    **preferences.MENUS,
}
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
    *answers.TICKS,
    packs.post_due_packs,
    checkins.run_due_checkins,
    refreshing.refresh_answered_prompts,
    pulse_listeners.seal_finished_weeks,
    dependencies.update_due_handovers,
    decision_ticks.adopt_due_proposals,
    decision_ticks.escalate_late_decisions,
    risks.run_nightly_refresh,
    waiting.ask_new_approvers,
    scenarios.expire_scenarios,
    escalations.update_escalations,
    escalations.run_due_timers,
    upkeep.keep_benefits,
    *clash_listeners.TICKS,
    nudging.send_due_nudges,
    send_personal_digests,
    closeouts.ask_for_lessons,
    message_budget.send_held_messages,
    undelivered.report_failed_messages,
    fit_reviews.ask_yearly_reviews,
    home.refresh_open_homes,
)

# People wait for these, so they also run every five seconds.
FAST_TICKS = (escalations.run_due_timers,)


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
        "usergroups:read",
        "users:read",
    ),
    optional_scopes=("users:read.email",),
    message_shortcuts=shortcuts.MESSAGE_SHORTCUTS,
    global_shortcuts=shortcuts.GLOBAL_SHORTCUTS,
)


def register_listeners(app: AsyncApp) -> None:
    """Register one listener for each kind of delivery, which looks up who handles it by name.

    Bolt tries its listeners one after the other and builds all arguments for each: two hundred of them would take
    longer than everything else that is done for a message.
    """

    def wrap(listener: Listener, *, answers_in_ack: bool = False) -> Listener:
        return error_boundary.wrap_interaction(listener, replies.reply_in_place, answers_in_ack=answers_in_ack)

    ignore = wrap(interactions.ignore_unknown)
    events = {name: error_boundary.wrap_event(listener) for name, listener in EVENTS.items()}
    commands = wrap(interactions.command_listener(COMMANDS))
    clicks = {name: wrap(interactions.click_listener(run)) for name, run in CLICKS.items()}
    forms = {name: wrap(interactions.form_listener(run), answers_in_ack=True) for name, run in FORMS.items()}
    forms |= {name: wrap(listener) for name, listener in imports.VIEWS.items()}
    closed = wrap(interactions.on_form_closed)
    menus = {name: wrap(interactions.suggestion_listener(run), answers_in_ack=True) for name, run in MENUS.items()}
    shortcuts_by_name = {name: wrap(open_form) for name, open_form in SHORTCUTS.items()}
    any_name = re.compile(".*")
    app.event(any_name)(_route(_event_type, events, error_boundary.wrap_event(interactions.ignore_event)))
    app.command(any_name)(commands)
    app.action(any_name)(_route(_action_name, clicks, ignore))
    app.view(any_name)(_route(_view_name, forms, ignore))
    app.view_closed(any_name)(closed)
    app.options(any_name)(_route(_menu_name, menus, wrap(interactions.suggest_nothing, answers_in_ack=True)))
    app.shortcut(any_name)(_route(_shortcut_name, shortcuts_by_name, ignore))


def _route(name_of: Callable[[Body], str], listeners: Mapping[str, Listener], otherwise: Listener) -> Listener:
    """Build the listener that passes a delivery on by its name; what has no handler is acknowledged."""

    async def run(args: AsyncArgs) -> None:
        await listeners.get(name_of(args.body), otherwise)(args)

    return run


def _event_type(body: Body) -> str:
    return str(body["event"]["type"])


def _action_name(body: Body) -> str:
    """Return the name of an element; a number after a colon only keeps it unique within a message."""
    name, _, number = str(body["actions"][0]["action_id"]).partition(":")
    return name if not number or number.isdigit() else ""


def _view_name(body: Body) -> str:
    return str(body["view"].get("callback_id") or "")


def _menu_name(body: Body) -> str:
    return str(body.get("action_id") or "")


def _shortcut_name(body: Body) -> str:
    return str(body.get("callback_id") or "")
