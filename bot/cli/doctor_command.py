"""`baton doctor`: a line for each check, with a remedy for each fault."""

import json
import sys
from dataclasses import asdict

import click

from bot.doctor import DoctorFinding, run_doctor
from bot.settings import load_settings


@click.command()
@click.option("--http", is_flag=True, help="Check for `baton run --http` instead of Socket Mode.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(http: bool, as_json: bool) -> None:
    """Check settings, database, token, scopes, connection and clock; exit with 1 when something must be fixed."""
    from handlers.routes import SURFACE

    findings = run_doctor(load_settings(), scopes=SURFACE.scopes, http=http)
    click.echo(
        json.dumps([asdict(finding) for finding in findings], indent=2)
        if as_json
        else "\n".join(map(_finding_line, findings))
    )
    if not all(finding.well for finding in findings):
        sys.exit(1)


def _finding_line(finding: DoctorFinding) -> str:
    mark = "✗" if not finding.well else "!" if finding.mend else "✓"
    return f"{mark} {finding.check}: {finding.words}" + (f"\n    {finding.mend}" if finding.mend else "")
