"""The console script `baton`. Commands load lazily, so that `baton --help` imports click and nothing else."""

import importlib
import sys
from typing import Any, NoReturn

import click

from bot.cli.exits import run_and_report

COMMAND_SUMMARIES = {
    "run": "Connect to Slack and start the clock and the sender.",
    "demo": "Start a local Slack with a sample program and the bot; print the page's address.",
    "doctor": "Check settings, database, token, scopes, connection and clock; say how to fix them.",
    "db": "Upgrade, back up or restore the database.",
    "import": "Read a table (CSV, Excel), an MS Project XML or a plan file into the database.",
    "export": "Write a program to a plan file, a table (CSV) or a calendar.",
    "analyze": "Print schedule, float, forecast, alerts and health of plan files, without a database.",
    "whatif": "Show how slips would move the targets of a plan file.",
    "replay": "Show what Baton would have found in messages.",
    "digest": "Print, draw or send a program's digest.",
    "picture": "Draw a plan file or a program as a picture, PNG or SVG.",
    "manifest": "Print the Slack app manifest that fits the settings.",
}


class LazyCommandGroup(click.Group):
    """A group whose commands live in `bot.cli.<name>_command` and are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMAND_SUMMARIES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMAND_SUMMARIES:
            return None
        command: click.Command = importlib.import_module(f"bot.cli.{name}_command").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} Commands: {', '.join(COMMAND_SUMMARIES)}.", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMAND_SUMMARIES.items()))


@click.command(cls=LazyCommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="baton")
def baton(**_: Any) -> None:
    """Baton runs programs in Slack: milestones, blockers, hand-overs and the weekly digest."""


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    sys.exit(run_and_report(lambda: baton(standalone_mode=False)))


if __name__ == "__main__":
    main()
