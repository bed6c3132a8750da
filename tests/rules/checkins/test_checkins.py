"""Check-in prompts, skips, settings and summaries (B-01 to B-15): tables, and properties over zones and years."""

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


def build_participant(**changes: object) -> Participant:
    return Participant(**({"user": "U1", "work": BERLIN} | changes))  # type: ignore[arg-type]


def milestone_due(day: date | None, **more: object) -> Milestone:
    return Milestone("M-1", "PRJ-1", "Auth", owner="U1", forecast=day, **more)  # type: ignore[arg-type]


def count_asked(
    *milestones: Milestone, today: date = TUESDAY, home: Checkin = DEFAULT_CHECKIN, program: Program = ATLAS
) -> int:
    milestones_to_ask = prompting.milestones_to_ask(
        milestones, today=today, projects={"PRJ-1": home}, programs={"PRJ-1": program}
    )
    return len(milestones_to_ask)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (build_participant(work=WorkTime(zone="Europe/Berlin", workdays=("mon", "wed"))), SkipReason.DAY_OFF),
        (build_participant(work=WorkTime(zone="Europe/Berlin", holidays=frozenset({TUESDAY}))), SkipReason.HOLIDAY),
        (
            build_participant(
                work=WorkTime(zone="Europe/Berlin", away=((NINE - timedelta(days=1), NINE + timedelta(days=3)),))
            ),
            SkipReason.AWAY,
        ),
        (build_participant(paused=True), SkipReason.PAUSED),
        (build_participant(deleted=True), SkipReason.GONE),
        (build_participant(outsider=True), SkipReason.NO_ACCESS),
        (build_participant(), None),
    ],
)
def test_each_personal_skip_reason_applies(person: Participant, reason: SkipReason | None) -> None:
    assert prompting.skip_reason(person, day=TUESDAY, slot=NINE, now=NINE) is reason


@pytest.mark.parametrize(("hours", "reason"), [(0, None), (4, None), (4.01, SkipReason.LATE), (24, SkipReason.LATE)])
def test_missed_prompt_is_sent_up_to_four_hours_late(hours: float, reason: SkipReason | None) -> None:
    assert (
        prompting.skip_reason(build_participant(), day=TUESDAY, slot=NINE, now=NINE + timedelta(hours=hours)) is reason
    )
    early = build_participant(work=WorkTime(zone="Europe/Berlin", end=time(12)))
    assert prompting.skip_reason(early, day=TUESDAY, slot=NINE, now=NINE + timedelta(hours=3)) is SkipReason.LATE


def test_no_prompt_on_a_weekend() -> None:
    weekend = Checkin(days=("sun",))
    slot = BERLIN.instant_at(SUNDAY, weekend.at)
    assert prompting.skip_reason(build_participant(), day=SUNDAY, slot=slot, now=slot) is SkipReason.DAY_OFF


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (TUESDAY + timedelta(days=28), 1),
        (TUESDAY + timedelta(days=29), 0),
        (TUESDAY - timedelta(days=90), 1),
        (None, 0),
    ],
)
def test_milestones_due_soon_or_overdue_are_asked_about(day: date | None, asked: int) -> None:
    assert count_asked(milestone_due(day)) == asked


def test_done_paused_and_future_milestones_are_not_asked_about() -> None:
    assert count_asked(milestone_due(TUESDAY)) == 1
    assert count_asked(milestone_due(TUESDAY, actual=TUESDAY)) == 0
    assert count_asked(milestone_due(TUESDAY), home=Checkin(paused=True)) == 0
    assert count_asked(milestone_due(TUESDAY), program=Program("PRG-1", "Atlas", TUESDAY + timedelta(days=1))) == 0
    assert count_asked(milestone_due(TUESDAY), today=TUESDAY + timedelta(days=1)) == 0


def test_paused_program_pauses_its_projects_checkins() -> None:
    project_checkin = Checkin("PRJ-1", days=("mon",))
    assert prompting.effective_checkin(
        {"PRG-1": Checkin("PRG-1", paused=True), "PRJ-1": project_checkin}, project=IDENTITY
    ).paused
    assert prompting.effective_checkin({"PRJ-1": project_checkin}, project=IDENTITY).days == ("mon",)
    assert prompting.effective_checkin({"PRG-1": Checkin("PRG-1", days=("fri",))}, project=IDENTITY).days == ("fri",)
    assert prompting.effective_checkin({}, project=IDENTITY).days == ("tue", "thu")


@pytest.mark.parametrize(
    ("said", "fresh"), [(TUESDAY, True), (date(2026, 3, 5), True), (date(2026, 3, 4), False), (date(2026, 3, 1), False)]
)
def test_updates_of_three_working_days_count_as_recent(said: date, fresh: bool) -> None:
    updated_at = datetime.combine(said, time(12), ZoneInfo("Europe/Berlin"))
    assert prompting.is_recently_updated(updated_at, day=TUESDAY, work=BERLIN) is fresh


def test_lead_is_asked_once_and_nudged_twice() -> None:
    def request_numbers(said: datetime | None = None, checkin: Checkin = DEFAULT_CHECKIN) -> list[int | None]:
        days = [TUESDAY + timedelta(days=offset) for offset in range(-1, 6)]
        return [
            prompting.update_request_number(day, checkin=checkin, work=BERLIN, last_update=said, program=ATLAS)
            for day in days
        ]

    assert request_numbers() == [None, 0, 1, 2, None, None, None]
    assert request_numbers(said=NINE - timedelta(days=1)) == [None] * 7
    assert request_numbers(said=NINE - timedelta(days=2)) == [None, 0, 1, 2, None, None, None]
    friday_numbers = [
        prompting.update_request_number(
            TUESDAY + timedelta(days=offset),
            checkin=Checkin(days=("fri",)),
            work=BERLIN,
            last_update=None,
            program=ATLAS,
        )
        for offset in range(3, 8)
    ]
    assert friday_numbers == [0, None, None, 1, 2]
    assert request_numbers(checkin=Checkin(paused=True)) == [None] * 7


def test_question_about_outside_risks_comes_once_a_month() -> None:
    projects = ((IDENTITY, Checkin(questions=("What worries you?",))),)
    questions = prompting.questions_for_day(TUESDAY, projects=projects, last_asked=date(2026, 2, 26))
    assert [text for text, _ in questions] == ["What worries you?", OUTSIDE_QUESTION]
    within_a_month = prompting.questions_for_day(TUESDAY, projects=projects, last_asked=date(2026, 3, 3))
    assert [text for text, _ in within_a_month] == ["What worries you?"]
    switched_off = prompting.questions_for_day(TUESDAY, projects=((IDENTITY, Checkin(outside=False)),), last_asked=None)
    assert switched_off == ()


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
def test_reminders_follow_the_working_hours_of_the_window(count: int, window: int, times: list[str]) -> None:
    reminders = prompting.reminder_times(NINE, NINE + timedelta(hours=window), work=BERLIN, count=count)
    assert [f"{at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" for at in reminders] == times


def test_answer_window_depends_on_the_cadence() -> None:
    assert DEFAULT_CHECKIN.open_for == timedelta(hours=24)
    assert Checkin(days=WEEKDAYS[:5]).open_for == timedelta(hours=4)
    assert Checkin(window=6).open_for == timedelta(hours=6)


def test_person_back_at_noon_is_asked_at_noon() -> None:
    work = WorkTime(zone="Europe/Berlin", away=((NINE - timedelta(days=1), NINE + timedelta(hours=3)),))
    assert prompting.prompt_time_on(TUESDAY, (DEFAULT_CHECKIN,), work=work) == NINE + timedelta(hours=3)


@settings(max_examples=form(short=30, whole=60), deadline=None)
@given(st.sampled_from(ZONES), st.integers(0, 364), st.integers(0, 23))
def test_each_day_has_one_check_at_nine_in_every_zone(zone: str, start: int, hour: int) -> None:
    work, check_time = WorkTime(zone=zone), datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=start)
    local_times = []
    for _ in range(30):
        check_time = prompting.next_check_time((DEFAULT_CHECKIN,), work=work, after=check_time)
        local_times.append(check_time.astimezone(ZoneInfo(zone)))
    assert [moment.time() for moment in local_times] == [time(9)] * 30
    assert [moment.date() for moment in local_times] == [
        local_times[0].date() + timedelta(days=number) for number in range(30)
    ]


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
def test_checkin_settings_are_read_from_words(text: str, after: Checkin) -> None:
    assert settings_text.apply_settings(DEFAULT_CHECKIN, text) == after


def test_questions_can_be_removed_and_are_limited() -> None:
    full = Checkin(questions=tuple("abcde"))
    assert settings_text.apply_settings(full, "ask nothing").questions == ()
    with pytest.raises(Refusal, match="at most"):
        settings_text.apply_settings(full, "ask f")


@pytest.mark.parametrize("text", ["soon", "25:00", "window 0", "window", "window 999h", "monthly maybe", "soonish!"])
def test_unknown_settings_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        settings_text.apply_settings(DEFAULT_CHECKIN, text)


def answer_record(kind: str, at: int, milestone: str = "M-1", **more: object) -> AnswerRecord:
    return AnswerRecord(milestone, kind, "U1", NINE + timedelta(minutes=at), **more)  # type: ignore[arg-type]


def test_latest_answer_counts_but_blockers_come_first() -> None:
    milestone = milestone_due(SUNDAY)
    assert summary.answer_line(milestone, []).said is AnswerKind.SILENT
    assert (
        summary.answer_line(milestone, [answer_record("no change", 1), answer_record("forecast", 2, was=TUESDAY)]).said
        is AnswerKind.MOVED
    )
    assert (
        summary.answer_line(milestone, [answer_record("forecast", 1, was=TUESDAY), answer_record("no change", 2)]).said
        is AnswerKind.UNCHANGED
    )
    assert (
        summary.answer_line(milestone, [answer_record("blocker", 1, text="keys"), answer_record("percent", 2)]).text
        == "keys"
    )
    answers = [answer_record("forecast", 1, was=TUESDAY), answer_record("forecast", 2, was=SUNDAY)]
    assert summary.answer_line(milestone, answers).was == TUESDAY


def test_person_who_reported_on_one_milestone_has_answered() -> None:
    milestones = {id: Milestone(id, "PRJ-1", forecast=SUNDAY) for id in ("M-1", "M-2")}
    parts = [RoundParticipant("U1", "asked", ("M-1", "M-2"))]
    round_summary = summary.summarize_round(parts, milestones, [answer_record("percent", 1)])
    assert (round_summary.answered, round_summary.missing) == (("U1",), ())
    assert [line.milestone.id for line in round_summary.silent] == ["M-2"]


def test_summary_lists_exceptions_and_separates_missing_from_away() -> None:
    milestones = {f"M-{number}": Milestone(f"M-{number}", "PRJ-1", forecast=SUNDAY) for number in range(1, 6)}
    parts = [
        RoundParticipant("U1", "asked", ("M-1", "M-2")),
        RoundParticipant("U2", "asked", ("M-3",)),
        RoundParticipant("U3", "away", ("M-4",)),
        RoundParticipant("U4", "suppressed", ("M-5",)),
    ]
    answers = [
        answer_record("no change", 1),
        answer_record("forecast", 2, "M-2"),
        answer_record("blocker", 3, "M-4", text="keys"),
    ]
    round_summary = summary.summarize_round(parts, milestones, answers)
    assert [line.milestone.id for line in round_summary.lines] == ["M-4", "M-2"]
    assert [line.milestone.id for line in round_summary.unchanged] == ["M-1"]
    assert (round_summary.missing, round_summary.away, round_summary.answered, round_summary.asked) == (
        ("U2",),
        ("U3",),
        ("U1", "U4"),
        3,
    )
