"""Who is asked what and when, and when rather not (B-01 to B-15): tables, and properties over zones and years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.checkins import prompting, settings_text, summary
from rules.checkins.prompting import DEFAULT_CHECKIN, OUTSIDE_QUESTION, Checkin, Participant, SkipReason
from rules.checkins.summary import AnswerKind, AnswerRecord, RoundParticipant
from rules.plan import WEEKDAYS, CalendarSpec, Milestone, Program, Project
from rules.refusal import Refusal
from rules.time.working_time import WorkTime
from tests.forms import form

TUESDAY, SUNDAY = date(2026, 3, 10), date(2026, 3, 15)
BERLIN = WorkTime(zone="Europe/Berlin")
NINE = datetime(2026, 3, 10, 8, tzinfo=UTC)
ATLAS = Program("PRG-1", "Atlas", date(2026, 1, 1), calendar=CalendarSpec())
IDENTITY = Project("PRJ-1", "Identity", "PRG-1", lead="U1")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
HOME = {"PRJ-1": DEFAULT_CHECKIN}, {"PRJ-1": ATLAS}


def ana(**changes: object) -> Participant:
    return Participant(**({"user": "U1", "work": BERLIN} | changes))  # type: ignore[arg-type]


def due(day: date | None, **more: object) -> Milestone:
    return Milestone("M-1", "PRJ-1", "Auth", owner="U1", forecast=day, **more)  # type: ignore[arg-type]


def asks(
    *milestones: Milestone, today: date = TUESDAY, home: Checkin = DEFAULT_CHECKIN, program: Program = ATLAS
) -> int:
    found = prompting.milestones_to_ask(milestones, today=today, projects={"PRJ-1": home}, programs={"PRJ-1": program})
    return len(found)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (ana(work=WorkTime(zone="Europe/Berlin", workdays=("mon", "wed"))), SkipReason.DAY_OFF),
        (ana(work=WorkTime(zone="Europe/Berlin", holidays=frozenset({TUESDAY}))), SkipReason.HOLIDAY),
        (
            ana(work=WorkTime(zone="Europe/Berlin", away=((NINE - timedelta(days=1), NINE + timedelta(days=3)),))),
            SkipReason.AWAY,
        ),
        (ana(paused=True), SkipReason.PAUSED),
        (ana(deleted=True), SkipReason.GONE),
        (ana(outsider=True), SkipReason.NO_ACCESS),
        (ana(), None),
    ],
)
def test_each_line_of_the_skip_table_about_a_person(person: Participant, reason: SkipReason | None) -> None:
    assert prompting.skip_reason(person, day=TUESDAY, slot=NINE, now=NINE) is reason


@pytest.mark.parametrize(("hours", "reason"), [(0, None), (4, None), (4.01, SkipReason.LATE), (24, SkipReason.LATE)])
def test_what_was_missed_is_made_good_for_four_hours_within_working_time(
    hours: float, reason: SkipReason | None
) -> None:
    assert prompting.skip_reason(ana(), day=TUESDAY, slot=NINE, now=NINE + timedelta(hours=hours)) is reason
    early = ana(work=WorkTime(zone="Europe/Berlin", end=time(12)))
    assert prompting.skip_reason(early, day=TUESDAY, slot=NINE, now=NINE + timedelta(hours=3)) is SkipReason.LATE


def test_a_weekend_asks_nothing() -> None:
    weekend = Checkin(days=("sun",))
    slot = BERLIN.instant_at(SUNDAY, weekend.at)
    assert prompting.skip_reason(ana(), day=SUNDAY, slot=slot, now=slot) is SkipReason.DAY_OFF


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (TUESDAY + timedelta(days=28), 1),
        (TUESDAY + timedelta(days=29), 0),
        (TUESDAY - timedelta(days=90), 1),
        (None, 0),
    ],
)
def test_what_is_due_within_four_weeks_or_late_is_asked_about(day: date | None, asked: int) -> None:
    assert asks(due(day)) == asked


def test_a_closed_milestone_a_paused_check_in_and_a_program_to_come_are_not_asked_about() -> None:
    assert asks(due(TUESDAY)) == 1
    assert asks(due(TUESDAY, actual=TUESDAY)) == 0
    assert asks(due(TUESDAY), home=Checkin(paused=True)) == 0
    assert asks(due(TUESDAY), program=Program("PRG-1", "Atlas", TUESDAY + timedelta(days=1))) == 0
    assert asks(due(TUESDAY), today=TUESDAY + timedelta(days=1)) == 0


def test_a_paused_program_pauses_the_check_ins_of_its_projects() -> None:
    mine = Checkin("PRJ-1", days=("mon",))
    assert prompting.effective_checkin({"PRG-1": Checkin("PRG-1", paused=True), "PRJ-1": mine}, project=IDENTITY).paused
    assert prompting.effective_checkin({"PRJ-1": mine}, project=IDENTITY).days == ("mon",)
    assert prompting.effective_checkin({"PRG-1": Checkin("PRG-1", days=("fri",))}, project=IDENTITY).days == ("fri",)
    assert prompting.effective_checkin({}, project=IDENTITY).days == ("tue", "thu")


@pytest.mark.parametrize(
    ("said", "fresh"), [(TUESDAY, True), (date(2026, 3, 5), True), (date(2026, 3, 4), False), (date(2026, 3, 1), False)]
)
def test_three_working_days_are_lately(said: date, fresh: bool) -> None:
    at = datetime.combine(said, time(12), ZoneInfo("Europe/Berlin"))
    assert prompting.is_recently_updated(at, day=TUESDAY, work=BERLIN) is fresh


def test_the_lead_is_asked_once_and_nudged_on_the_next_two_working_days() -> None:
    def times(said: datetime | None = None, checkin: Checkin = DEFAULT_CHECKIN) -> list[int | None]:
        days = [TUESDAY + timedelta(days=n) for n in range(-1, 6)]
        return [
            prompting.update_request_number(d, checkin=checkin, work=BERLIN, last_update=said, program=ATLAS)
            for d in days
        ]

    assert times() == [None, 0, 1, 2, None, None, None]
    assert times(said=NINE - timedelta(days=1)) == [None] * 7
    assert times(said=NINE - timedelta(days=2)) == [None, 0, 1, 2, None, None, None]
    friday = [
        prompting.update_request_number(
            TUESDAY + timedelta(days=n), checkin=Checkin(days=("fri",)), work=BERLIN, last_update=None, program=ATLAS
        )
        for n in range(3, 8)
    ]
    assert friday == [0, None, None, 1, 2]
    assert times(checkin=Checkin(paused=True)) == [None] * 7


def test_the_question_about_what_nobody_controls_comes_once_a_month() -> None:
    projects = ((IDENTITY, Checkin(questions=("What worries you?",))),)
    first = prompting.questions_for_day(TUESDAY, projects=projects, last_asked=date(2026, 2, 26))
    assert [text for text, _ in first] == ["What worries you?", OUTSIDE_QUESTION]
    again = prompting.questions_for_day(TUESDAY, projects=projects, last_asked=date(2026, 3, 3))
    assert [text for text, _ in again] == ["What worries you?"]
    off = prompting.questions_for_day(TUESDAY, projects=((IDENTITY, Checkin(outside=False)),), last_asked=None)
    assert off == ()


@pytest.mark.parametrize(
    ("count", "window", "times"),
    [
        (2, 24, ["10:00", "16:12"]),
        (1, 24, ["10:00"]),
        (0, 24, []),
        (2, 4, ["10:00", "12:12"]),
        (2, 1, ["09:48"]),
    ],
)
def test_reminders_come_after_an_hour_and_at_four_fifths_of_the_windows_working_hours(
    count: int, window: int, times: list[str]
) -> None:
    found = prompting.reminder_times(NINE, NINE + timedelta(hours=window), work=BERLIN, count=count)
    assert [f"{at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" for at in found] == times


def test_the_window_follows_from_how_often_it_is_asked() -> None:
    assert DEFAULT_CHECKIN.open_for == timedelta(hours=24)
    assert Checkin(days=WEEKDAYS[:5]).open_for == timedelta(hours=4)
    assert Checkin(window=6).open_for == timedelta(hours=6)


def test_who_is_back_at_noon_is_asked_at_noon() -> None:
    noon = WorkTime(zone="Europe/Berlin", away=((NINE - timedelta(days=1), NINE + timedelta(hours=3)),))
    assert prompting.prompt_time_on(TUESDAY, (DEFAULT_CHECKIN,), work=noon) == NINE + timedelta(hours=3)


@settings(max_examples=form(short=30, whole=60), deadline=None)
@given(st.sampled_from(ZONES), st.integers(0, 364), st.integers(0, 23))
def test_every_day_has_one_look_at_nine_in_every_zone(zone: str, start: int, hour: int) -> None:
    work, at = WorkTime(zone=zone), datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=start)
    local = []
    for _ in range(30):
        at = prompting.next_check_time((DEFAULT_CHECKIN,), work=work, after=at)
        local.append(at.astimezone(ZoneInfo(zone)))
    assert [moment.time() for moment in local] == [time(9)] * 30
    assert [moment.date() for moment in local] == [local[0].date() + timedelta(days=n) for n in range(30)]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("mon,wed 10:30", Checkin(days=("mon", "wed"), at=time(10, 30))),
        ("daily window 6h", Checkin(days=WEEKDAYS[:5], window=6)),
        ("<#C1|news> <@U7>", Checkin(channel="C1", people=("U7",))),
        ('ask "What worries you?"', Checkin(questions=("What worries you?",))),
        ("monthly off", Checkin(outside=False)),
        ("Tuesday, Friday", Checkin(days=("fri",))),
    ],
)
def test_a_check_in_is_set_up_in_words(text: str, after: Checkin) -> None:
    assert settings_text.apply_settings(DEFAULT_CHECKIN, text) == after


def test_questions_are_taken_away_again_and_there_are_not_too_many() -> None:
    full = Checkin(questions=tuple("abcde"))
    assert settings_text.apply_settings(full, "ask nothing").questions == ()
    with pytest.raises(Refusal, match="already"):
        settings_text.apply_settings(full, "ask f")


@pytest.mark.parametrize("text", ["soon", "25:00", "window 0", "window", "window 999h", "monthly maybe", "soonish!"])
def test_words_that_mean_nothing_change_nothing(text: str) -> None:
    with pytest.raises(Refusal):
        settings_text.apply_settings(DEFAULT_CHECKIN, text)


def heard(kind: str, at: int, milestone: str = "M-1", **more: object) -> AnswerRecord:
    return AnswerRecord(milestone, kind, "U1", NINE + timedelta(minutes=at), **more)  # type: ignore[arg-type]


def test_the_last_word_on_a_milestone_counts_and_a_blocker_before_all() -> None:
    one = due(SUNDAY)
    assert summary.answer_line(one, []).said is AnswerKind.SILENT
    assert summary.answer_line(one, [heard("no change", 1), heard("forecast", 2, was=TUESDAY)]).said is AnswerKind.MOVED
    assert (
        summary.answer_line(one, [heard("forecast", 1, was=TUESDAY), heard("no change", 2)]).said
        is AnswerKind.UNCHANGED
    )
    assert summary.answer_line(one, [heard("blocker", 1, text="keys"), heard("percent", 2)]).text == "keys"
    twice = [heard("forecast", 1, was=TUESDAY), heard("forecast", 2, was=SUNDAY)]
    assert summary.answer_line(one, twice).was == TUESDAY


def test_a_summary_tells_exceptions_first_and_the_missing_apart_from_the_away() -> None:
    milestones = {f"M-{n}": Milestone(f"M-{n}", "PRJ-1", forecast=SUNDAY) for n in range(1, 6)}
    parts = [
        RoundParticipant("U1", "asked", ("M-1", "M-2")),
        RoundParticipant("U2", "asked", ("M-3",)),
        RoundParticipant("U3", "away", ("M-4",)),
        RoundParticipant("U4", "suppressed", ("M-5",)),
    ]
    said = [heard("no change", 1), heard("forecast", 2, "M-2"), heard("blocker", 3, "M-4", text="keys")]
    found = summary.summarize_round(parts, milestones, said)
    assert [one.milestone.id for one in found.lines] == ["M-4", "M-2"]
    assert [one.milestone.id for one in found.unchanged] == ["M-1"]
    assert (found.missing, found.away, found.answered, found.asked) == (("U2",), ("U3",), ("U1", "U4"), 3)
