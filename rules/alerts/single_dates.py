"""Alerts about single dates: missing, impossible, stale, optimistic, frozen, or re-baselined too often."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

from rules.forecast.target_dates import stage_band
from rules.plan import Milestone
from rules.program_numbers import DEFAULT_NUMBERS
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.truth.colours import day_text, days_text

QUARTER = timedelta(days=91)
HistoryEntry = Mapping[str, object]


def missing_dates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each linked milestone without a date of its own."""
    undated = {
        milestone.id: milestone
        for milestone in facts.open_milestones
        if milestone.own_date is None and not milestone.duration
    }
    if not undated or not any(milestone.own_date for milestone in facts.plan.milestones):
        return
    consumers: dict[str, list[str]] = {}
    provider_count: dict[str, int] = {}
    for link in facts.plan.dependencies:
        if link.provider in undated:
            consumers.setdefault(link.provider, []).append(link.consumer)
        if link.consumer in undated:
            provider_count[link.consumer] = provider_count.get(link.consumer, 0) + 1
    for name, milestone in undated.items():
        if name in consumers or name in provider_count:
            yield _missing_date_alert(facts, milestone, consumers.get(name, []), provider_count.get(name, 0))


def _missing_date_alert(facts: ScheduledPlan, milestone: Milestone, waiting: list[str], inputs: int) -> PlanAlert:
    owner = facts.owner(milestone.id)
    if waiting:
        first_waiting = min(waiting, key=lambda name: (facts.finish_date(name), name))
        count_text = f"{len(waiting)} milestones depend" if len(waiting) > 1 else "1 milestone depends"
        cause = (
            f"{count_text} on it, first {facts.label(first_waiting)} on {day_text(facts.finish_date(first_waiting))}"
        )
    else:
        count_text = f"{inputs} milestones it depends on allow" if inputs > 1 else "1 milestone it depends on allows"
        cause = f"the {count_text} {day_text(facts.finish_date(milestone.id))} at the earliest"
    return PlanAlert(
        "missing date",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has no date: {cause}.",
        0,
        (milestone.id, *waiting[:1]),
        owner,
    )


def impossible_dates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each milestone expected in the past but not done, or done in the future."""
    for milestone in facts.plan.milestones:
        owner = facts.owner(milestone.id)
        if milestone.actual is not None and milestone.actual > facts.today:
            days = facts.axis.calendar.between(facts.today, milestone.actual)
            sentence = (
                f"{facts.label(milestone.id)} is reported done on {day_text(milestone.actual)}, "
                f"{days_text(days)} from now."
            )
            yield PlanAlert("impossible date", "red", milestone.id, sentence, days, (milestone.id,), owner)
        elif not milestone.done and milestone.own_date is not None and milestone.own_date < facts.today:
            days = facts.axis.calendar.between(milestone.own_date, facts.today)
            sentence = (
                f"{facts.label(milestone.id)} is {days_text(days)} overdue (due {day_text(milestone.own_date)}), "
                f"no new date."
            )
            yield PlanAlert("impossible date", "red", milestone.id, sentence, days, (milestone.id,), owner)


def patience(days_ahead: int, cadence: int = DEFAULT_NUMBERS.cadence) -> float:
    """Return the days an update stays fresh: half the way to the date plus two, at least 2, at most the cadence."""
    return max(2.0, min(cadence, days_ahead / 2 + 2))


def stale_updates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each milestone without an update for longer than its date allows."""
    last_heard = {
        name: max(_dates_under(entries, "at"), default=None) for name, entries in _by_milestone(facts).items()
    }
    for milestone in facts.open_milestones:
        last_update = last_heard.get(milestone.id)
        if last_update is None or milestone.own_date is None or milestone.own_date < facts.today:
            continue
        ahead, age = (milestone.own_date - facts.today).days, (facts.today - last_update).days
        if age > patience(ahead, facts.plan.program.numbers.cadence):
            owner, expected = facts.owner(milestone.id), facts.finish_date(milestone.id)
            yield PlanAlert(
                "stale update",
                "amber",
                milestone.id,
                f"{facts.label(milestone.id)} is expected {day_text(expected)}, "
                f"{_days_ahead_text((expected - facts.today).days)}, and was last updated {age} days ago.",
                age,
                (milestone.id,),
                owner,
            )


def _days_ahead_text(days: int) -> str:
    return "today" if not days else "tomorrow" if days == 1 else f"in {days} days"


def moves(entries: list[HistoryEntry], facts: ScheduledPlan) -> list[int]:
    """Return the signed working days of each change of forecast, oldest first."""
    days = [day for entry in sorted(entries, key=_entry_day) if isinstance(day := entry.get("forecast"), date)]
    steps = (facts.axis.calendar.between(old, new) for old, new in pairwise(days))
    return [step for step in steps if step]


def optimistic_forecasts(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for repeated small slips: three of the last four moves later, each below a tenth of the rest."""
    history = _by_milestone(facts)
    for milestone in facts.open_milestones:
        if milestone.forecast is None or milestone.id not in history:
            continue
        last_moves = moves(history[milestone.id], facts)[-4:]
        later = [step for step in last_moves if step > 0]
        days_left = facts.axis.calendar.between(facts.today, milestone.forecast)
        if len(later) >= 3 and mean(later) < days_left / 10:
            yield _optimistic_forecast_alert(facts, milestone, later, days_left)


def _optimistic_forecast_alert(facts: ScheduledPlan, milestone: Milestone, later: list[int], left: int) -> PlanAlert:
    assert milestone.forecast is not None
    owner = facts.owner(milestone.id)
    likely = facts.axis.calendar.add(milestone.forecast, round(stage_band(left, milestone.percent / 100)[2]))
    return PlanAlert(
        "optimistic forecast",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has moved later {len(later)} times, {days_text(mean(later))} each: "
        f"plan with {day_text(likely)}, not {day_text(milestone.forecast)}.",
        sum(later),
        (milestone.id,),
        owner,
    )


def frozen_forecasts(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each forecast unchanged for three cadences while one of its providers slipped."""
    history = _by_milestone(facts)
    if not history:
        return
    cutoff = facts.today - timedelta(days=3 * facts.plan.program.numbers.cadence)
    providers: dict[str, list[str]] = {}
    for link in facts.plan.dependencies:
        providers.setdefault(link.consumer, []).append(link.provider)
    for milestone in facts.open_milestones:
        unchanged_since = max(_dates_under(_forecast_changes(history.get(milestone.id, [])), "at"), default=None)
        if milestone.forecast is None or unchanged_since is None or unchanged_since > cutoff:
            continue
        slipped = {
            name: _days_slipped(history.get(name, []), unchanged_since, facts)
            for name in providers.get(milestone.id, [])
        }
        worst_provider = max(slipped, key=lambda name: slipped[name], default=None)
        if worst_provider is not None and slipped[worst_provider] > 0:
            yield _frozen_forecast_alert(
                facts, milestone, worst_provider, slipped[worst_provider], (facts.today - unchanged_since).days // 7
            )


def _frozen_forecast_alert(
    facts: ScheduledPlan, milestone: Milestone, provider: str, days: int, weeks: int
) -> PlanAlert:
    assert milestone.forecast is not None
    owner = facts.owner(milestone.id)
    return PlanAlert(
        "frozen forecast",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has kept {day_text(milestone.forecast)} for {weeks} weeks although "
        f"{facts.label(provider)} slipped {days_text(days)}.",
        days,
        (provider, milestone.id),
        owner,
    )


def eroded_baselines(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each milestone re-baselined twice in a quarter, or once without a reason."""
    history = _by_milestone(facts)
    for milestone in facts.open_milestones:
        changes = [entry for entry in history.get(milestone.id, []) if isinstance(entry.get("baseline"), date)]
        changes.sort(key=_entry_day)
        recent = [entry for entry in changes[1:] if _entry_day(entry) >= facts.today - QUARTER]
        unexplained = [entry for entry in recent if not entry.get("reason")]
        if len(recent) >= 2 or unexplained:
            first, last = _dates_under(changes[:1], "baseline")[0], _dates_under(changes[-1:], "baseline")[0]
            days, owner = facts.axis.calendar.between(first, last), facts.owner(milestone.id)
            reason = " without a reason" if unexplained else ""
            yield PlanAlert(
                "baseline erosion",
                "amber",
                milestone.id,
                f"{facts.label(milestone.id)} was re-baselined {len(recent)} time{'s' if len(recent) > 1 else ''}"
                f"{reason}, from {day_text(first)} to {day_text(last)} "
                f"({days_text(days)} in total).",
                days,
                (milestone.id,),
                owner,
            )


def _by_milestone(facts: ScheduledPlan) -> dict[str, list[HistoryEntry]]:
    history: dict[str, list[HistoryEntry]] = {}
    for entry in facts.plan.history:
        if isinstance(entry.get("at"), date):
            history.setdefault(str(entry.get("milestone")), []).append(entry)
    return history


def _forecast_changes(entries: list[HistoryEntry]) -> list[HistoryEntry]:
    """Return the entries at which the forecast changed."""
    dated = [entry for entry in sorted(entries, key=_entry_day) if isinstance(entry.get("forecast"), date)]
    return [
        entry for index, entry in enumerate(dated) if index == 0 or entry["forecast"] != dated[index - 1]["forecast"]
    ]


def _days_slipped(entries: list[HistoryEntry], since: date, facts: ScheduledPlan) -> int:
    """Return the working days by which the last forecast is later than the one valid on `since`."""
    ordered = sorted(entries, key=_entry_day)
    old = _dates_under([entry for entry in ordered if _entry_day(entry) <= since], "forecast")
    new = _dates_under([entry for entry in ordered if _entry_day(entry) > since], "forecast")
    return facts.axis.calendar.between(old[-1], new[-1]) if old and new else 0


def _entry_day(entry: HistoryEntry) -> date:
    day = entry["at"]
    assert isinstance(day, date)
    return day


def _dates_under(entries: list[HistoryEntry], key: str) -> list[date]:
    return [day for entry in entries if isinstance(day := entry.get(key), date)]


RULES = (missing_dates, impossible_dates, stale_updates, optimistic_forecasts, frozen_forecasts, eroded_baselines)
