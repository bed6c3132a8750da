"""The weekly digest: the verb `digest`, the review of its draft, and the clock that posts it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

import templates
from handlers.common import isolation, lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from handlers.digests import (
    conflicts,
    digest_pictures,
    draft_form,
    drafts,
    edit_list,
    edits,
    flows,
    options,
    weekly_slots,
)
from handlers.digests.options import DigestRequest
from handlers.digests.rendering import RenderedDigest
from rules.digests.slots import EditionSlot
from rules.refusal import Refusal
from templates import RenderedMessage

# Slack takes fifty; one is for the button.
MAX_PREVIEW_BLOCKS = 50


async def run_digest(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `digest preview|edit|edits|send|pause|resume`, with the options of `DigestRequest`."""
    asked = options.parse_request(call.text)
    program = await deps.read(lookup.resolve_program, person=call.person, text=asked.subject, channel=call.channel)
    if asked.verb == "edit":
        await draft_form.open_from_command(call, program.id, asked.audience, deps)
        return None
    if asked.verb == "edits":
        return await edit_list.list_edits(call.person, program.id, deps)
    if asked.verb == "preview":
        rendered = await deps.read(
            flows.preview_edition,
            person=call.person,
            program=program.id,
            audience=asked.audience,
            channel=call.channel,
            now=call.now,
        )
        may_edit = await deps.read(edits.may_edit, person=call.person, program=program.id, now=call.now)
        return _preview(rendered, asked, edit=program.id if may_edit else "")
    if asked.verb == "send":
        sent = await deps.commit(
            flows.send_edition,
            person=call.person,
            program=program.id,
            audience=asked.audience,
            force=asked.is_forced,
            now=call.now,
        )
        return templates.render("digests/sent", channels=sent, program=program)
    paused = asked.verb == "pause"
    await deps.commit(flows.set_paused, person=call.person, program=program.id, paused=paused)
    return templates.render("digests/paused", program=program, paused=paused)


def _preview(rendered: RenderedDigest, asked: DigestRequest, *, edit: str) -> RenderedMessage:
    """Return the message for the channel, or one of its thread, with buttons to edit and for the next one."""
    if asked.thread > len(rendered.detail):
        raise Refusal("There is no such message in its thread.", "", "Try `digest preview`.")
    shown = rendered.detail[asked.thread - 1] if asked.thread else rendered.top
    number, count = asked.thread + 1, len(rendered.detail)
    is_last = number > count
    if (is_last and not edit) or len(shown.blocks) >= MAX_PREVIEW_BLOCKS:
        return shown
    voice = asked.audience.value if asked.audience else ""
    said = " ".join(f"digest preview {asked.subject} {voice} thread {number}".split())
    edit = f"{edit} {voice or 'both'}" if edit else ""
    button = templates.render(
        "digests/thread_button", said="" if is_last else said, number=number, count=count, edit=edit
    )
    return replace(shown, blocks=[*shown.blocks, *button.blocks])


async def post_due_digests(deps: Deps) -> None:
    """Run each minute: post what is due; one program's failure never stops another's."""
    now = deps.now()
    unchecked = await deps.read(conflicts.due_checks, team=deps.team, now=now)
    await _run_each_program(deps, "digest conflicts", conflicts.send_conflicts, unchecked, now=now)
    editions = await deps.read(weekly_slots.due_editions, team=deps.team, now=now)
    await _run_each_program(deps, "digests", flows.post_edition, editions, now=now)
    missed = await deps.read(weekly_slots.missed_editions, team=deps.team, now=now)
    await _run_each_program(deps, "missed digests", weekly_slots.skip_edition, missed, now=now)
    unsent = await deps.read(drafts.due_drafts, team=deps.team, now=now)
    await _run_each_program(deps, "digest drafts", drafts.send_draft, unsent, now=now)
    await digest_pictures.post_due_pictures(deps)


async def _run_each_program(
    deps: Deps, job: str, flow: Callable[..., object], slots: Iterable[tuple[str, EditionSlot]], *, now: datetime
) -> None:
    tasks = {id: isolation.transaction_task(deps, flow, program=id, slot=slot, now=now) for id, slot in slots}
    await isolation.run_each(deps, job=job, tasks=tasks)


async def on_reviewed(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Looks good* under the draft."""
    program, _, period = click.value.partition(" ")
    await deps.commit(drafts.mark_reviewed, person=click.person, program=program, period=period, now=click.now)
    return templates.render("digests/reviewed")


COMMANDS = (
    Command(
        "digest",
        "digest [preview|edit|edits|send|pause|resume] [PRG-1] [executive|delivery] [weekly|monthly|quarterly|annual] "
        "[--force]",
        "Preview, edit, send, pause or resume the weekly digest.",
        run_digest,
        examples=(
            "digest preview",
            "digest preview executive",
            "digest edits",
            "digest send",
            "digest pause",
            "digest resume",
        ),
    ),
)
CLICKS = {"digest_reviewed": on_reviewed, **draft_form.CLICKS, **edit_list.CLICKS, **conflicts.CLICKS}
FORMS = draft_form.FORMS
