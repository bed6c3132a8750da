"""`baton demo`: a local Slack with a sample program and the bot."""

import asyncio
import contextlib

import click


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=3434,
    show_default=True,
    help="Port of the page; 0 takes any free one.",
)
def command(port: int) -> None:
    """Start a local Slack with a sample program and the bot; print the page's address."""
    from bot import logs
    from bot.application import wall_clock
    from bot.demo.start import run_demo
    from rules.refusal import Failure

    logs.configure_logging(level="WARNING", style="text")
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(run_demo(port, wall_clock()))
    except OSError as error:
        raise Failure(
            f"Port {port} can't be used.",
            f"{(error.strerror or 'It is taken').capitalize()}.",
            "Try another: `baton demo --port 0`.",
        ) from error
