"""The facts of pictures over time: the milestone trend, the finish, the fever, and the odds of today."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.forecast_ledger
import storage.risks
from handlers.pictures.scope import NothingToDraw, Scope
from handlers.schedule.outlook import MAX_MILESTONES_SIMULATED
from rules.alerts.stored_analysis import StoredTarget
from rules.forecast import target_dates
from rules.forecast.history import days_given
from rules.forecast.odds import finish_spans
from rules.forecast.target_dates import ProgramForecast
from rules.plan import Milestone
from rules.schedule.fever import fever_colour, fever_of
from rules.truth.statuses import label_of
from templates.pictures import DateLine, FeverLines, FeverPoint, OddsBar

# Half a year of nights.
MAX_NIGHTS = 183


def trend_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the dates that were given for each milestone over time, up to the date to expect today."""
    facts, zone = scope.visible.facts, ZoneInfo(scope.visible.program.zone)
    chosen = [scope.milestone] if scope.milestone else scope.milestones
    entries = storage.forecast_ledger.entries_of_milestones(
        session, team=scope.team, milestones=frozenset(m.id for m in chosen)
    )
    told = days_given(entries, zone)
    lines = []
    for milestone in sorted(chosen, key=lambda m: (m.id not in facts.targets, facts.finish_date(m.id), m.id)):
        if days := told.get(milestone.id):
            ended = milestone.actual or facts.today
            points = {day: to for day, to in days.items() if day < ended} | {ended: facts.finish_date(milestone.id)}
            lines.append(DateLine(milestone.name or milestone.id, tuple(sorted(points.items())), id=milestone.id))
    if not lines:
        raise NothingToDraw(f"{scope.name} has no date that was ever given.", "", "Give one: `M-3 14 Mar`.")
    return {"title": f"Milestone trend of {_subject(scope)}", "lines": lines, "today": facts.today}


def _subject(scope: Scope) -> str:
    return label_of(scope.milestone) if scope.milestone else scope.name


def finish_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return P50, P80 and the committed date of the program's end, night by night."""
    end = _visible_end(scope)
    nights = storage.risks.recent_analyses(session, team=scope.team, program=scope.program, limit=MAX_NIGHTS)
    found = [(night.day, target) for night in reversed(nights) if (target := _target(night.targets, end.id))]
    today = scope.visible.facts.today
    if found and found[-1][0] < today:
        found.append((today, found[-1][1]))
    if not found:
        raise NothingToDraw(
            f"{scope.name} has no forecast yet.", "I simulate each program at night.", "Make one now: `risks refresh`."
        )
    return finish_of_nights(scope.name, found, today=today)


def finish_of_nights(name: str, found: Sequence[tuple[date, StoredTarget]], *, today: date) -> dict[str, Any]:
    """Return what the picture of the finish shows of these forecasts, oldest first."""
    return {
        "title": f"Finish of {name}",
        "p50": tuple((day, target.p50) for day, target in found),
        "p80": tuple((day, target.p80) for day, target in found),
        "committed": tuple((day, target.committed) for day, target in found if target.committed),
        "on_time": found[-1][1].on_time,
        "today": today,
    }


def _target(targets: tuple[StoredTarget, ...], id: str) -> StoredTarget | None:
    return next((target for target in targets if target.id == id), None)


def _visible_end(scope: Scope) -> Milestone:
    """Return the milestone that ends the program, if the readers may know it."""
    end = scope.visible.facts.end
    if end is None or end.id in scope.visible.hidden:
        raise NothingToDraw(f"{scope.name} has no open milestone that ends it.", "", "")
    return end


def odds_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return how the simulated runs of the program end, counted by spans of days."""
    end, facts = _visible_end(scope), scope.visible.facts
    if len(facts.plan.milestones) > MAX_MILESTONES_SIMULATED:
        raise NothingToDraw(f"{scope.name} is too large to simulate while you wait.", "", "Use `picture finish`.")
    forecast: ProgramForecast = target_dates.forecast_targets(
        facts.plan, facts.schedule, facts.axis, (end.id,), today=facts.today
    )
    (target,) = forecast.targets
    spans = finish_spans(forecast.runs, facts.axis, row=0, committed=target.committed)
    return {
        "title": f"Odds of the finish of {scope.name}",
        "bars": [
            OddsBar(span.first, span.until, span.share, target.committed is not None and span.first > target.committed)
            for span in spans
        ],
        "p50": target.p50,
        "p80": target.p80,
        "committed": target.committed,
        "on_time": target.on_time,
        "today": facts.today,
    }


def fever_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the way through the fever chart, night by night, up to today."""
    facts, numbers = scope.visible.facts, scope.visible.program.numbers
    end, fever = _visible_end(scope), fever_of(scope.visible.facts)
    if fever is None:
        raise NothingToDraw(
            f"{label_of(end)} has no buffer: nothing is planned to end before its committed date.",
            "",
            f"Commit to a later date: `{end.id} commit 22 Mar`.",
        )
    nights = storage.risks.recent_analyses(session, team=scope.team, program=scope.program, limit=MAX_NIGHTS)
    points = [FeverPoint(night.day, *night.fever) for night in reversed(nights) if night.fever]
    points = [point for point in points if point.day != facts.today]
    return {
        "title": f"Fever chart of {scope.name}",
        "points": [*points, FeverPoint(facts.today, fever.done, fever.used)],
        "lines": FeverLines(numbers.fever_green, numbers.fever_red, numbers.fever_slope),
        "colour": fever_colour(fever.done, fever.used, numbers).value,
        "burn_rate": fever.burn_rate,
        "today": facts.today,
    }
