"""Escalations: the verbs `escalate`, `ack` and `snooze`, their buttons and forms, and the clock that runs timers."""

import re
from datetime import datetime
from functools import partial

import templates
from handlers.common import channels, forms, identity, isolation, parsing
from handlers.common.channels import IN_PLACE
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.lookup import resolve_program
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm
from handlers.escalations import flows, policies, queries, trial_runs
from rules.escalations import policy as escalations_policy
from rules.escalations import states
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.time.working_time import local_day
from templates import RenderedMessage

_ESCALATION_ID = re.compile(r"\s*E-?(\d{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_REASSIGN_TO = re.compile(r"to\s+<@(\w+)(?:\|[^>]*)?>", re.IGNORECASE)
_SNOOZE_SPAN = re.compile(r"(?:for\s+)?(\S+)(?:\s+because\s+(.*))?", re.IGNORECASE | re.DOTALL)
# Buttons that open a form first.
FORM_TEMPLATES = {
    "escalation_snooze": "escalations/snooze",
    "escalation_hand": "escalations/hand",
    "escalation_reply": "escalations/reply",
}


async def run_escalate(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `escalate`, `escalate E-1 …`, `escalate M-3 because …` or `escalate policy|pause|resume|test …`."""
    verb, _, rest = call.text.strip().partition(" ")
    if _ESCALATION_ID.match(call.text):
        return await _change_escalation(call, deps)
    if verb.casefold() in ("policy", "pause", "resume"):
        return await _show_or_set_policy(call, deps, verb.casefold(), rest)
    if verb.casefold() == "test":
        item, _ = parsing.split_milestone_id(rest)
        stations = await deps.read(trial_runs.trial_run, person=call.person, item=item, now=call.now)
        return templates.render("escalations/trial", item=item, stations=stations)
    subject = parsing.parse_id(verb) or ""
    if not verb or subject.startswith("PRG-"):
        views = await deps.read(queries.open_escalations, person=call.person, program=subject or None)
        return templates.render("escalations/list", views=views, today=call.today)
    if not subject.startswith("M-"):
        hint = "Try `escalate M-4 because …`, `escalate E-3` or `escalate`"
        raise Refusal(f"I can't escalate “{verb[:40]}”: I need a milestone or an escalation.", "", hint)
    item, why = parsing.split_milestone_id(call.text)
    why = why.removeprefix("because ")
    view = await deps.commit(
        flows.raise_by_hand, person=call.person, item=item, text=why, source=call.source, now=call.now
    )
    return await _render_card(call.person, view.escalation.id, deps)


async def _change_escalation(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `escalate E-1`, `E-1 to @bo`, `E-1 resolved` or `E-1 now`."""
    id, rest = _id_and_rest(call.text)
    if match := _REASSIGN_TO.fullmatch(rest):
        to = await identity.load_person(deps, match[1])
        await deps.commit(flows.reassign_escalation, person=call.person, id=id, to=to, now=call.now)
    elif rest.casefold() in ("resolved", "resolve", "done"):
        await deps.commit(flows.resolve_escalation, person=call.person, id=id, now=call.now)
    elif rest.casefold() == "now":
        await deps.commit(flows.override_owner_reply, person=call.person, id=id, now=call.now)
    elif rest:
        raise Refusal(
            f"I can't “{rest[:60]}” {id}.", "", f"Try `escalate {id} to @bo`, `escalate {id} resolved` or `ack {id}`."
        )
    return await _render_card(call.person, id, deps)


async def _show_or_set_policy(call: CommandCall, deps: Deps, verb: str, rest: str) -> RenderedMessage:
    """Run `escalate policy [PRG-1|PRJ-1] [owner 8h, lead 8h …|default]`, `escalate pause` or `escalate resume`."""
    named_id = next((id for word in rest.split() if (id := parsing.parse_id(word))), "")
    program = await deps.read(resolve_program, person=call.person, text=named_id, channel=call.channel)
    project = named_id if named_id.startswith("PRJ-") else None
    text = " ".join(word for word in rest.split() if parsing.parse_id(word) not in (program.id, project or program.id))
    paused = {"pause": True, "resume": False}.get(verb)
    is_reset = verb == "policy" and text.casefold() == "default"
    policy = escalations_policy.parse_policy(text) if verb == "policy" and text and not is_reset else None
    if is_reset:
        await deps.commit(policies.reset_policy, person=call.person, program=program.id, project=project)
    elif policy or paused is not None:
        await deps.commit(
            policies.set_policy,
            person=call.person,
            program=program.id,
            project=project,
            policy=policy,
            paused=paused,
        )
    view = await deps.read(policies.policy_view, team=deps.team, program=program, project=project)
    return templates.render("escalations/policy", view=view)


async def run_ack(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `ack E-1`."""
    id, _ = _id_and_rest(call.text)
    await deps.commit(flows.acknowledge_escalation, person=call.person, id=id, now=call.now)
    return await _render_card(call.person, id, deps)


async def run_snooze(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `snooze E-1 2h` or `snooze E-1 1d because …`."""
    id, rest = _id_and_rest(call.text)
    match = _SNOOZE_SPAN.fullmatch(rest)
    span, reason = (match[1], match[2] or "") if match else ("", "")
    await deps.commit(
        flows.snooze_escalation,
        person=call.person,
        id=id,
        span=span,
        reason=reason,
        source=call.source,
        now=call.now,
    )
    return await _render_card(call.person, id, deps)


async def on_ack(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *I'm on it* and *Still on it*."""
    await deps.commit(flows.acknowledge_escalation, person=click.person, id=click.value, now=click.now)
    return await _render_card(click.person, click.value, deps) if click.ephemeral else None


async def on_resolve(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Mark resolved*."""
    await deps.commit(flows.resolve_escalation, person=click.person, id=click.value, now=click.now)
    return await _render_card(click.person, click.value, deps) if click.ephemeral else None


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    return await _render_card(click.person, click.value, deps)


async def on_open_form(click: Click, deps: Deps) -> None:
    """Open the form for *Snooze*, *Reassign* or *Reply*; refuse people who may not act before it opens."""
    view = await deps.read(queries.permitted_view, person=click.person, id=click.value)
    channel = click.channel if click.ephemeral else IN_PLACE
    form = templates.render_view(FORM_TEMPLATES[click.action], view=view, metadata=f"{channel} {click.value}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=form)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage | None:
    """Save the form of *Snooze*, *Reassign* or *Reply*; errors appear beside their field."""
    source = await channels.interaction_source(deps, form.channel)
    person, id, values, now = form.person, form.subject, form.values, form.now
    field = "span"
    try:
        if form.callback == "escalation_hand":
            field, to = "user", await identity.load_person(deps, values.get("user", ""))
            await deps.commit(flows.reassign_escalation, person=person, id=id, to=to, now=now)
        elif form.callback == "escalation_reply":
            field = "reply"
            text = values.get("reply", "")
            await deps.commit(flows.add_owner_reply, person=person, id=id, text=text, source=source, now=now)
        else:
            field, span, reason = "reason", values.get("span", ""), values.get("reason", "")
            await deps.commit(
                flows.snooze_escalation, person=person, id=id, span=span, reason=reason, source=source, now=now
            )
    except (NotAllowed, states.EscalationStepForbidden):
        raise
    except Refusal as refusal:
        raise InvalidForm(**{field: str(refusal)}) from refusal
    return None if form.channel == IN_PLACE else await _render_card(form.person, form.subject, deps)


async def update_escalations(deps: Deps) -> None:
    """Run each minute: close what is resolved, open what is new."""
    await isolation.run_each(
        deps, job="escalations", tasks={"what turned red": partial(_apply_changes, deps, deps.now())}
    )


async def run_due_timers(deps: Deps) -> None:
    """Run every five seconds: take one step for each timer that has run out; with none, do a single index look-up."""
    now = deps.now()
    due = await deps.read(queries.due_timers, team=deps.team, now=now)
    tasks = {
        id: isolation.transaction_task(deps, flows.run_timer, id=id, process=process, now=now) for id, process in due
    }
    await isolation.run_each(deps, job="escalations climbing", tasks=tasks)


async def _apply_changes(deps: Deps, now: datetime) -> None:
    changes = await deps.read(queries.pending_changes, team=deps.team, now=now)
    closing_tasks = {
        id: isolation.transaction_task(deps, flows.close_resolved_cause, id=id, now=now) for id in changes.calm
    }
    await isolation.run_each(deps, job="escalations closing", tasks=closing_tasks)
    opening_tasks = {
        cause.key: isolation.transaction_task(deps, flows.open_escalation, cause=cause, now=now)
        for cause in changes.news
    }
    await isolation.run_each(deps, job="escalations opening", tasks=opening_tasks)
    skipping_tasks = {
        id: isolation.transaction_task(deps, flows.skip_absent_target, id=id, now=now) for id in changes.absent
    }
    await isolation.run_each(deps, job="escalations of who is away", tasks=skipping_tasks)


async def _render_card(person: Person, id: str, deps: Deps) -> RenderedMessage:
    view = await deps.read(queries.escalation_card, person=person, id=id)
    return templates.render("escalations/card", view=view, today=local_day(view.program.zone, deps.now()))


def _id_and_rest(text: str) -> tuple[str, str]:
    match = _ESCALATION_ID.fullmatch(text)
    if not match:
        raise Refusal("Which escalation?", "", "Try `ack E-3`. `escalate` lists the open ones.")
    return f"E-{int(match[1])}", match[2].strip()


COMMANDS = (
    Command(
        "escalate",
        "escalate [E-3 [to @bo|resolved|now] | M-4 because … | test M-4 | policy [PRG-1|PRJ-1] | pause|resume [PRG-1]]",
        "List, raise, reassign or test escalations, or change their policy.",
        run_escalate,
        examples=("escalate", "escalate test M-1", "escalate policy"),
    ),
    Command(
        "E-3",
        "E-3 [to @bo | resolved | now]",
        "Show an escalation, reassign or resolve it.",
        _change_escalation,
        examples=("E-1",),
    ),
    Command("ack", "ack E-3", "Take an escalation: “I'm on it”.", run_ack, examples=("ack E-1",)),
    Command(
        "snooze",
        "snooze E-3 2h [because …]",
        "Snooze an escalation for 1 hour to 5 working days.",
        run_snooze,
        examples=("snooze E-1 2h",),
    ),
)
CLICKS = {
    "escalation_ack": on_ack,
    "escalation_resolve": on_resolve,
    "escalation_card": on_card,
} | dict.fromkeys(FORM_TEMPLATES, on_open_form)
FORMS = dict.fromkeys(FORM_TEMPLATES, on_form)
