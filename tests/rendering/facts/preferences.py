"""Facts for the templates of preferences/ in the corpus."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rules.program_numbers import NUMBER_SETTINGS, ProgramNumbers
from tests.rendering.scenes import message, thing, view

LATER = thing(first=date(2026, 4, 20), last=date(2026, 4, 30), start=datetime(2026, 4, 20, tzinfo=UTC))
PROGRAM = thing(
    program=thing(id="PRG-1", name="Atlas", numbers=ProgramNumbers(buffer=3)),
    money=thing(currency="EUR", rate_percent="7.5", show_money=True),
    may_change=True,
)
READER = thing(
    program=thing(id="PRG-1", name="Atlas", numbers=ProgramNumbers()),
    money=thing(currency=None, rate_percent="8", show_money=False),
    may_change=False,
)
SCENES = (
    view("preferences/program_form", shown=PROGRAM, metadata="C1 PRG-1"),
    message("preferences/program_settings", shown=PROGRAM, settings=NUMBER_SETTINGS, saved=True, command="/program"),
    view(
        "preferences/program_numbers_form",
        numbers=ProgramNumbers(buffer=3),
        settings=NUMBER_SETTINGS,
        metadata="C1 PRG-1",
    ),
    message("preferences/program_settings", shown=READER, settings=NUMBER_SETTINGS, saved=False, command="/program"),
    message(
        "preferences/away",
        first=date(2026, 3, 11),
        last=date(2026, 3, 13),
        back_on=date(2026, 3, 16),
        delegate="U00HDUZ8H07",
        later=(LATER, thing(first=date(2026, 5, 4), last=date(2026, 5, 4), start=datetime(2026, 5, 4, tzinfo=UTC))),
        today=date(2026, 3, 10),
    ),
    message(
        "preferences/away",
        first=date(2026, 3, 2),
        last=date(2026, 3, 4),
        back_on=date(2026, 3, 5),
        delegate=None,
        later=(),
        today=date(2026, 3, 2),
    ),
    message("preferences/back", were=False, skipped=(), later=(LATER,), today=date(2026, 3, 10)),
    message(
        "preferences/back",
        were=True,
        skipped=(date(2026, 3, 10), date(2026, 3, 10)),
        later=(),
        today=date(2026, 3, 10),
    ),
    message("preferences/leave_cancelled", later=(LATER,), today=date(2026, 3, 10)),
    message("preferences/following", said="Unmuted Payments (PRJ-1)."),
    *(
        message(
            "preferences/followed",
            name="Atlas (PRG-1)",
            follow=thing(subject="PRG-1", detail=detail, threshold=threshold),
        )
        for detail, threshold in (("executive", "always"), ("delivery", "amber"), ("delivery", "red"), ("none", "red"))
    ),
    message("preferences/held_messages", lines=("M-2 news number 2", "M-2 news number 3", "M-2 news number 4")),
    message("preferences/held_messages", lines=("M-2 news number 2", "M-2 news number 3", *["M-2 news number 4"] * 19)),
    view("preferences/leave_form", today=date(2026, 3, 10)),
    message(
        "preferences/muted",
        subject="M-1",
        name="Auth API (M-1)",
        until=None,
        zone="Europe/Berlin",
        today=date(2026, 3, 2),
    ),
    message(
        "preferences/muted",
        subject="",
        name="everything",
        until=datetime(2026, 3, 5, 10, 0, 1, tzinfo=UTC),
        zone="America/Sao_Paulo",
        today=date(2026, 3, 2),
    ),
    message(
        "preferences/settings",
        settings=thing(
            actual="America/Sao_Paulo",
            chosen=thing(start=None, workdays=None),
            country=None,
            follows=(thing(mute=False, subject="PRG-1", detail="delivery", threshold="red"),),
            names={"PRG-1": "Atlas (PRG-1)"},
            noise=thing(budget=25, held=0, sent=0),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone=None,
        ),
        command="/program",
    ),
    message(
        "preferences/settings",
        settings=thing(
            actual="Europe/Berlin",
            chosen=thing(start=None, workdays=("mon", "tue", "wed")),
            country=None,
            follows=(),
            names={},
            noise=thing(budget=25, held=3, sent=0),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed")),
            zone=None,
        ),
        command="/program",
    ),
    message(
        "preferences/settings",
        settings=thing(
            actual="Europe/Berlin",
            chosen=thing(start=None, workdays=None),
            country=None,
            follows=(
                thing(mute=True, subject="", until=None),
                thing(mute=True, subject="PRG-1", until=datetime(2026, 3, 2, 14, 0, 15, tzinfo=UTC)),
            ),
            names={"": "everything", "PRG-1": "Atlas (PRG-1)"},
            noise=thing(budget=25, held=0, sent=0),
            work=thing(end=time(18, 0), start=time(9, 0), workdays=("mon", "tue", "wed", "thu", "fri")),
            zone="Europe/Berlin",
        ),
        command="/program",
    ),
    view(
        "preferences/settings_form",
        settings=thing(budget=None, chosen=thing(country=None, start=None, end=None, workdays=None), zone=None),
        standard=thing(end=time(18, 0), start=time(9, 0)),
        country_label="",
    ),
    view(
        "preferences/settings_form",
        settings=thing(
            budget=40,
            chosen=thing(country="DE-BY", start="08:00", end="16:30", workdays=("mon", "tue")),
            zone="America/Sao_Paulo",
        ),
        standard=thing(end=time(18, 0), start=time(9, 0)),
        country_label="Germany, BY (DE-BY)",
    ),
    message(
        "preferences/zone_asked",
        at=datetime(2026, 3, 12, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
        zone="Asia/Tokyo",
        was="Europe/Berlin",
        today=date(2026, 3, 10),
    ),
    message("preferences/zone_kept", zone="Europe/Berlin"),
)
