"""The verbs of pictures: each is drawn, sent to the asker as a file, and can be shared in the channel."""

import json
from contextlib import suppress
from functools import partial

from slack_sdk.errors import SlackApiError

import templates
from handlers.common.commands import Command, CommandRunner
from handlers.common.deps import Deps
from handlers.common.picture_messages import place_of_delivery, post_picture, send_picture
from handlers.common.requests import Click, CommandCall, Outdated, refuse_malformed
from handlers.pictures.facts import KINDS, gather_facts
from handlers.risks.queries import ViewRequest
from rules.refusal import NotFound
from templates import RenderedMessage, pictures

DEFAULT_PICTURE = "eight weeks"


async def show_picture(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `picture [NAME] [PRG-1 | PRJ-1 | M-3]`."""
    name, subject = split_name(call.text)
    return await _show(name, subject, call, deps)


def make_picture_command(name: str) -> CommandRunner:
    """Make the command of a picture that has a verb of its own."""

    async def run(call: CommandCall, deps: Deps) -> RenderedMessage:
        return await _show(name, call.text.strip(), call, deps)

    return run


def split_name(text: str) -> tuple[str, str]:
    """Return the picture's name and the rest, in either order; without a name, the first picture."""
    words = text.split()
    for count in (2, 1):
        for chosen, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if (name := " ".join(chosen).casefold()) in KINDS:
                return name, " ".join(rest)
    if len(words) > 1 or (words and not words[0].upper().startswith(("PRG-", "PRJ-", "M-"))):
        raise NotFound(f"I have no picture “{text[:60]}”.", "", f"Pictures: {', '.join(KINDS)}.")
    return DEFAULT_PICTURE, text.strip()


async def _show(name: str, subject: str, call: CommandCall, deps: Deps) -> RenderedMessage:
    asked = ViewRequest(call.person, subject, call.channel, call.now)
    drawable = await deps.read(partial(gather_facts, name=name, asked=asked))
    drawn = await send_picture(
        deps, drawable.layout, user=call.person.id, filename=drawable.filename, facts=drawable.facts
    )
    in_channel = call.channel[:1] in ("C", "G")
    share = json.dumps({"p": name, "t": subject[:200]}) if in_channel and drawn else ""
    return templates.render("pictures/sent", title=drawable.title, picture=drawn, share=share)


async def on_share(click: Click, deps: Deps) -> RenderedMessage:
    """Draw the picture again for all readers of the channel, and post it there with the name of who shared it."""
    with refuse_malformed():
        name, subject = str(click.fields["p"]), str(click.fields["t"])
    if name not in KINDS:
        raise Outdated
    asked = ViewRequest(click.person, subject, click.channel, click.now, public=True)
    drawable = await deps.read(partial(gather_facts, name=name, asked=asked))
    words = templates.render_text("pictures/shared_by", by=click.person.name)
    shared = False
    with suppress(pictures.PictureError, SlackApiError):
        await post_picture(
            deps,
            drawable.layout,
            place=place_of_delivery(deps, click.channel),
            filename=drawable.filename,
            facts=drawable.facts,
            words=words,
        )
        shared = True
    return templates.render("pictures/shared", channel=click.channel, shared=shared)


COMMANDS = (
    Command(
        "picture",
        f"picture [{' | '.join(KINDS)}] [PRG-1 | PRJ-1 | M-3]",
        "Draw a plan, forecast, status or risks as a picture that you can share.",
        show_picture,
        examples=("picture", "picture finish PRG-1", "picture trend M-1", "picture matrix"),
        aliases=("draw", "pictures"),
    ),
    Command(
        "gantt",
        "gantt [PRG-1 | PRJ-1]",
        "Draw the Gantt chart with the critical path.",
        make_picture_command("gantt"),
        examples=("gantt PRJ-1",),
    ),
    Command(
        "map",
        "map [PRG-1 | PRJ-1 | M-3 [depth 2]]",
        "Draw the dependencies between projects, or those around a milestone.",
        make_picture_command("map"),
        examples=("map PRG-1", "map M-1 depth 3"),
    ),
    Command(
        "fever",
        "fever [PRG-1]",
        "Draw how much of the buffer is used against how much of the critical chain is done.",
        make_picture_command("fever"),
        examples=("fever",),
    ),
)
CLICKS = {"picture_share": on_share}
