"""People, tools and money of the sample, as rows of a plan file in the spelling of `bot.demo.story`.

Kenji is booked by two projects at once, and so is the test rig. The backend upgrade comes to 104 percent of its budget.
"""

from collections.abc import Iterator, Mapping
from typing import Any

CURRENCY = "EUR"
# By project: kind, name, and for each month from two before this one: planned, actual, forecast.
_COSTS: Mapping[str, tuple[tuple[str, str, tuple[tuple[int | None, int | None, int | None], ...]], ...]] = {
    "backend-upgrade": (
        (
            "people",
            "Platform team",
            ((37_500, 39_000, None), (37_500, 41_000, None), (37_500, None, 38_500), (37_500, None, 37_500)),
        ),
        ("tools", "Test environment", ((None, None, None), (15_000, 15_600, None), (15_000, None, 15_600))),
    ),
    "mobile-app": (
        (
            "people",
            "App team",
            ((35_000, 33_000, None), (35_000, 34_000, None), *(((35_000, None, None),) * 5)),
        ),
    ),
    "loyalty": (
        ("people", "Loyalty team", ((14_000, 13_000, None), (14_000, 13_500, None), *(((14_000, None, None),) * 4))),
        ("vendor", "Partner interface", ((None, None, None), (40_000, 38_000, None))),
    ),
    "launch-marketing": (
        ("people", "Marketing", ((7_000, 6_000, None), (7_000, 6_500, None), *(((7_000, None, None),) * 5))),
        ("vendor", "Campaign", ((None, None, None), (None, None, None), (40_000, None, None))),
    ),
    "store-pilot": (("other", "Kiosks", ((20_000, 19_400, None), (10_000, 9_800, None))),),
}


def _budget_rows() -> Iterator[dict[str, Any]]:
    for project, lines in _COSTS.items():
        for kind, name, months in lines:
            for number, amounts in enumerate(months, start=-2):
                figures = dict(zip(("planned", "actual", "forecast"), amounts, strict=True))
                known = {key: amount for key, amount in figures.items() if amount is not None}
                if known:
                    month = {"project": project, "kind": kind, "name": name, "currency": CURRENCY, "date": f"%{number}"}
                    yield month | known


MEANS: Mapping[str, Any] = {
    "resources": [
        {"id": "RES-1", "name": "Kenji Arai", "user": "kenji", "kind": "person", "skills": ["platform", "sign-in"]},
        {"id": "RES-2", "name": "Maya Lindt", "user": "maya", "kind": "person", "skills": ["app", "sign-in"]},
        {"id": "RES-3", "name": "Lucía Prado", "user": "lucia", "kind": "person", "skills": ["loyalty"]},
        {"id": "RES-4", "name": "Sam Okafor", "user": "sam", "kind": "person", "skills": ["marketing"]},
        {"id": "RES-5", "name": "Load-test rig", "kind": "tool", "capacity": 100, "lead": "kenji"},
    ],
    "allocations": [
        {"resource": "RES-1", "project": "backend-upgrade", "milestone": "{schema}", "percent": 60},
        {"resource": "RES-1", "project": "backend-upgrade", "milestone": "{accounts}", "percent": 80},
        {"resource": "RES-1", "project": "mobile-app", "milestone": "{login}", "percent": 60},
        {"resource": "RES-2", "project": "mobile-app", "milestone": "{login}", "percent": 40},
        {"resource": "RES-2", "project": "mobile-app", "milestone": "{wallet}", "percent": 70},
        {"resource": "RES-3", "project": "loyalty", "milestone": "{mapping}", "percent": 50},
        {"resource": "RES-3", "project": "loyalty", "milestone": "{balances}", "percent": 80},
        {"resource": "RES-4", "project": "launch-marketing", "milestone": "{site}", "percent": 60},
        {"resource": "RES-5", "project": "backend-upgrade", "milestone": "{load}", "percent": 100},
        {"resource": "RES-5", "project": "loyalty", "milestone": "{balances}", "percent": 100},
    ],
    "budget": list(_budget_rows()),
}
