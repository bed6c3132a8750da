"""Listeners of commands, clicks and forms: parse Slack's payload, run the handler, answer in the same place."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

import templates
from handlers.common import access, channels, commands, forms, identity, parsing, replies, windows
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm
from handlers.common.signatures import Body, ClickHandler, FormHandler, SuggestionHandler
from handlers.home import listeners as home
from handlers.slack import dispatch
from rules.people import Person
from rules.refusal import Refusal
from templates import RenderedMessage


def command_listener(table: Sequence[Command]) -> Callable[..., Awaitable[None]]:
    """Build the listener of the slash command."""

    async def on_command(body: Body, deps: Deps) -> None:
        person = await identity.load_person(deps, body["user_id"])
        deps = deps.signed_by(person.id)
        source = await channels.interaction_source(deps, body["channel_id"])
        call = CommandCall(person, source.channel, body.get("text") or "", body["trigger_id"], deps.now(), source)
        await identity.learn_people(deps, call.text)
        if message := await dispatch.run_text(call, deps, table):
            await replies.reply_in_place(deps, body, message)

    return on_command


def command_button(table: Sequence[Command]) -> ClickHandler:
    """Build the handler of buttons that carry a command; it runs as if the person had typed it."""

    async def on_again(click: Click, deps: Deps) -> RenderedMessage | None:
        source = await channels.interaction_source(deps, click.channel)
        call = CommandCall(click.person, click.channel, click.value, click.trigger, click.now, source)
        entry, call = commands.find_command(table, call)
        return await entry.run(call, deps)

    return on_again


def click_listener(run: ClickHandler) -> Callable[..., Awaitable[None]]:
    """Build the listener of a button, menu or picker; its answer replaces a private message or follows a public one."""

    async def on_click(body: Body, deps: Deps) -> None:
        click = _parse_click(body, await identity.load_person(deps, body["user"]["id"]), deps)
        deps = deps.signed_by(click.person.id)
        deps = replace(deps, window=click.view) if click.view.get("type") == "modal" else deps
        await identity.learn_people(deps, *re.split(r"[/ ]", click.value))
        await deps.read(access.require_visible_ids, person=click.person, carried=click.value)
        if message := await run(click, deps):
            await replies.reply_in_place(deps, body, message, replace=click.ephemeral and not message.aside)
        if click.view.get("type") == "home" or windows.is_answer_window(click.view):
            await home.update_home(deps, click.person)

    return on_click


def form_listener(run: FormHandler) -> Callable[..., Awaitable[None]]:
    """Build the listener of a form; errors are shown beside their field, and then nothing is saved.

    A refusal that concerns no field opens on top of the form, so that the input is not lost. The answer may be the
    form's next step.
    """

    async def on_form(ack: AsyncAck, body: Body, deps: Deps) -> None:
        form = _parse_form(body, await identity.load_person(deps, body["user"]["id"]), deps)
        deps = deps.signed_by(form.person.id)
        await identity.learn_people(deps, *(word for value in form.values.values() for word in value.split()))
        try:
            await deps.read(access.require_visible_ids, person=form.person, carried=_referenced_ids(form))
            answer = await run(form, deps)
        except (InvalidForm, Refusal) as error:
            if deps.is_retry:
                # The form was acknowledged and is closed; what was wrong is said in a message.
                raise error if isinstance(error, Refusal) else _errors_as_refusal(error) from None
            await ack(**_error_response(error, body["view"]))
            return
        if body["view"].get("notify_on_close"):
            await forms.forget_draft(deps, user=form.person.id, view=body["view"])
        if isinstance(answer, dict) and deps.is_retry:
            raise Refusal("The form has a second step, which I could not show in time.", "", "Open the form again.")
        if isinstance(answer, dict):
            await ack(response_action="update", view=await forms.redact_view(deps, user=form.person.id, view=answer))
            return
        await _answer_form(ack, body, deps, form=form, answer=answer)
        if not form.channel:
            await home.update_home(deps, form.person)

    return on_form


async def _answer_form(
    ack: AsyncAck, body: Body, deps: Deps, *, form: FormSubmission, answer: RenderedMessage | None
) -> None:
    """Close the form and answer; what was opened from Home is answered in the window, where the person looks."""
    if answer and not form.channel and not deps.is_retry:
        message = await replies.redact_for_asker(deps, body, answer)
        window = await windows.answer_window(deps, user=form.person.id, message=message)
        await ack(response_action="update", view=window)
        return
    await ack()
    if answer:
        await replies.send_reply(deps, body, answer, channel=form.channel)


def _error_response(error: InvalidForm | Refusal, view: Body) -> Body:
    """Build the response to a rejected form.

    Slack drops the whole response if it names a field that the form, of an older version, does not have.
    """
    if isinstance(error, InvalidForm):
        if {block.get("block_id") for block in view["blocks"]} >= error.errors.keys():
            return {"response_action": "errors", "errors": error.errors}
        error = _errors_as_refusal(error)
    return {"response_action": "push", "view": templates.render_view("common/refused", refusal=error)}


def _errors_as_refusal(error: InvalidForm) -> Refusal:
    return Refusal("Not saved.", " ".join(error.errors.values()))


async def on_form_closed(body: Body, deps: Deps) -> None:
    """Handle a form that was closed without being sent."""
    await forms.on_closed(body, deps)


def suggestion_listener(run: SuggestionHandler) -> Callable[..., Awaitable[None]]:
    """Build the listener of a menu that is searched while typing: (value, label) pairs, at most a hundred."""

    async def on_type(ack: AsyncAck, body: Body, deps: Deps) -> None:
        person = await identity.load_person(deps, body["user"]["id"])
        suggestions = await run(person, str(body.get("value") or ""), deps)
        await ack(
            options=[{"text": {"type": "plain_text", "text": text[:75]}, "value": id} for id, text in suggestions[:100]]
        )

    return on_type


async def ignore_event(event: Body, deps: Deps) -> None:
    """Ignore an event that has no handler."""


async def ignore_unknown(deps: Deps) -> None:
    """Ignore a click, form or shortcut of an earlier version; it is acknowledged, so that the person sees no error."""


async def suggest_nothing(ack: AsyncAck, deps: Deps) -> None:
    """Answer a menu of an earlier version; Slack wants a list even when it is empty."""
    await ack(options=[])


def _parse_click(body: Body, person: Person, deps: Deps) -> Click:
    action, container = body["actions"][0], body.get("container") or {}
    return Click(
        person=person,
        action=action["action_id"].split(":")[0],
        value=_element_value(action) or "",
        channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or "",
        message_ts=container.get("message_ts") or "",
        trigger=body["trigger_id"],
        now=deps.now(),
        ephemeral=bool(container.get("is_ephemeral") or body.get("view")),
        view=body.get("view") or {},
        block=action.get("block_id") or "",
        ticked=_ticked_values(body.get("state") or {}),
    )


def _ticked_values(state: Mapping[str, Any]) -> frozenset[str] | None:
    """Return what is ticked in the checkboxes of a message; None if it has no checkboxes."""
    fields = [field for block in (state.get("values") or {}).values() for field in block.values()]
    boxes = [field for field in fields if field.get("type") == "checkboxes"]
    return frozenset(str(option["value"]) for box in boxes for option in box["selected_options"]) if boxes else None


def _parse_form(body: Body, person: Person, deps: Deps) -> FormSubmission:
    view = body["view"]
    fields = (pair for block in view["state"]["values"].values() for pair in block.items())
    values = {action: value for action, field in fields if (value := _element_value(field)) is not None}
    return FormSubmission(
        person, view["callback_id"], values, view.get("private_metadata") or "", view["id"], deps.now()
    )


def _referenced_ids(form: FormSubmission) -> str:
    """Return the form's subject and the ids chosen in it, but not typed text."""
    return " ".join((form.subject, *(value for value in form.values.values() if parsing.parse_id(value))))


def _element_value(field: Mapping[str, Any]) -> str | None:
    """Return what was typed or chosen in any kind of element; several choices are joined with spaces."""
    if option := field.get("selected_option"):
        return str(option["value"])
    if options := field.get("selected_options"):
        return " ".join(str(option["value"]) for option in options)
    if users := field.get("selected_users"):
        return " ".join(str(user) for user in users)
    if files := field.get("files"):
        return " ".join(str(file["id"]) for file in files)
    keys = ("value", "selected_user", "selected_date", "selected_channel", "selected_conversation", "selected_time")
    content = next((field[name] for name in keys if field.get(name) is not None), None)
    return None if content is None else str(content)
