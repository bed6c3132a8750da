"""Register entries: parsing and exposure."""

from datetime import date

import pytest

from rules import register
from rules.refusal import Refusal
from rules.register import EntryFields, EntryKind, EntryOutcome, RiskResponse

TODAY = date(2026, 3, 2)


def parse_risk(text: str, kind: EntryKind = EntryKind.RISK) -> EntryFields:
    return register.parse_entry(text, kind=kind, today=TODAY, locale="en_GB", zone="UTC")


def parse_change(text: str, kind: EntryKind = EntryKind.RISK) -> EntryFields:
    return register.parse_change(text, kind=kind, today=TODAY, locale="en_GB")


def test_complete_line_is_read() -> None:
    assert parse_risk(
        '"the vendor is late" 40% 10d owner <@U1> check 1 May on M-3 reduce: a second vendor'
    ) == EntryFields(
        text="the vendor is late",
        owner="U1",
        probability=40,
        impact=10,
        response=RiskResponse.REDUCE,
        plan="a second vendor",
        check=date(2026, 5, 1),
        about="M-3",
    )


def test_text_without_quotes_becomes_the_description() -> None:
    assert parse_risk("40% of the vendors may be late, check 1 May") == EntryFields(
        text="40% of the vendors may be late", check=date(2026, 5, 1)
    )
    assert parse_risk("the licence is renewed", EntryKind.ASSUMPTION).text == "the licence is renewed"


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("", EntryKind.RISK, "in words"),
        ('"x is late" 140%', EntryKind.RISK, "0 to 100"),
        ('"x is late" maybe', EntryKind.RISK, "“maybe”"),
        ('"x is late" check someday', EntryKind.RISK, "as a date"),
        ('"x holds" reduce: more', EntryKind.ASSUMPTION, "“reduce:”"),
        ('"x is late" solved', EntryKind.RISK, "“solved”"),
        ('"x is late" check 3/4', EntryKind.RISK, "4 Mar or Fri 3 Apr"),
    ],
)
def test_unclear_entry_is_refused(text: str, kind: EntryKind, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        parse_risk(text, kind)


def test_words_after_an_id_change_the_entry() -> None:
    assert parse_change("60% check in 2 weeks").changed_columns() == {"probability": 60, "check": date(2026, 3, 16)}
    assert parse_change("happened").outcome is EntryOutcome.HAPPENED
    assert parse_change("broken", EntryKind.ASSUMPTION).outcome is EntryOutcome.BROKEN
    assert parse_change("accept").changed_columns() == {"response": "accept"}


def test_exposure_is_probability_times_impact() -> None:
    assert register.risk_exposure(40, 10) == 4.0
    assert register.risk_exposure(None, 10) == register.risk_exposure(40, None) == 0.0
