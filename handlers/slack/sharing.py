"""*Share to channel*: the same words asked anew by who clicks, posted without what the channel may not read."""

from collections.abc import Awaitable, Callable, Sequence

from sqlmodel import Session

import templates
from handlers.common import commands, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules.refusal import NotAllowed
from templates import RenderedMessage


def share_handlers(table: Sequence[Command]) -> dict[str, Callable[[Click, Deps], Awaitable[RenderedMessage]]]:
    """The click of the button under every view of this table."""

    async def on_share(click: Click, deps: Deps) -> RenderedMessage:
        entry, call = commands.find_command(
            table, CommandCall(click.person, click.channel, click.value, click.trigger, click.now)
        )
        if not commands.is_shareable(entry, call):
            raise NotAllowed("That cannot be shared.", "It is no view, or this is no channel.")
        if message := await entry.run(call, deps):
            await deps.transact(post_shared_view, click=click, message=message)
        return templates.render("common/shared_view", channel=click.channel)

    return {"share_view": on_share}


def post_shared_view(session: Session, *, click: Click, message: RenderedMessage) -> None:
    """This will post a view under the name of who shared it, once a click; its buttons stay behind."""
    signed = templates.render("common/shared_by", name=click.person.name)
    kept = [block for block in message.blocks if block.get("type") != "actions"]
    whole = RenderedMessage([*kept[:49], *signed.blocks], f"{message.text}\n{signed.text}")
    key = f"share:{click.channel}:{click.trigger}"
    posting.post_message(session, key=key, team=click.person.team, channel=click.channel, message=whole, now=click.now)
