"""`baton replay`: what capture would have made of messages, as a table or JSON lines; `--apply` takes them in."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.db_command import URL
from bot.cli.shown import page
from bot.offline import replay
from rules.capture import Heard

WIDTH = 72
STEP = 200


@click.command()
@click.argument("messages", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line a message.")
@click.option("--apply", "take_in", is_flag=True, help="Keep explicit lines and updates as of when they were said.")
@click.option("--channel", "named", multiple=True, help="With --apply: C123, or folder=C123 for each of an export.")
@click.option("--team", help="The Slack workspace's id; needed when the database holds several.")
@URL
def command(messages: Path, as_json: bool, take_in: bool, named: tuple[str, ...], team: str | None, url: str) -> None:
    """Show what capture would have made of MESSAGES: JSON lines, a Slack export folder or its zip."""
    today = datetime.now(UTC).date()
    if take_in:
        _apply(messages, named=named, team=team, url=url)
    elif as_json:
        for message in replay.messages(messages, today=today):
            click.echo(json.dumps(replay.record(message, replay.hear(message)), ensure_ascii=False))
    else:
        _table(list(replay.messages(messages, today=today)))


def _apply(messages: Path, *, named: tuple[str, ...], team: str | None, url: str) -> None:
    """Once more is harmless: a message of which anything was kept is left alone."""
    from bot.offline import backfill, databases

    where, today = backfill.channels(named), datetime.now(UTC).date()
    said = list(replay.messages(messages, today=today))
    with (
        databases.changing(url) as store,
        click.progressbar(said, label="Taking in", file=sys.stderr, update_min_steps=STEP) as bar,
    ):
        counts = backfill.apply(store, bar, team=store.read_now(databases.team, team), where=where)
    words = {
        "record": "kept",
        "update": "updates",
        "older": "older than what stands",
        "refused": "refused",
        "known": "known before",
    }
    told = ", ".join(f"{counts[kind]} {word}" for kind, word in words.items() if counts[kind])
    click.echo(f"{len(said)} messages: {told or 'nothing to keep'}.")


def _table(messages: list[replay.Message]) -> None:
    """Only messages with something in them get a row; the bar goes to standard error, away from a pipe."""
    counts: Counter[str] = Counter()
    rows = []
    with click.progressbar(messages, label="Listening", file=sys.stderr, update_min_steps=STEP) as bar:
        for message in bar:
            heard = replay.hear(message)
            finds = _finds(heard)
            counts.update(kind for kind, _ in finds)
            rows += [(f"{message.day}", message.id[:24], kind, what) for kind, what in finds]
    for day, id, kind, what in rows:
        click.echo(page(f"{day}  {id:<24}  {kind:<9}  {what}"))
    total = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing heard"
    click.echo(f"{len(messages)} messages: {total}.")


def _finds(heard: Heard) -> list[tuple[str, str]]:
    finds = [("record", one.line.text) for one in heard.explicit] + [
        ("unclear", one.line.text) for one in heard.unclear
    ]
    if heard.proposal:
        finds += [("blocker", one.text) for one in heard.blockers] + [("help", one.text) for one in heard.help_wanted]
        finds += [("freed", one.text) for one in heard.resolved_blockers]
        finds += [("status", heard.status)] if heard.status else []
        finds += [("date", f"{one.span.text} = {replay.iso(one.found)}") for one in heard.dates if one.found.day]
        finds = finds or [("update", heard.plain)]
    return [(kind, " ".join(what.split())[:WIDTH]) for kind, what in finds]
