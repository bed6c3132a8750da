"""Hostile names in files and terminals: no formulas, no extra events, no control characters."""

import csv
import io
import re
from datetime import UTC, datetime

from icalendar import Calendar

from bot.offline import report
from rules.alerts import analysis
from rules.files import exports, planfile
from rules.files.printable import printable_text
from rules.plan import Plan
from rules.refusal import Refusal
from tests.corpus import HOSTILE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]")
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def hostile_plans() -> list[Plan]:
    """Build a plan for each hostile text that a plan file accepts as a name."""
    accepted, refused = [], []
    for name in HOSTILE:
        milestone = {"id": "M-1", "project": "PRJ-1", "name": name, "duration": 5, "committed": "2026-03-06"}
        try:
            accepted.append(
                planfile.from_json(
                    {
                        "program": {"id": "PRG-1", "name": name, "start": "2026-01-05"},
                        "projects": [{"id": "PRJ-1", "name": name}],
                        "milestones": [{**milestone, "aliases": [name] if name.strip() else []}],
                    }
                )
            )
        except Refusal as refusal:
            refused.append(str(refusal))
    assert len(refused) < len(HOSTILE) * 0.1
    assert not OBEYED.search("".join(refused)), "refusals must quote control characters as text"
    return accepted


def test_hostile_names_make_no_formula_and_no_row() -> None:
    for plan in hostile_plans():
        rows = list(csv.reader(io.StringIO(exports.export_table(plan), newline="")))
        assert len(rows) == 2
        assert not [cell for cell in rows[1] if FORMULA.match(cell)]


def test_hostile_names_make_no_extra_calendar_event() -> None:
    for plan in hostile_plans():
        events = Calendar.from_ical(exports.export_calendar(plan, names={}, now=NOW)).walk("VEVENT")
        assert [str(event["UID"]) for event in events] == ["M-1.PRG-1@baton"]
        assert not {"ATTACH", "URL"} & set(events[0])


def test_hostile_names_send_no_control_characters() -> None:
    for plan in hostile_plans():
        assert not OBEYED.search(printable_text(report.analysis_report(analysis.analyze_plan(plan, samples=1))))
