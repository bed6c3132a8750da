"""`baton analyze`: schedule, forecast, alerts and health of plan files, without a database."""

import json
from datetime import datetime
from pathlib import Path

import click

from bot.offline import plan_files, report
from rules.alerts import analysis
from rules.files.printable import printable_text
from rules.forecast.target_dates import DEFAULT_SAMPLES


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one line for each file.")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Today, as 2026-03-02 (default: the plan's data date).",
)
@click.option(
    "--samples",
    type=click.IntRange(100, 20_000),
    default=DEFAULT_SAMPLES,
    show_default=True,
    help="How many runs to simulate.",
)
def command(files: tuple[Path, ...], as_json: bool, today: datetime | None, samples: int) -> None:
    """Print schedule, float, drag, forecast, alerts and health of plan FILES."""
    day = today.date() if today else None
    for file in files:
        with plan_files.refusals_naming(file):
            result = analysis.analyze_plan(plan_files.read_plan(file), today=day, samples=samples)
        if as_json:
            click.echo(json.dumps(analysis.as_json(result), ensure_ascii=False, allow_nan=False))
        else:
            click.echo(printable_text(report.analysis_report(result)))
