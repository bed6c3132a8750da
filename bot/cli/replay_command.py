"""`baton replay`: capture's reading of messages, as a table or JSON lines; `--apply` saves it."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.options import DATABASE_OPTION
from bot.offline import replay
from rules.capture import Interpretation
from rules.files.printable import printable_text

MAX_TEXT_WIDTH = 72
PROGRESS_STEP = 200


@click.command()
@click.argument("messages", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each message.")
@click.option("--apply", "take_in", is_flag=True, help="Save explicit lines and updates as of when they were written.")
@click.option(
    "--channel",
    "named",
    multiple=True,
    metavar="ID",
    help="With --apply: the channel of all messages (C0123ABC), or folder=C0123ABC for each folder.",
)
@click.option("--team", metavar="ID", help="The Slack workspace; needed when the database has several.")
@DATABASE_OPTION
def command(messages: Path, as_json: bool, take_in: bool, named: tuple[str, ...], team: str | None, url: str) -> None:
    """Show what Baton would have found in MESSAGES: JSON lines, or a Slack export (a folder or its zip)."""
    today = datetime.now(UTC).date()
    if take_in:
        _apply_messages(messages, channel_options=named, team=team, url=url)
    elif as_json:
        for message in replay.read_messages(messages, today=today):
            click.echo(
                json.dumps(replay.message_record(message, replay.interpret_message(message)), ensure_ascii=False)
            )
    else:
        _print_table(list(replay.read_messages(messages, today=today)))


def _apply_messages(messages: Path, *, channel_options: tuple[str, ...], team: str | None, url: str) -> None:
    """Save the messages' explicit lines and updates.

    Running it again is harmless: a message is left alone once anything from it was saved.
    """
    from bot.offline import backfill, databases

    channels_by_folder, today = backfill.parse_channels(channel_options), datetime.now(UTC).date()
    replayed = list(replay.read_messages(messages, today=today))
    with (
        databases.open_for_changes(url) as store,
        click.progressbar(replayed, label="Saving", file=sys.stderr, update_min_steps=PROGRESS_STEP) as bar,
    ):
        counts = backfill.apply_messages(
            store, bar, team=store.read_now(databases.chosen_team, team), channels_by_folder=channels_by_folder
        )
    words = {
        "record": "saved",
        "update": "updates",
        "older": "older than what is saved",
        "refused": "refused",
        "known": "saved before",
    }
    summary = ", ".join(f"{counts[kind]} {word}" for kind, word in words.items() if counts[kind])
    click.echo(f"{len(replayed)} messages: {summary or 'nothing to save'}.")


def _print_table(messages: list[replay.ReplayMessage]) -> None:
    """Print a row for each message with findings; the bar goes to standard error, away from a pipe."""
    counts: Counter[str] = Counter()
    rows = []
    with click.progressbar(messages, label="Reading", file=sys.stderr, update_min_steps=PROGRESS_STEP) as bar:
        for message in bar:
            interpretation = replay.interpret_message(message)
            findings = _list_findings(interpretation)
            counts.update(kind for kind, _ in findings)
            rows += [(f"{message.day}", message.id[:24], kind, words) for kind, words in findings]
    for day, id, kind, words in rows:
        click.echo(printable_text(f"{day}  {id:<24}  {kind:<9}  {words}"))
    total = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing found"
    click.echo(f"{len(messages)} messages: {total}.")


def _list_findings(interpretation: Interpretation) -> list[tuple[str, str]]:
    findings = [("record", item.line.text) for item in interpretation.explicit] + [
        ("unclear", item.line.text) for item in interpretation.unclear
    ]
    if interpretation.proposal:
        findings += [("blocker", item.text) for item in interpretation.blockers] + [
            ("help", item.text) for item in interpretation.help_wanted
        ]
        findings += [("freed", item.text) for item in interpretation.resolved_blockers]
        findings += [("status", interpretation.status)] if interpretation.status else []
        findings += [
            ("date", f"{item.span.text} = {replay.iso_date(item.parsed_date)}")
            for item in interpretation.dates
            if item.parsed_date.day
        ]
        findings = findings or [("update", interpretation.plain)]
    return [(kind, " ".join(words.split())[:MAX_TEXT_WIDTH]) for kind, words in findings]
