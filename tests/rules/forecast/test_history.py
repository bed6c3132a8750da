"""Forecast ledger history: days in the program's zone, undone entries left out, and durations of finished work."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rules.alerts.analysis import schedule_plan
from rules.alerts.single_dates import eroded_baselines
from rules.forecast.history import LedgerEntry, days_given, finished_durations, ledger_history
from rules.plan import Milestone, Plan, Program, Project

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 3, 2)


def ledger_entry(day: date, kind: str, at: datetime, source: str = "", reason: str = "") -> LedgerEntry:
    return LedgerEntry("M-1", day, kind, "U1", at, reason, source)


def plan_with_history(milestone: Milestone, *history: LedgerEntry) -> Plan:
    return Plan(
        Program("PRG-1", "Atlas", date(2026, 1, 5)),
        (Project("PRJ-1", "Identity"),),
        (milestone,),
        history=ledger_history(history, BERLIN),
    )


def test_entries_belong_to_the_day_in_the_programs_zone() -> None:
    (row,) = ledger_history(
        [ledger_entry(date(2026, 3, 20), "forecast", datetime(2026, 3, 1, 23, 30, tzinfo=UTC))], BERLIN
    )
    assert (row["at"], row["forecast"]) == (TODAY, date(2026, 3, 20))


def test_only_the_undone_slip_is_left_out() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ledger = [
        ledger_entry(date(2026, 3, 20), "baseline", at),
        ledger_entry(date(2026, 3, 23), "forecast", at, "p1"),
        ledger_entry(date(2026, 3, 27), "forecast", at, "p2"),
        ledger_entry(date(2026, 3, 23), "undone", at, "p2"),
    ]
    assert [row["forecast"].day for row in ledger_history(ledger, BERLIN)] == [20, 23, 23]  # type: ignore[attr-defined]


def test_last_date_given_on_a_day_counts() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ledger = [
        ledger_entry(date(2026, 3, 20), "forecast", at),
        ledger_entry(date(2026, 3, 27), "forecast", at.replace(hour=15)),
        ledger_entry(date(2026, 3, 30), "committed", at.replace(day=3)),
        ledger_entry(date(2026, 3, 31), "forecast", at.replace(day=4)),
    ]
    assert days_given(ledger, BERLIN) == {
        "M-1": {date(2026, 3, 2): date(2026, 3, 27), date(2026, 3, 4): date(2026, 3, 31)}
    }


def test_baseline_moved_twice_in_a_quarter_is_eroded() -> None:
    days = (date(2026, 4, 10), date(2026, 4, 24), date(2026, 5, 8))
    ledger = [
        ledger_entry(day, "baseline", datetime(2026, 1 + number, 20, 9, tzinfo=UTC), reason="agreed")
        for number, day in enumerate(days)
    ]
    milestone = Milestone("M-1", "PRJ-1", "Auth API", "U1", baseline=days[-1], forecast=days[-1])
    (alert,) = eroded_baselines(schedule_plan(plan_with_history(milestone, *ledger), today=date(2026, 3, 25)))
    assert alert.sentence == (
        "Auth API (M-1) was re-baselined 2 times, from Fri 10 Apr 2026 to Fri 8 May 2026 (20 days in total)."
    )
    (once_moved,) = eroded_baselines(
        schedule_plan(
            plan_with_history(milestone, ledger[0], ledger_entry(days[1], "baseline", ledger[1].at)), today=TODAY
        )
    )
    assert "re-baselined 1 time without a reason" in once_moved.sentence


def test_duration_of_late_work_adds_its_delay() -> None:
    done = Milestone("M-1", "PRJ-1", duration=10, baseline=date(2026, 2, 13), actual=date(2026, 2, 20))
    assert list(finished_durations(plan_with_history(done), {"M-1": TODAY})) == [
        {"milestone": "M-1", "planned": 10, "actual": 15}
    ]


def test_undated_work_lasts_from_its_first_ledger_entry() -> None:
    done = Milestone("M-1", "PRJ-1", baseline=date(2026, 2, 13), actual=date(2026, 2, 12))
    (row,) = finished_durations(plan_with_history(done), {"M-1": date(2026, 1, 30)})
    assert (row["planned"], row["actual"]) == (10, 9)
    assert not list(finished_durations(plan_with_history(done), {"M-1": date(2026, 2, 11)}))
    assert not list(finished_durations(plan_with_history(done), {}))
