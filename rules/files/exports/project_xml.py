"""Exporting a program as MS Project XML (MSPDI): projects are summary tasks, milestones the tasks below them.

A task finishes on the day to expect, and no earlier than its owner's date, so that MS Project computes the same days.
What the format has no element for is in custom fields that people can show as columns.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rules.files.exports.elements import add, add_group, instant
from rules.files.exports.own_fields import ALL_FIELDS
from rules.files.exports.project_calendar import CALENDAR_UID, DAY_BEGINS, DAY_ENDS, MINUTES_PER_DAY, add_calendars
from rules.files.exports.project_people import add_assignments, add_resources, assignments_of, people_of
from rules.files.exports.project_tasks import AT_THE_END, FIXED_DURATION, IN_DAYS, TaskList
from rules.plan import Plan

NAMESPACE = "http://schemas.microsoft.com/project"
# MS Project 2010 and later.
_SAVE_VERSION = 14
_IN_HOURS = 2
_NO_NAMES: Mapping[date, str] = {}


def export_project_xml(
    plan: Plan, *, team: str, names: Mapping[str, str], day_names: Mapping[date, str] = _NO_NAMES
) -> str:
    """Return the plan as an MS Project file; `names` are those of people by id, `day_names` of days off."""
    tasks = TaskList(plan, names)
    people = people_of(plan, names)
    root = Element("Project", xmlns=NAMESPACE)
    _add_properties(root, plan, team, names)
    _add_field_definitions(root)
    add_calendars(root, plan.program.calendar, day_names)
    tasks.add_to(root)
    add_resources(root, people)
    add_assignments(root, assignments_of(plan, people, tasks), people)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def project_guid(*, team: str, program: str) -> str:
    """Return the id of a program's file, the same in every export."""
    return str(uuid5(NAMESPACE_URL, f"baton:{team}:{program}")).upper()


def _add_properties(root: Element, plan: Plan, team: str, names: Mapping[str, str]) -> None:
    program = plan.program
    days = [day for milestone in plan.milestones if (day := milestone.expected)]
    title, workdays = " ".join((program.name or program.id).split()), len(program.calendar.workdays)
    add(root, SaveVersion=_SAVE_VERSION, Name=f"{title}.xml", GUID=project_guid(team=team, program=program.id))
    add(root, Title=title, Category=program.id, Manager=names.get(program.manager or "", program.manager))
    add(root, ScheduleFromStart=True, StartDate=datetime.combine(program.start, DAY_BEGINS))
    add(root, FinishDate=datetime.combine(max([*days, program.start]), DAY_ENDS))
    currency = plan.settings.get("currency")
    add(root, CurrencyDigits=2, CurrencyCode=str(currency) if currency else None, CalendarUID=CALENDAR_UID)
    add(root, DefaultStartTime=DAY_BEGINS, DefaultFinishTime=DAY_ENDS, MinutesPerDay=MINUTES_PER_DAY)
    add(root, MinutesPerWeek=MINUTES_PER_DAY * workdays, DaysPerMonth=workdays * 4, DefaultTaskType=FIXED_DURATION)
    add(root, DefaultFixedCostAccrual=AT_THE_END, DurationFormat=IN_DAYS, WorkFormat=_IN_HOURS, HonorConstraints=True)
    add(root, NewTasksEffortDriven=False, NewTasksEstimated=False, WeekStartDay=1)
    add(root, StatusDate=instant(program.data_date, DAY_ENDS), NewTasksAreManual=False)


def _add_field_definitions(root: Element) -> None:
    group = add_group(root, "ExtendedAttributes")
    for field in ALL_FIELDS:
        add(add_group(group, "ExtendedAttribute"), FieldID=field.number, FieldName=field.slot, Alias=field.alias)
