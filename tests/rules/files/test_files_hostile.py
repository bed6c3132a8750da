"""Names out of the corpus in files and on a terminal: a sheet runs nothing, a calendar holds one event."""

import csv
import io
import re
from datetime import UTC, datetime

from icalendar import Calendar

from bot.cli.export_command import calendar_text
from bot.cli.shown import printable_text
from bot.offline import report
from rules.alerts import analysis
from rules.files import exports, planfile
from rules.plan import Plan
from rules.refusal import Refusal
from tests.corpus import HOSTILE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]")
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plans() -> list[Plan]:
    """A plan for each text that a plan file may hold as a name."""
    found, refused = [], []
    for name in HOSTILE:
        milestone = {"id": "M-1", "project": "PRJ-1", "name": name, "duration": 5, "committed": "2026-03-06"}
        try:
            found.append(
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
    assert not OBEYED.search("".join(refused)), "what is refused is quoted as text"
    return found


def test_no_cell_is_a_formula_and_no_name_makes_a_row() -> None:
    for plan in plans():
        rows = list(csv.reader(io.StringIO(exports.export_table(plan), newline="")))
        assert len(rows) == 2
        assert not [cell for cell in rows[1] if FORMULA.match(cell)]


def test_a_calendar_holds_the_one_event_whatever_it_is_called() -> None:
    for plan in plans():
        events = Calendar.from_ical(calendar_text(plan, now=NOW)).walk("VEVENT")
        assert [str(event["UID"]) for event in events] == ["M-1.PRG-1@baton"]
        assert not {"ATTACH", "URL"} & set(events[0])


def test_a_terminal_is_told_nothing_to_obey() -> None:
    for plan in plans():
        assert not OBEYED.search(printable_text(report.analysis_report(analysis.analyze_plan(plan, samples=1))))
