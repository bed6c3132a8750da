"""Facts for the templates of calendars/ in the corpus."""

from datetime import date

from tests.rendering.scenes import message, thing

SCENES = (
    message(
        "calendars/calendar",
        shown=thing(
            country=None, extra=(), id="PRJ-2", name="Payments", off=(), workdays=("mon", "tue", "wed", "thu", "fri")
        ),
        changed=True,
        command="/program",
        today=date(2026, 3, 10),
    ),
    message(
        "calendars/calendar",
        shown=thing(
            country=None, extra=(), id="PRG-1", name="Atlas", off=(), workdays=("mon", "tue", "wed", "thu", "fri")
        ),
        changed=False,
        command="/program",
        today=date(2026, 3, 2),
    ),
    message(
        "calendars/calendar",
        shown=thing(
            country="DE",
            extra=(),
            id="PRG-1",
            name="Atlas",
            off=(
                (date(2026, 3, 30), date(2026, 4, 7), "spring break"),
                (date(2026, 5, 1), date(2026, 5, 1), "public holiday"),
                (date(2026, 5, 14), date(2026, 5, 14), "public holiday"),
                (date(2026, 5, 25), date(2026, 5, 25), "public holiday"),
            ),
            workdays=("mon", "tue", "wed", "thu", "fri"),
        ),
        changed=True,
        command="/program",
        today=date(2026, 3, 2),
    ),
)
