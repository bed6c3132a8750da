"""Text that should be exactly one date, read on Wednesday 11 March 2026."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import dates

TODAY = date(2026, 3, 11)

READ = {
    **dict.fromkeys(
        ("2026-03-14", "14 Mar", "14mar", "Mar 14", "14th of March", "the 14th", "sat", "Sat 14 Mar"), "2026-03-14"
    ),
    **dict.fromkeys(
        ("14 March 2026", "14.3.2026", "14/03", "14/3/26", "14 Mar '26", "20260314", "by 14 Mar"), "2026-03-14"
    ),
    **dict.fromkeys(
        ("fri", "this friday", "by Friday at the latest", "eow", "end of week", "in 2 days", "+2d"), "2026-03-13"
    ),
    **dict.fromkeys(("next fri", "friday next week", "end of next week", "Friday week"), "2026-03-20"),
    **dict.fromkeys(("+2w", "2w", "in two weeks", "a fortnight from now", "2 weeks from today"), "2026-03-25"),
    **dict.fromkeys(("+5wd", "5 wd", "in 5 working days"), "2026-03-18"),
    **dict.fromkeys(("eom", "eoq", "end of the month", "end of Q1", "Q1", "March", "last day of March"), "2026-03-31"),
    **dict.fromkeys(("end of Q2", "q2 2026", "2026-Q2", "H1", "first half of the year", "end of June"), "2026-06-30"),
    **dict.fromkeys(("tomorrow", "tmrw", "in 24 hours", "Thursday", "1 day from now"), "2026-03-12"),
    **dict.fromkeys(("mid January", "mid-jan", "middle of January", "15 Jan"), "2027-01-15"),
    **dict.fromkeys(("w/c 23 Mar", "week of 25 March", "2026-W13", "week 13", "W13", "week 13 2026"), "2026-03-29"),
    **dict.fromkeys(("eoy", "end of 2026", "31 dec", "new year's eve"), "2026-12-31"),
    **dict.fromkeys(("yesterday", "a day ago", "last Tuesday"), "2026-03-10"),
    "1 Jan": "2027-01-01",
    "11 Mar": "2026-03-11",
    "wed": "2026-03-18",
    "10 Mar": "2027-03-10",
    "a week from Friday": "2026-03-20",
    "the week after next": "2026-03-29",
    "start of next month": "2026-04-01",
    "first Monday of June": "2026-06-01",
    "last working day of May": "2026-05-29",
    "Monday after Easter": "2026-04-06",
    "3 working days after 20 Mar": "2026-03-25",
    "14 Mar 5pm": "2026-03-14",
    "noon on Friday": "2026-03-13",
    "3-7 August": "2026-08-07",
    "from 28 Dec to 5 Jan": "2027-01-05",
    "Mon to Wed": "2026-03-18",
    "99 days ago": "2025-12-02",
    "twenty-first of May": "2026-05-21",
    "16. Nov. 2026": "2026-11-16",
    "2026-Mar-14": "2026-03-14",
    "5 June next year": "2027-06-05",
    "June next year": "2027-06-30",
    "Q2 next year": "2027-06-30",
    "next June": "2026-06-30",
    "this September": "2026-09-30",
    "third quarter of 2027": "2027-09-30",
    "Dec 12,2027": "2027-12-12",
    "week starting on Wed 18 Mar": "2026-03-24",
}

REFUSED = (
    *(
        "",
        "   ",
        "soon",
        "asap",
        "TBD",
        "never",
        "now",
        "later",
        "banana",
        "14",
        "14 Mar vendor late",
        "14 Mar or banana",
    ),
    *(
        "30 Feb",
        "31 Nov 2026",
        "2026-13-01",
        "2026-02-30",
        "29 Feb",
        "29 Feb 2027",
        "0 Mar",
        "32 Mar",
        "99/99",
        "25 o'clock",
        "week 60",
    ),
    *("Friday 14 Mar", "Sun, 2026-03-14", "Monday the 14th", "14 Mar 15 Apr", "fri mon", "12 Dec-ish", "not 14 Mar"),
    *(
        "every Friday",
        "in a few days",
        "in 1.5 weeks",
        "half a week",
        "next sprint",
        "tomorrow or Friday",
        "20 Mar - 10 Mar 2026",
    ),
    *(
        "x" * 300,
        "14 Mar " * 40,
        "in 999999 days",
        "+999 years" * 3,
        "2026-03-14garbage",
        "1/2/3/4",
        "5 December 1391",
        "a week from a week from fri",
    ),
)

LENGTHS = {
    "slips a week": (1, "week"),
    "by 2 weeks": (2, "week"),
    "a week later": (1, "week"),
    "pulled in by 3 days": (-3, "day"),
    "2 days early": (-2, "day"),
    "another two weeks": (2, "week"),
    "2 more weeks": (2, "week"),
    "an extra month": (1, "month"),
    "+5wd": (5, "wd"),
    "-3d": (-3, "day"),
    "a fortnight late": (2, "week"),
    "delayed by a quarter": (3, "month"),
}


@pytest.mark.parametrize(("words", "day"), READ.items())
def test_words_are_read_as_the_expected_day(words: str, day: str) -> None:
    assert str(dates.parse_or_raise(words, today=TODAY).day) == day


@pytest.mark.parametrize("words", REFUSED)
def test_incomplete_date_is_refused(words: str) -> None:
    assert dates.parse(words, today=TODAY) is None
    with pytest.raises(dates.NotADate) as refusal:
        dates.parse_or_raise(words, today=TODAY)
    assert "14 Mar" in str(refusal.value)


def test_refusal_explains_an_impossible_date() -> None:
    with pytest.raises(dates.NotADate, match="14 March 2026 is a Saturday"):
        dates.parse_or_raise("Friday 14 Mar", today=TODAY)
    with pytest.raises(dates.NotADate, match=r"“30 Feb” as a date\. There is no such day"):
        dates.parse_or_raise("30 Feb", today=TODAY)


@pytest.mark.parametrize(("words", "length"), LENGTHS.items())
def test_duration_moves_the_old_date(words: str, length: tuple[int, str]) -> None:
    parsed = dates.parse_or_raise(words, today=TODAY)
    assert parsed.delta == dates.Delta(*length)
    assert parsed.base is None


def test_signed_duration_counts_from_the_old_date_or_today() -> None:
    parsed = dates.parse_or_raise("+2w", today=TODAY)
    assert dates.resolve_day(parsed, old=date(2026, 4, 1)) == date(2026, 4, 15)
    assert dates.resolve_day(parsed, old=None) == date(2026, 3, 25)


def test_in_two_weeks_counts_from_today() -> None:
    assert dates.resolve_day(dates.parse_or_raise("in 2 weeks", today=TODAY), old=date(2026, 6, 1)) == date(2026, 3, 25)


def test_working_days_follow_the_given_calendar() -> None:
    def add(day: date, n: int) -> date:
        return day + timedelta(days=100 + n)

    assert dates.resolve_day(
        dates.parse_or_raise("+5wd", today=TODAY), old=TODAY, add_working_days=add
    ) == TODAY + timedelta(days=105)
    assert dates.resolve_day(
        dates.parse_or_raise("in 5 working days", today=TODAY), old=None, add_working_days=add
    ) == TODAY + timedelta(days=105)


def test_duration_cannot_move_an_undated_milestone() -> None:
    with pytest.raises(dates.NotADate, match="no date yet"):
        dates.resolve_day(dates.parse_or_raise("slips a week", today=TODAY), old=None)


def test_duration_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(dates.NotADate, match="beyond the calendar"):
        dates.resolve_day(dates.parse_or_raise("+999y", today=TODAY), old=date(9990, 1, 1))


def test_month_arithmetic_stays_within_the_target_month() -> None:
    assert dates.Delta(1, "month").after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert dates.Delta(-1, "year").after(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("locale", "day", "other"), [("en_GB", "2026-11-12", "2026-12-11"), ("en_US", "2026-12-11", "2026-11-12")]
)
def test_numeric_date_follows_the_locale_and_offers_the_other_reading(locale: str, day: str, other: str) -> None:
    parsed = dates.parse_or_raise("12/11", today=TODAY, locale=locale)
    assert (str(parsed.day), [str(alternative) for alternative in parsed.alternatives]) == (day, [other])


def test_next_friday_also_offers_the_coming_one() -> None:
    assert dates.parse_or_raise("next fri", today=TODAY).alternatives == (date(2026, 3, 13),)


def test_moved_date_carries_the_old_date() -> None:
    parsed = dates.parse_or_raise("now 20 Mar, was 14 Mar", today=TODAY)
    assert (parsed.day, parsed.old) == (date(2026, 3, 20), date(2026, 3, 14))


def test_time_carries_its_zone() -> None:
    parsed = dates.parse_or_raise("Fri 5pm ET", today=TODAY, zone="Europe/Berlin")
    assert parsed.time == time(17)
    assert parsed.moment is not None
    assert parsed.moment.astimezone(UTC) == datetime(2026, 3, 13, 21, tzinfo=UTC)
    without_zone = dates.parse_or_raise("Fri 5pm", today=TODAY, zone="Europe/Berlin")
    assert without_zone.moment is not None
    assert without_zone.moment.utcoffset() == timedelta(hours=1)


def test_period_has_a_first_day_and_a_precision() -> None:
    quarter = dates.parse_or_raise("Q2", today=TODAY)
    assert (quarter.kind, quarter.first, quarter.day) == ("period", date(2026, 4, 1), date(2026, 6, 30))
    phrases = ("Q2", "May", "week 13", "H2", "end of 2027", "14 Mar", "slips a week")
    iso_forms = [dates.parse_or_raise(words, today=TODAY).iso for words in phrases]
    assert iso_forms == ["2026-Q2", "2026-05", "2026-W13", "2026-H2", "2027", "2026-03-14", ""]


def test_weeks_can_start_on_sunday() -> None:
    assert dates.parse_or_raise("week of 25 Mar", today=TODAY, weeks_start=6).first == date(2026, 3, 22)
    assert dates.parse_or_raise("next week", today=TODAY, weeks_start=6).day == date(2026, 3, 21)


def test_past_tense_looks_back() -> None:
    parsed = [dates.parse(words, today=TODAY, past=True) for words in ("20 Dec", "fri", "the 14th", "March")]
    assert [str(result.day) for result in parsed if result] == ["2025-12-20", "2026-03-06", "2026-02-14", "2026-03-31"]


def test_day_is_formatted_with_weekday_and_distant_year() -> None:
    assert dates.format_day(date(2026, 3, 14), today=TODAY) == "Sat 14 Mar"
    assert dates.format_day(date(2026, 12, 1), today=TODAY) == "Tue 1 Dec 2026"
    assert dates.format_day(date(2027, 1, 5), today=date(2026, 12, 30)) == "Tue 5 Jan 2027"


DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))
WRITTEN = (
    *(
        "{d:%Y-%m-%d}",
        "{d.day} {d:%b} {d.year}",
        "{d.day} {d:%B} {d.year}",
        "{d:%B} {d.day}, {d.year}",
        "{d.day}.{d.month}.{d.year}",
    ),
    *(
        "{d:%a} {d.day} {d:%b} {d.year}",
        "by {d:%A}, {d:%B} {d.day} {d.year}",
        "{d.day:02}/{d.month:02}/{d.year}",
        "{d:%Y%m%d}",
    ),
)


@given(DAYS, DAYS, st.sampled_from(WRITTEN))
def test_full_date_reads_back_whatever_today_is(day: date, today: date, written: str) -> None:
    assert dates.parse_or_raise(written.format(d=day), today=today).day == day


@given(DAYS, st.sampled_from(("{d.day} {d:%b}", "{d:%B} {d.day}", "{d:%a} {d.day} {d:%b}")), st.integers(0, 364))
def test_date_without_year_is_the_next_one(today: date, written: str, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert dates.parse_or_raise(written.format(d=day), today=today).day == day


@given(DAYS, st.integers(0, 183))
def test_formatted_day_reads_back(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert dates.parse_or_raise(dates.format_day(day, today=today), today=today).day == day


@given(DAYS, st.integers(1, 200), st.sampled_from(("day", "week")))
def test_relative_days_follow_today(today: date, n: int, unit: str) -> None:
    day = today + timedelta(days=n * (7 if unit == "week" else 1))
    for words in (f"in {n} {unit}s", f"+{n}{unit[0]}", f"{n} {unit}s from now"):
        assert dates.parse_or_raise(words, today=today).day == day


@given(DAYS, st.sampled_from(list(READ)))
def test_reading_depends_only_on_today(today: date, words: str) -> None:
    parsed = dates.parse(words, today=today)
    assert parsed == dates.parse(words.upper(), today=today)
    assert parsed is None or parsed.day is None or parsed.first is None or parsed.first <= parsed.day


@given(DAYS, DAYS)
def test_second_of_two_days_is_the_new_one(a: date, b: date) -> None:
    parsed = dates.parse_or_raise(f"{a.isoformat()} -> {b.isoformat()}", today=TODAY)
    assert (parsed.old, parsed.day) == (a, b)
