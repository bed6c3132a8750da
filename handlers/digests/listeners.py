"""The weekly digest: the verb `digest`, the review of its draft, and the clock that posts it."""

from collections.abc import Callable, Iterable
from datetime import datetime

import templates
from handlers.common import isolation, lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from handlers.digests import drafts, flows
from rules.digests import EditionAudience, EditionSlot
from rules.refusal import Refusal
from templates import RenderedMessage


async def run_digest(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `digest preview [executive]`, `digest send [--force]`, `digest pause` or `digest resume`."""
    words = call.text.casefold().split() or ["preview"]
    program = await deps.read(lookup.resolve_program, person=call.person, text=call.text, channel=call.channel)
    audience = EditionAudience.EXECUTIVE if "executive" in words else EditionAudience.DELIVERY
    if words[0] == "preview":
        rendered = await deps.read(
            flows.preview_edition,
            person=call.person,
            program=program.id,
            audience=audience,
            channel=call.channel,
            now=call.now,
        )
        return rendered.top
    if words[0] == "send":
        sent = await deps.commit(
            flows.send_edition,
            person=call.person,
            program=program.id,
            force="force" in call.text.casefold(),
            now=call.now,
        )
        return templates.render("digests/sent", channels=sent, program=program)
    if words[0] in ("pause", "resume"):
        paused = words[0] == "pause"
        await deps.commit(flows.set_paused, person=call.person, program=program.id, paused=paused)
        return templates.render("digests/paused", program=program, paused=paused)
    raise Refusal(f"I don't know `digest {words[0][:20]}`.", "", "Try `digest preview`, `send`, `pause` or `resume`.")


async def post_due_digests(deps: Deps) -> None:
    """Run each minute: post what is due; one program's failure never stops another's."""
    now = deps.now()
    editions = await deps.read(flows.due_editions, team=deps.team, now=now)
    await _run_each_program(deps, "digests", flows.post_edition, editions, now=now)
    missed = await deps.read(flows.missed_editions, team=deps.team, now=now)
    await _run_each_program(deps, "missed digests", flows.skip_edition, missed, now=now)
    unsent = await deps.read(drafts.due_drafts, team=deps.team, now=now)
    await _run_each_program(deps, "digest drafts", drafts.send_draft, unsent, now=now)


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
        "digest [preview|send|pause|resume] [PRG-1] [executive] [--force]",
        "The weekly digest: look at it, send it now, stop it or start it again.",
        run_digest,
        examples=("digest preview", "digest send", "digest pause", "digest resume"),
    ),
)
CLICKS = {"digest_reviewed": on_reviewed}
