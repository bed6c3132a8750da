"""The kinds of files that a program is exported as, and the words for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rules.files.exports.calendars import export_calendar
from rules.files.exports.jira import export_jira_table
from rules.files.exports.plan_texts import export_plan_file
from rules.files.exports.project_xml import export_project_xml
from rules.files.exports.tables import export_table
from rules.plan import Plan
from rules.refusal import Refusal


class ExportFormat(StrEnum):
    """A kind of file, by the word for it."""

    PLAN = "plan"
    XML = "xml"
    CSV = "csv"
    ICS = "ics"
    JIRA = "jira"

    @property
    def suffix(self) -> str:
        return {ExportFormat.PLAN: "json", ExportFormat.JIRA: "jira.csv"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """Facts that a file needs beside the plan: names of people by id and of days off, the reader's zone, and now."""

    team: str
    now: datetime
    names: dict[str, str] = field(default_factory=dict)
    day_names: Mapping[date, str] = field(default_factory=dict)
    zone: str | None = None


_FORMAT_WORDS = {
    **{kind.value: kind for kind in ExportFormat},
    **dict.fromkeys(("json", "planfile"), ExportFormat.PLAN),
    **dict.fromkeys(("mspdi", "msproject", "project"), ExportFormat.XML),
    **dict.fromkeys(("table", "spreadsheet"), ExportFormat.CSV),
    **dict.fromkeys(("ical", "icalendar", "calendar"), ExportFormat.ICS),
}
# Kinds that people ask for and Baton does not write, with what to use.
_INSTEAD = {
    **dict.fromkeys(("mpp", "mpx", "mpt"), "MS Project opens the XML: `export {program}xml`."),
    **dict.fromkeys(("xlsx", "xls", "excel", "ods"), "Excel opens the table: `export {program}csv`."),
    **dict.fromkeys(("xer", "pmxml", "p6", "primavera"), "Primavera P6 imports MS Project XML: `export {program}xml`."),
    **dict.fromkeys(("pdf", "png", "svg", "pptx"), "For a picture use `timeline` or `pack`."),
    **dict.fromkeys(
        ("asana", "monday", "notion", "trello", "clickup"), "Most trackers import CSV: `export {program}csv`."
    ),
}
_CHOICES = "plan, xml, csv, ics or jira"
_PROGRAM_ID = re.compile(r"PRG-\d+", re.IGNORECASE)


def split_request(text: str) -> tuple[str, ExportFormat]:
    """Return the program and the kind of file of `PRG-1 xml`; raise Refusal for a kind that Baton does not write."""
    words = text.strip().strip('"').split()
    for place in (-1, 0):
        if words and (chosen := _FORMAT_WORDS.get(_bare(words[place]))):
            del words[place]
            return " ".join(words).strip('"'), chosen
    if words and (instead := _INSTEAD.get(_bare(words[-1]))):
        program = f"{words[0].upper()} " if _PROGRAM_ID.fullmatch(words[0]) else ""
        raise Refusal(f"I can't write {words[-1][:20]} files.", "", instead.format(program=program))
    if len(words) > 1 and _PROGRAM_ID.fullmatch(words[0]):
        raise Refusal(f"I can't export as “{' '.join(words[1:])[:40]}”.", "", f"Choose {_CHOICES}.")
    return " ".join(words), ExportFormat.PLAN


def _bare(word: str) -> str:
    return word.strip('".,').lstrip(".").casefold()


def file_content(plan: Plan, kind: ExportFormat, facts: ExportFacts) -> str:
    """Return a program as the text of a file."""
    if kind is ExportFormat.XML:
        return export_project_xml(plan, team=facts.team, names=facts.names, day_names=facts.day_names)
    if kind is ExportFormat.ICS:
        return export_calendar(plan, names=facts.names, now=facts.now, zone=facts.zone)
    if kind is ExportFormat.JIRA:
        return export_jira_table(plan, names=facts.names)
    return export_table(plan, facts.names) if kind is ExportFormat.CSV else export_plan_file(plan)
