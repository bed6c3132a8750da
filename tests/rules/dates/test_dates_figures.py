"""The grammar against the shared cases, real chat and real updates; the figures are printed (`pytest -s`)."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules import dates
from tests.datasets import DATA, small_and_whole

CASES = DATA / "date-cases.json"


def right(case: dict[str, object], today: date) -> bool:
    """One case: exactly one date, with the day, time, moment, old date or length that is wanted; or none at all."""
    text, locale, zone = str(case["text"]), str(case["locale"]), str(case["tz"])
    if case["mode"] == "expr":
        found = tuple(f for f in (dates.parse(text, today=today, locale=locale, zone=zone),) if f)
    else:
        found = dates.find_all(text, today=today, locale=locale, zone=zone)
    if case["kind"] == "none" or len(found) != 1:
        return case["kind"] == "none" and not found
    return fits(case, found[0])


def fits(case: dict[str, object], found: dates.ParsedDate) -> bool:
    if case["kind"] == "delta":
        return found.kind == "delta" and found.delta is not None and found.delta.days == case["delta"]
    accepted = case["accept"]
    wanted = {
        "time": found.time.isoformat("minutes") if found.time else None,
        "utc": found.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if found.moment else None,
        "old": str(found.old) if found.old else None,
    }
    same = all(case[key] in (None, value) for key, value in wanted.items())
    return isinstance(accepted, list) and str(found.day) in accepted and same


def test_at_least_200_of_209_shared_cases_are_right_and_at_most_one_of_50_others_is_a_date() -> None:
    table = json.loads(CASES.read_text())
    today = datetime.fromisoformat(table["reference"].split(" ")[0]).date()
    wrong = [case["text"] for case in table["cases"] if not right(case, today)]
    false = [case["text"] for case in table["cases"] if case["group"] == "neg" and case["text"] in wrong]
    print(
        f"\ndate cases: {len(table['cases']) - len(wrong)} of {len(table['cases'])} right; {len(false)} false; {wrong}"
    )
    assert len(wrong) <= 9
    assert len(false) <= 1


@pytest.mark.parametrize("chatter", small_and_whole("chatter.jsonl", "chatter.jsonl"))
def test_few_messages_of_ordinary_talk_hold_a_date(chatter: Path) -> None:
    rows = [json.loads(line) for line in chatter.read_text().splitlines()]
    with_date = sum(
        bool(dates.find_all(r["text"], today=datetime.fromtimestamp(float(r["ts"]), UTC).date())) for r in rows
    )
    print(f"\nordinary talk: a date in {with_date} of {len(rows)} messages ({with_date / len(rows):.2%})")
    assert with_date / len(rows) < 0.02
