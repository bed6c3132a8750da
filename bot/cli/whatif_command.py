"""`baton whatif`: the effect of slips on every target of a plan file."""

import json
import re
from datetime import datetime
from pathlib import Path

import click

from bot.offline import plan_files, report
from rules.alerts import analysis
from rules.files.printable import printable_text
from rules.refusal import NotFound, Refusal
from rules.schedule import whatif
from rules.schedule.scheduled_plan import ScheduledPlan

SLIP_PATTERN = re.compile(r"(?P<id>.+)=(?P<days>[+-]?\d{1,5})d?")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("slips", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Today, as 2026-03-02 (default: the plan's data date).",
)
def command(file: Path, slips: tuple[str, ...], as_json: bool, today: datetime | None) -> None:
    """Show how SLIPS (like M-17=+5, in working days) would move the targets of the plan FILE."""
    requested = [_parse_slip(slip) for slip in slips]
    with plan_files.refusals_naming(file):
        plan = analysis.schedule_plan(plan_files.read_plan(file), today=today.date() if today else None)
        days = _days_by_milestone(plan, requested)
        effect = whatif.slip_effect(plan, days)
    click.echo(
        json.dumps(whatif.as_json(effect), ensure_ascii=False)
        if as_json
        else printable_text(report.effect_report(plan, effect))
    )


def _days_by_milestone(facts: ScheduledPlan, requested: list[tuple[str, int]]) -> dict[str, int]:
    """Return the days by the plan's own spelling of each id; raise a refusal for one unknown, done or named twice."""
    ids_by_key: dict[str, list[str]] = {}
    for id in facts.milestones:
        ids_by_key.setdefault(_comparison_key(id), []).append(id)
    days: dict[str, int] = {}
    for name, slip in requested:
        matches = [name] if name in facts.milestones else ids_by_key.get(_comparison_key(name), [])
        if len(matches) != 1:
            raise NotFound(
                f"There is no milestone {name}.", "", f"Did you mean {' or '.join(matches)}?" * bool(matches)
            )
        [id] = matches
        if facts.milestones[id].done:
            raise Refusal(f"{id} is done.", "Its date no longer changes.")
        if id in days:
            raise Refusal(f"{id} is named twice.", "", "Give one number of days for each milestone.")
        days[id] = slip
    return days


def _comparison_key(id: str) -> str:
    """Return the id as people type it: m1 for M-1."""
    return id.casefold().replace("-", "")


def _parse_slip(text: str) -> tuple[str, int]:
    match = SLIP_PATTERN.fullmatch(text)
    if not match:
        raise Refusal(
            f"I can't read the slip “{text[:60]}”.",
            "",
            "Write a milestone and working days, later (+) or earlier (-): M-17=+5.",
        )
    return match["id"], int(match["days"])
