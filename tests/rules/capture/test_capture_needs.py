"""The person and the day that a blocker's prose names."""

from datetime import date

import pytest

from rules.capture.needs import read_need

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "users", "day"),
    [
        ("partner keys missing, need @U01CAXOC008 to call them by Wednesday", ("U01CAXOC008",), date(2026, 12, 2)),
        ("needs @U01CAXOC008 by 4 Dec", ("U01CAXOC008",), date(2026, 12, 4)),
        ("need help from @U01CAXOC008", ("U01CAXOC008",), None),
        ("@U01CAXOC008 said on Friday that keys are missing", (), None),
        ("need the keys by Wednesday", (), None),
    ],
)
def test_need_names_a_person_and_a_day(text: str, users: tuple[str, ...], day: date | None) -> None:
    found, by = read_need(text, today=MONDAY)
    assert found == users
    assert (by and by.day) == day
