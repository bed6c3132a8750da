"""`baton run`: connect to Slack and work until SIGTERM or Ctrl-C."""

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command()
@click.option("--http", is_flag=True, help="Be called by Slack over HTTP instead of Socket Mode.")
def command(http: bool) -> None:
    """Connect to Slack and start the clock and the sender."""
    # Until the bot runs: all imported objects stay, and collecting over them again and again takes a third of the time.
    gc.disable()
    from bot import logs
    from bot.settings import load_settings

    settings = load_settings()
    logs.configure_logging(level=settings.baton_log_level, style=settings.baton_log_format)
    if asyncio.run(run_bot(settings, http=http)):
        sys.exit(1)


async def run_bot(settings: "Settings", *, http: bool) -> bool:
    """Run the bot until it is asked to stop; return True if it gave up by itself and should be started again."""
    from bot import signals
    from bot.application import Baton

    stop_requested = signals.install_stop_handlers()
    baton = await Baton.start(settings, http=http)
    gc.enable()
    waits = {asyncio.create_task(stop_requested.wait()), asyncio.create_task(baton.over.wait())}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    await baton.stop()
    for wait in waits:
        wait.cancel()
    signals.ignore_stop_signals()
    return baton.gave_up
