"""Reading change requests as people type them."""

from datetime import date

import pytest

from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange, is_change, parse_changes, parse_request
from rules.refusal import Refusal

TODAY = date(2026, 3, 2)


def changes(text: str) -> tuple[RequestedChange, ...]:
    return parse_changes(text, today=TODAY, locale="en-GB")


def test_whole_request_is_read() -> None:
    text = (
        '"Vendor is late" M-12 to 14 Mar, cancel M-14, owner M-3 <@U0BO|bo>, add "API ready" in PRJ-2 by 3 Apr, '
        "budget PRJ-2 +5,000 EUR because the vendor is late, again"
    )
    read = parse_request(text, today=TODAY, locale="en-GB")
    assert (read.title, read.why) == ("Vendor is late", "the vendor is late, again")
    assert read.changes == (
        RequestedChange("M-12", FieldKind.COMMITTED, "2026-03-14"),
        RequestedChange("M-14", FieldKind.CANCELLED, True),
        RequestedChange("M-3", FieldKind.OWNER, "U0BO"),
        RequestedChange("PRJ-2", FieldKind.ADDED, {"name": "API ready", "day": "2026-04-03", "owner": None}),
        RequestedChange("PRJ-2", FieldKind.BUDGET, {"add": 5000.0, "currency": "EUR"}),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M-17 +5d", RequestedChange("M-17", FieldKind.COMMITTED, days=5)),
        ("m17 -1w", RequestedChange("M-17", FieldKind.COMMITTED, days=-5)),
        ("move M-17 to 20 Mar", RequestedChange("M-17", FieldKind.COMMITTED, "2026-03-20")),
        ("M-17 commit to 20 Mar", RequestedChange("M-17", FieldKind.COMMITTED, "2026-03-20")),
        ("shorten M-4 by 2 days", RequestedChange("M-4", FieldKind.DURATION, days=-2)),
        ("M-4 takes 12 days", RequestedChange("M-4", FieldKind.DURATION, 12)),
        ("M-4 cancel", RequestedChange("M-4", FieldKind.CANCELLED, True)),
        ("M-4 owner @bo", RequestedChange("M-4", FieldKind.OWNER, "@bo")),
        (
            'add "Load test" in PRJ-1',
            RequestedChange("PRJ-1", FieldKind.ADDED, {"name": "Load test", "day": None, "owner": None}),
        ),
        ("budget PRJ-2 -2.5k", RequestedChange("PRJ-2", FieldKind.BUDGET, {"add": -2500.0, "currency": ""})),
    ],
)
def test_each_form_of_a_change_is_read(text: str, expected: RequestedChange) -> None:
    assert changes(text) == (expected,)
    assert is_change(text)


def test_words_that_are_no_change_are_refused_and_named() -> None:
    with pytest.raises(Refusal, match="the moon"):
        changes("M-1 +5d, paint the moon")
    assert not is_change("M-1 looks good, cancel M-2 perhaps")
    assert not is_change("")
    with pytest.raises(Refusal, match="21 changes"):
        changes(", ".join(f"cancel M-{number}" for number in range(1, 22)))
