"""The record of a program: how its forecasts and its people's dates held, and how P80 is corrected by it (M-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

import storage.forecast_ledger
import storage.reporting.forecasts
from rules.grading import conformal, grades
from rules.grading.conformal import P80Correction
from rules.grading.grades import CHECKIN_WEEKS, HORIZONS, Grade, LedgerDate
from rules.plan import Milestone, Program
from rules.time.calendars import Calendar

# A correction is learned from forecasts of one horizon, so that its scores are of one kind.
CORRECTED_WEEKS = CHECKIN_WEEKS


@dataclass(frozen=True, slots=True)
class HeldForecasts:
    """Grades of the P50 and P80 of finished targets, and what P80 is corrected by; None: too short a record."""

    p50: tuple[Grade, ...] = ()
    p80: tuple[Grade, ...] = ()
    correction: P80Correction | None = None

    def corrected(self, p80: date, calendar: Calendar) -> date | None:
        """Return the date that the program's own record gives for a P80."""
        return calendar.add(p80, self.correction.days) if self.correction else None


def program_record(session: Session, *, team: str, program: Program, milestones: Iterable[Milestone]) -> HeldForecasts:
    """Return how the forecasts held of those of these milestones that are finished and were targets."""
    finished = [milestone for milestone in milestones if milestone.actual]
    days = {m.actual - timedelta(weeks=weeks) for m in finished if m.actual for weeks in HORIZONS}
    nights = storage.reporting.forecasts.forecasts_standing_on(session, team=team, program=program.id, days=days)
    ids = {milestone.id for milestone in finished}
    targets = [(night.day, target) for night in nights for target in night.targets if target.id in ids]
    calendar = Calendar.of(program.calendar)
    p50 = [LedgerDate(target.id, target.p50, day) for day, target in targets]
    p80 = grades.grade_dates(
        finished, [LedgerDate(target.id, target.p80, day) for day, target in targets], calendar=calendar
    )
    scores = [one.late for one in p80 if one.weeks == CORRECTED_WEEKS]
    return HeldForecasts(
        grades.by_horizon(grades.grade_dates(finished, p50, calendar=calendar)),
        grades.by_horizon(p80),
        conformal.correction_of(scores),
    )
