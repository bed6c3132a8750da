"""`baton run`: connect to Slack and work until SIGTERM or Ctrl-C."""

import asyncio
import gc
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings

# A Slack that has trouble is waited for; then the process ends, and whatever runs it decides.
SLACK_PATIENCE = timedelta(minutes=10)


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
    from bot.checks import SlackNotReady

    stop_requested = asyncio.create_task(signals.install_stop_handlers().wait())
    starting = asyncio.create_task(Baton.start(settings, http=http, patience=SLACK_PATIENCE))
    await asyncio.wait({stop_requested, starting}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return False
    try:
        baton = starting.result()
    except SlackNotReady as refusal:
        click.echo(str(refusal), err=True)
        return True
    gc.enable()
    over = asyncio.create_task(baton.over.wait())
    await asyncio.wait({stop_requested, over}, return_when=asyncio.FIRST_COMPLETED)
    await baton.stop()
    for wait in (stop_requested, over):
        wait.cancel()
    signals.ignore_stop_signals()
    return baton.gave_up
