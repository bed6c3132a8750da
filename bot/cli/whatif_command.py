"""`baton whatif`: the effect of slips on every target of a plan file."""

import json
import re
from datetime import datetime
from pathlib import Path

import click

from bot.cli.shown import printable_text
from bot.offline import plan_files, report
from rules.alerts import analysis
from rules.refusal import NotFound, Refusal
from rules.schedule import whatif
from rules.schedule.scheduled_plan import ScheduledPlan

SLIP_PATTERN = re.compile(r"(?P<id>.+)=(?P<days>[+-]?\d{1,5})d?")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("slips", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to judge by (default: the plan's data date).")
def command(file: Path, slips: tuple[str, ...], as_json: bool, today: datetime | None) -> None:
    """Show what SLIPS (like M-17=+5, in working days) would do to every target of the plan FILE."""
    days = dict(map(_parse_slip, slips))
    with plan_files.refusals_naming(file):
        plan = analysis.schedule_plan(plan_files.read_plan(file), today=today.date() if today else None)
        _require_open_milestones(plan, days)
        effect = whatif.slip_effect(plan, days)
    click.echo(
        json.dumps(whatif.as_json(effect), ensure_ascii=False)
        if as_json
        else printable_text(report.effect_report(plan, effect))
    )


def _require_open_milestones(facts: ScheduledPlan, slips: dict[str, int]) -> None:
    for milestone in slips:
        if milestone not in facts.milestones:
            raise NotFound(f"There is no milestone {milestone}.")
        if facts.milestones[milestone].done:
            raise Refusal(f"{milestone} is done.", "What is done keeps its date.")


def _parse_slip(text: str) -> tuple[str, int]:
    match = SLIP_PATTERN.fullmatch(text)
    if not match:
        raise Refusal(f"“{text[:60]}” is no slip.", "", "Write a milestone and signed working days: M-17=+5.")
    return match["id"], int(match["days"])
