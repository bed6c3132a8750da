"""Dates in a pack: colours, milestones, hand-overs by pair of teams, and forecasts graded."""

from collections import Counter

from sqlmodel import Session

import storage.forecast_ledger
import storage.packs.history
import storage.people
from handlers.packs.moments import ProgramMoment
from rules.grading.grades import LedgerDate
from rules.packs.grades import ForecastGrades, grade_forecasts
from rules.packs.handovers import PairRecord, SettledHandover, pair_records
from rules.packs.periods import PackPeriod
from rules.packs.trends import MilestoneTrend, milestone_trend
from rules.time.working_time import local_day
from rules.truth.colours import WORST_FIRST

_GIVEN_KINDS = frozenset({"baseline", "committed", "forecast"})


def count_colours(now: ProgramMoment, before: ProgramMoment | None) -> tuple[tuple[int, int, str], ...]:
    """Return the number of projects of each colour, now and at the last pack, worst first."""
    counts, counts_before = (
        Counter(status.colour.value for status in moment.statuses.projects.values()) if moment else Counter[str]()
        for moment in (now, before)
    )
    shown = (colour.value for colour in WORST_FIRST)
    return tuple(
        (counts[colour], counts_before[colour], colour) for colour in shown if counts[colour] or counts_before[colour]
    )


def milestones_of(
    session: Session, team: str, now: ProgramMoment, before: ProgramMoment | None, period: PackPeriod
) -> MilestoneTrend:
    users = frozenset(one.owner for one in now.milestones.values() if one.owner)
    names = storage.people.display_names(session, team=team, ids=users)
    return milestone_trend(
        now.milestones,
        before.milestones if before else {},
        first=period.first,
        calendar=now.calendar,
        projects=now.projects,
        owners={id: names.get(one.owner or "", "no owner") for id, one in now.milestones.items()},
    )


def pairs_of(session: Session, team: str, now: ProgramMoment, period: PackPeriod) -> tuple[PairRecord, ...]:
    """Return the hand-overs from or to this program that were kept and broken, as far as both ends may be known."""
    names = {one.id: one.name for one in now.plan.projects}
    homes = {one.id: one.project for one in now.plan.milestones if one.id not in now.secrets.ids}
    zone = now.plan.program.zone
    settled = (
        SettledHandover(id, names[homes[provider]], names[homes[consumer]], kept, local_day(zone, at))
        for id, provider, consumer, kept, at in storage.packs.history.handovers_settled_by(
            session, team=team, at=now.at
        )
        if provider in homes
        and consumer in homes
        and not now.projects.keys().isdisjoint((homes[provider], homes[consumer]))
    )
    return pair_records(settled, first=period.first)


def grades_of(session: Session, team: str, now: ProgramMoment, period: PackPeriod) -> ForecastGrades:
    finished = [one for one in now.milestones.values() if one.actual and one.actual >= period.first]
    if not finished:
        return ForecastGrades()
    zone, ids = now.plan.program.zone, {one.id for one in finished}
    given = (
        LedgerDate(entry.milestone, entry.day, local_day(zone, entry.at))
        for entry in storage.forecast_ledger.all_entries(session, team=team)
        if entry.milestone in ids and entry.day and entry.kind in _GIVEN_KINDS and entry.at <= now.at
    )
    return grade_forecasts(finished, given, calendar=now.calendar)
