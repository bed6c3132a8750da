"""The register's words and figures."""

from datetime import date

import pytest

from rules import register
from rules.refusal import Refusal
from rules.register import Kind, Outcome, Response, Words

TODAY = date(2026, 3, 2)


def read(text: str, kind: Kind = Kind.RISK) -> Words:
    return register.read(text, kind=kind, today=TODAY, locale="en_GB", zone="UTC")


def change(text: str, kind: Kind = Kind.RISK) -> Words:
    return register.change(text, kind=kind, today=TODAY, locale="en_GB")


def test_a_whole_line() -> None:
    assert read('"the vendor is late" 40% 10d owner <@U1> check 1 May on M-3 reduce: a second vendor') == Words(
        text="the vendor is late",
        owner="U1",
        probability=40,
        impact=10,
        response=Response.REDUCE,
        plan="a second vendor",
        check=date(2026, 5, 1),
        about="M-3",
    )


def test_without_quotes_all_of_it_is_what_may_happen() -> None:
    assert read("40% of the vendors may be late, check 1 May") == Words(
        text="40% of the vendors may be late", check=date(2026, 5, 1)
    )
    assert read("the licence is renewed", Kind.ASSUMPTION).text == "the licence is renewed"


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("", Kind.RISK, "in words"),
        ('"x is late" 140%', Kind.RISK, "0 to 100"),
        ('"x is late" maybe', Kind.RISK, "“maybe”"),
        ('"x is late" check someday', Kind.RISK, "as a date"),
        ('"x holds" reduce: more', Kind.ASSUMPTION, "“reduce:”"),
        ('"x is late" solved', Kind.RISK, "“solved”"),
        ('"x is late" check 3/4', Kind.RISK, "as a date"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, kind: Kind, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(text, kind)


def test_what_stands_behind_an_id_changes_it() -> None:
    assert change("60% check in 2 weeks").values() == {"probability": 60, "check": date(2026, 3, 16)}
    assert change("happened").outcome is Outcome.HAPPENED
    assert change("broken", Kind.ASSUMPTION).outcome is Outcome.BROKEN
    assert change("accept").values() == {"response": "accept"}


def test_exposure_is_probability_times_impact() -> None:
    assert register.exposure(40, 10) == 4.0
    assert register.exposure(None, 10) == register.exposure(40, None) == 0.0
