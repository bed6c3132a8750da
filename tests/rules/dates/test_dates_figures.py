"""The date grammar against the shared cases and real chat; prints its figures (`pytest -s`)."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules import dates
from tests.datasets import DATA, small_and_whole

CASES = DATA / "date-cases.json"


def is_right(case: dict[str, object], today: date) -> bool:
    """Return whether a case yields exactly the one expected date, or none where none is expected."""
    text, locale, zone = str(case["text"]), str(case["locale"]), str(case["tz"])
    if case["mode"] == "expr":
        parsed = tuple(result for result in (dates.parse(text, today=today, locale=locale, zone=zone),) if result)
    else:
        parsed = dates.find_all(text, today=today, locale=locale, zone=zone)
    if case["kind"] == "none" or len(parsed) != 1:
        return case["kind"] == "none" and not parsed
    return matches_case(case, parsed[0])


def matches_case(case: dict[str, object], found: dates.ParsedDate) -> bool:
    if case["kind"] == "delta":
        return found.kind == "delta" and found.delta is not None and found.delta.days == case["delta"]
    accepted = case["accept"]
    expected = {
        "time": found.time.isoformat("minutes") if found.time else None,
        "utc": found.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if found.moment else None,
        "old": str(found.old) if found.old else None,
    }
    matches = all(case[key] in (None, value) for key, value in expected.items())
    return isinstance(accepted, list) and str(found.day) in accepted and matches


def test_shared_date_cases_are_almost_all_right() -> None:
    """Read at least 200 of 209 cases correctly, and at most one of 50 non-dates as a date."""
    table = json.loads(CASES.read_text())
    today = datetime.fromisoformat(table["reference"].split(" ")[0]).date()
    wrong = [case["text"] for case in table["cases"] if not is_right(case, today)]
    false = [case["text"] for case in table["cases"] if case["group"] == "neg" and case["text"] in wrong]
    print(
        f"\ndate cases: {len(table['cases']) - len(wrong)} of {len(table['cases'])} right; {len(false)} false; {wrong}"
    )
    assert len(wrong) <= 9
    assert len(false) <= 1


@pytest.mark.parametrize("chatter", small_and_whole("chatter.jsonl", "chatter.jsonl"))
def test_few_ordinary_messages_contain_a_date(chatter: Path) -> None:
    rows = [json.loads(line) for line in chatter.read_text().splitlines()]
    with_date = sum(
        bool(dates.find_all(row["text"], today=datetime.fromtimestamp(float(row["ts"]), UTC).date())) for row in rows
    )
    print(f"\nordinary talk: a date in {with_date} of {len(rows)} messages ({with_date / len(rows):.2%})")
    assert with_date / len(rows) < 0.02
