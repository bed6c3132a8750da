"""`baton replay`: what capture would have made of messages, as a table or JSON lines; `--apply` takes them in."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.db_command import DATABASE_OPTION
from bot.cli.shown import printable_text
from bot.offline import replay
from rules.capture import Interpretation

MAX_TEXT_WIDTH = 72
PROGRESS_STEP = 200


@click.command()
@click.argument("messages", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a message.")
@click.option("--apply", "take_in", is_flag=True, help="Keep explicit lines and updates as of when they were said.")
@click.option("--channel", "named", multiple=True, help="With --apply: C123, or folder=C123 for each of an export.")
@click.option("--team", help="The Slack workspace's id; needed when the database holds several.")
@DATABASE_OPTION
def command(messages: Path, as_json: bool, take_in: bool, named: tuple[str, ...], team: str | None, url: str) -> None:
    """Show what capture would have made of MESSAGES: JSON lines, a Slack export folder or its zip."""
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
    """Once more is harmless: a message of which anything was kept is left alone."""
    from bot.offline import backfill, databases

    where, today = backfill.parse_channels(channel_options), datetime.now(UTC).date()
    said = list(replay.read_messages(messages, today=today))
    with (
        databases.open_for_changes(url) as store,
        click.progressbar(said, label="Taking in", file=sys.stderr, update_min_steps=PROGRESS_STEP) as bar,
    ):
        counts = backfill.apply_messages(
            store, bar, team=store.read_now(databases.chosen_team, team), channels_by_folder=where
        )
    words = {
        "record": "kept",
        "update": "updates",
        "older": "older than what stands",
        "refused": "refused",
        "known": "known before",
    }
    told = ", ".join(f"{counts[kind]} {word}" for kind, word in words.items() if counts[kind])
    click.echo(f"{len(said)} messages: {told or 'nothing to keep'}.")


def _print_table(messages: list[replay.ReplayMessage]) -> None:
    """Only messages with something in them get a row; the bar goes to standard error, away from a pipe."""
    counts: Counter[str] = Counter()
    rows = []
    with click.progressbar(messages, label="Listening", file=sys.stderr, update_min_steps=PROGRESS_STEP) as bar:
        for message in bar:
            heard = replay.interpret_message(message)
            finds = _list_findings(heard)
            counts.update(kind for kind, _ in finds)
            rows += [(f"{message.day}", message.id[:24], kind, what) for kind, what in finds]
    for day, id, kind, what in rows:
        click.echo(printable_text(f"{day}  {id:<24}  {kind:<9}  {what}"))
    total = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing heard"
    click.echo(f"{len(messages)} messages: {total}.")


def _list_findings(interpretation: Interpretation) -> list[tuple[str, str]]:
    finds = [("record", one.line.text) for one in interpretation.explicit] + [
        ("unclear", one.line.text) for one in interpretation.unclear
    ]
    if interpretation.proposal:
        finds += [("blocker", one.text) for one in interpretation.blockers] + [
            ("help", one.text) for one in interpretation.help_wanted
        ]
        finds += [("freed", one.text) for one in interpretation.resolved_blockers]
        finds += [("status", interpretation.status)] if interpretation.status else []
        finds += [
            ("date", f"{one.span.text} = {replay.iso_date(one.parsed_date)}")
            for one in interpretation.dates
            if one.parsed_date.day
        ]
        finds = finds or [("update", interpretation.plain)]
    return [(kind, " ".join(what.split())[:MAX_TEXT_WIDTH]) for kind, what in finds]
