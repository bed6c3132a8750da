"""*Share to channel*: run the command again as the person who clicks, and post what the channel may read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from sqlmodel import Session

import templates
from handlers.common import access, channels, commands, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules.people import Person
from rules.refusal import NotAllowed, NotFound
from templates import RenderedMessage


def share_handlers(table: Sequence[Command]) -> dict[str, Callable[[Click, Deps], Awaitable[RenderedMessage]]]:
    """Build the handler of the share button under the views of this command table."""

    async def on_share(click: Click, deps: Deps) -> RenderedMessage:
        reader = replace(click.person, for_channel=click.channel)
        entry, call = commands.find_command(
            table, CommandCall(reader, click.channel, click.value, click.trigger, click.now)
        )
        if not commands.is_shareable(entry, call):
            raise NotAllowed("That cannot be shared.", "It is no view, or this is no channel.")
        await channels.require_postable(deps, click.channel)
        await deps.read(_require_readable_there, reader=reader, text=call.text)
        if message := await entry.run(call, deps):
            await deps.commit(post_shared_view, click=click, message=message)
        return templates.render("common/shared_view", channel=click.channel)

    return {"share_view": on_share}


def _require_readable_there(session: Session, *, reader: Person, text: str) -> None:
    """Raise NotAllowed where the text names an item that the person may read and not everyone in the channel."""
    access.require_visible(session, person=replace(reader, for_channel=""), text=text)
    try:
        access.require_visible(session, person=reader, text=text)
    except NotFound:
        raise NotAllowed("That can't be shared here.", "It is not for everyone who reads this channel.") from None


def post_shared_view(session: Session, *, click: Click, message: RenderedMessage) -> None:
    """Post a view with the name of the person who shared it, once per click and without its buttons."""
    signature = templates.render("common/shared_by", name=click.person.name)
    blocks = [block for block in message.blocks if block.get("type") != "actions"]
    shared_message = RenderedMessage([*blocks[:49], *signature.blocks], f"{message.text}\n{signature.text}")
    key = f"share:{click.channel}:{click.trigger}"
    posting.post_message(
        session, key=key, team=click.person.team, channel=click.channel, message=shared_message, now=click.now
    )
