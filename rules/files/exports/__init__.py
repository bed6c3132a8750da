"""Programs as files: a plan file, MS Project XML, tables, Jira's form and a calendar."""

from rules.files.exports.calendars import export_calendar
from rules.files.exports.formats import ExportFacts, ExportFormat, file_content, split_request
from rules.files.exports.jira import export_jira_table
from rules.files.exports.plan_texts import export_plan_file
from rules.files.exports.project_xml import export_project_xml
from rules.files.exports.tables import export_table

__all__ = [
    "ExportFacts",
    "ExportFormat",
    "export_calendar",
    "export_jira_table",
    "export_plan_file",
    "export_project_xml",
    "export_table",
    "file_content",
    "split_request",
]
