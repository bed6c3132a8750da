"""The sample's other half: why the program exists, what was decided, what is to change, as rows of a plan file.

Days are written as offsets from today, in calendar days ("@-21"), working days ("#42") or months ("%-2"), people and
projects by name ("dana", "loyalty"), milestones by their keys ("{schema}"), so that it can be read as a story.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo import means, sample
from rules.plan import CalendarSpec
from rules.time.calendars import Calendar

# The percent that each project serves each goal; the marketing project serves none, which the coverage report shows.
GOALS_OF_PROJECTS: Mapping[str, Mapping[str, float]] = {
    "backend-upgrade": {"G-1": 100},
    "mobile-app": {"G-1": 70, "G-2": 30},
    "loyalty": {"G-2": 100},
}
STORY: Mapping[str, Any] = {
    "goals": [
        {
            "id": "G-1",
            "name": "Keep the customers we have",
            "owner": "dana",
            "due": "@390",
            "key_results": [
                {"name": "Customers who leave in a month", "unit": "%", "baseline": 4.2, "target": 3.2, "actual": 3.9},
                {"name": "Calls about sign-in in a week", "baseline": 900, "target": 400, "actual": 640},
            ],
        },
        {
            "id": "G-2",
            "name": "Earn with partners",
            "owner": "priya",
            "due": "@390",
            "key_results": [
                {"name": "Partners with points", "baseline": 2, "target": 12, "actual": 3},
            ],
        },
    ],
    "benefits": [
        {
            "id": "BEN-1",
            "name": "Fewer customers leave",
            "description": "One app with one sign-in, so customers stop leaving after a failed log-in.",
            "outcome": "The share of customers who leave in a month falls",
            "owner": "dana",
            "goal": "G-1",
            "shares": {"mobile-app": 60, "backend-upgrade": 40},
            "milestones": ["{release}"],
            "kpi": "customers who leave in a month",
            "unit": "%",
            "baseline": 4.2,
            "baseline_on": "@-120",
            "baseline_source": "billing report",
            "target": 3.6,
            "due": "@330",
            "measure": "billing report, first week of the month",
            "cadence": "monthly",
            "curve": "ramp",
            "ramp_days": 90,
            "delay_rule": "fixed_end",
            "ends": "@820",
            "currency": means.CURRENCY,
            "low": 8000,
            "likely": 12000,
            "high": 20000,
            "stop": "@820",
            "state": "planned",
            "readings": [
                {"date": "@-95", "value": 4.2, "source": "billing report"},
                {"date": "@-65", "value": 4.1, "source": "billing report"},
                {"date": "@-35", "value": 4.1, "source": "billing report"},
            ],
        },
        {
            "id": "BEN-2",
            "name": "Fewer calls about sign-in",
            "description": "The new gateway no longer drops sessions, so fewer people call.",
            "outcome": "Calls about sign-in fall",
            "owner": "kenji",
            "goal": "G-1",
            "shares": {"backend-upgrade": 100},
            "milestones": ["{gateway}"],
            "kpi": "calls about sign-in in a week",
            "unit": "calls",
            "baseline": 900,
            "baseline_on": "@-90",
            "baseline_source": "call centre",
            "target": 400,
            "due": "@100",
            "measure": "call centre statistics",
            "cadence": "weekly",
            "curve": "ramp",
            "ramp_days": 60,
            "go_live": "@-20",
            "stop": "@400",
            "state": "realising",
            "readings": [
                {"date": "@-28", "value": 905, "source": "call centre"},
                {"date": "@-21", "value": 880, "source": "call centre"},
                {"date": "@-14", "value": 840, "source": "call centre"},
                {"date": "@-7", "value": 790, "source": "call centre"},
                {"date": "@-1", "value": 760, "source": "call centre"},
            ],
        },
        {
            "id": "BEN-3",
            "name": "Revenue from partners",
            "description": "Partners pay for members who earn and burn points in the app.",
            "outcome": "Partners are invoiced for points",
            "owner": "lucia",
            "goal": "G-2",
            "shares": {"loyalty": 100},
            "milestones": ["{earn}"],
            "kpi": "revenue from partners in a month",
            "unit": means.CURRENCY,
            "baseline": 0,
            "baseline_on": "@-60",
            "baseline_source": "ledger",
            "target": 350000,
            "due": "@400",
            "measure": "ledger, account 4410",
            "cadence": "quarterly",
            "curve": "logistic",
            "ramp_days": 180,
            "delay_rule": "window",
            "half_life": 26,
            "currency": means.CURRENCY,
            "low": 4000,
            "likely": 7000,
            "high": 9000,
            "stop": "@800",
            "state": "planned",
        },
    ],
    "risks": [
        {
            "id": "A-1",
            "text": "The partner delivers test keys by the middle of the month",
            "project": "loyalty",
            "milestone": "{mapping}",
            "owner": "lucia",
            "rests": ["{mapping}", "{balances}", "BEN-3"],
            "check": "@-3",
        },
    ],
    "decisions": [
        {
            "id": "DEC-1",
            "project": "backend-upgrade",
            "question": "Which identity provider do we use?",
            "options": ["Our own", "Keycloak", "A hosted one"],
            "decider": "priya",
            "consulted": ["kenji", "maya"],
            "gates": ["{gateway}"],
            "state": "decided",
            "chosen": "Keycloak",
            "because": "we can run it next to the old gateway",
            "raised_by": "kenji",
            "raised_at": "@-40",
            "decided_by": "priya",
            "decided_at": "@-33",
        },
        {
            "id": "DEC-2",
            "project": "backend-upgrade",
            "question": "In which region do accounts live?",
            "options": ["Frankfurt", "Virginia"],
            "decider": "dana",
            "must_agree": ["kenji"],
            "gates": ["{sessions}"],
            "decide_by": "@-3",
            "raised_by": "kenji",
            "raised_at": "@-17",
        },
        {
            "id": "DEC-3",
            "project": "mobile-app",
            "question": "Do we launch without the loyalty pilot if it is late?",
            "options": ["Launch without it", "Wait for it"],
            "decider": "dana",
            "must_agree": ["lucia", "maya"],
            "gates": ["{beta}"],
            "decide_by": "@30",
            "raised_by": "priya",
            "raised_at": "@-9",
        },
        {
            "id": "DEC-4",
            "project": "mobile-app",
            "question": "When do we freeze the design system?",
            "options": ["At the public beta", "At release 1.0"],
            "decider": "maya",
            "must_agree": ["kenji", "sam"],
            "gates": ["{wallet}"],
            "raised_by": "maya",
            "raised_at": "@-5",
        },
    ],
    "change_requests": [
        {
            "id": "CR-1",
            "title": "Press kit after the store review",
            "why": "the screenshots come from the reviewed build",
            "fields": [{"subject": "{press}", "field": "committed", "before": "#42", "after": "#62"}],
            "level": "manager",
            "approver": "priya",
            "state": "approved",
            "because": "it is not needed earlier",
            "requested_by": "sam",
            "requested_at": "@-12",
            "decided_by": "priya",
            "decided_at": "@-10",
        },
    ],
}
_DAY = re.compile(r"([@#%])(-?\d+)")
_TIMES = ("raised_at", "decided_at", "requested_at")


def records(*, today: date, users: Mapping[str, str], projects: Mapping[str, str], ids: Mapping[str, str]) -> Any:
    """Return the story as sections of a plan file, with days, people, projects and milestones as in the program."""
    return _filled({**means.MEANS, **STORY}, "", today, dict(users) | dict(projects), ids)


def _filled(value: Any, key: str, today: date, names: Mapping[str, str], ids: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {names.get(name, name): _filled(part, name, today, names, ids) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, key, today, names, ids) for part in value]
    if not isinstance(value, str):
        return value
    if match := _DAY.fullmatch(value):
        day = _day(match[1], int(match[2]), today)
        moment = datetime.combine(day, time(10), ZoneInfo(sample.TIME_ZONE))
        return moment.isoformat() if key in _TIMES else day.isoformat()
    return ids[value.strip("{}")] if value.startswith("{") else names.get(value, value)


def _day(unit: str, count: int, today: date) -> date:
    """Return the day that many calendar days ("@"), working days ("#") or months ("%") from today."""
    if unit == "@":
        return today + timedelta(days=count)
    if unit == "#":
        return Calendar.of(CalendarSpec()).add(today, count)
    month = today.year * 12 + today.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)
