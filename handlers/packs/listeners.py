"""The verb `pack`, `digest` for rhythms other than weekly, and the clock that posts packs and their files."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import templates
from handlers.common import isolation, lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from handlers.digests import listeners as digests
from handlers.packs import attachments, flows, options, sunset_asks
from handlers.packs.options import PackRequest
from handlers.packs.rendering import RenderedPack
from rules.packs.periods import PackSlot
from rules.refusal import Refusal
from templates import RenderedMessage


async def run_pack(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `pack [preview|send] [PRG-1] monthly|quarterly|annual [executive|delivery] [asof 30 Sep] [--force]`."""
    asked = options.parse_request(call.text)
    program = await deps.read(lookup.resolve_program, person=call.person, text=asked.subject, channel=call.channel)
    if asked.verb == "send":
        sent = await deps.commit(flows.send_pack, person=call.person, program=program.id, asked=asked, now=call.now)
        return templates.render("packs/sent", channels=sent, program=program, rhythm=asked.rhythm.value)
    rendered = await deps.read(
        flows.preview_pack, person=call.person, program=program.id, asked=asked, channel=call.channel, now=call.now
    )
    return _preview(rendered, asked)


def _preview(rendered: RenderedPack, asked: PackRequest) -> RenderedMessage:
    """Return the message for the channel, or one of its thread, with a button for the next one."""
    if asked.thread > len(rendered.detail):
        raise Refusal("There is no such message in its thread.", "", f"Try `pack {asked.rhythm.value}`.")
    shown = rendered.detail[asked.thread - 1] if asked.thread else rendered.top
    number, count = asked.thread + 1, len(rendered.detail)
    if number > count or len(shown.blocks) >= digests.MAX_PREVIEW_BLOCKS:
        return shown
    voice = asked.audience.value if asked.audience else ""
    as_of = f"asof {asked.as_of}" if asked.as_of else ""
    words = f"pack {asked.subject} {asked.rhythm.value} {voice} thread {number} {as_of}"
    button = templates.render(
        "digests/thread_button", said=" ".join(words.split()), number=number, count=count, edit=""
    )
    return replace(shown, blocks=[*shown.blocks, *button.blocks])


async def run_digest(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `digest`, which is a pack where the words name another rhythm than weekly."""
    return await (run_pack if options.names_rhythm(call.text) else digests.run_digest)(call, deps)


async def on_review(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Continue*, *Merge* and *Close* of the annual review."""
    decision = await deps.commit(sunset_asks.answer_review, person=click.person, value=click.value, now=click.now)
    return templates.render("packs/answered", decision=decision)


async def post_due_packs(deps: Deps) -> None:
    """Run each minute: post what is due, then the files of what is out; one failure never stops another program."""
    due = await deps.read(flows.due_packs, team=deps.team, now=deps.now())
    await _run_each_program(deps, "packs", flows.post_due, due)
    missed = await deps.read(flows.missed_packs, team=deps.team, now=deps.now())
    await _run_each_program(deps, "missed packs", flows.skip_missed, missed)
    await attachments.post_due_files(deps)


async def _run_each_program(
    deps: Deps, job: str, flow: Callable[..., object], slots: Iterable[tuple[str, PackSlot]]
) -> None:
    tasks = {
        f"{id} {slot.period.id}": isolation.transaction_task(deps, flow, program=id, slot=slot, now=deps.now())
        for id, slot in slots
    }
    await isolation.run_each(deps, job=job, tasks=tasks)


COMMANDS = (
    *(replace(command, run=run_digest) if command.verb == "digest" else command for command in digests.COMMANDS),
    Command(
        "pack",
        "pack [send] [PRG-1] monthly|quarterly|annual [executive|delivery] [asof 30 Sep] [--force]",
        "Preview or send the pack of a month, a quarter or a year.",
        run_pack,
        examples=("pack monthly", "pack quarterly executive", "pack annual asof 1 Oct", "pack send monthly"),
    ),
)
CLICKS = {"pack_review": on_review}
