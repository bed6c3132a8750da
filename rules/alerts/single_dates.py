"""Alerts about single dates: missing, impossible, stale, too hopeful, frozen, or re-baselined too often."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

from rules.forecast.target_dates import stage_band
from rules.plan import Milestone
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan, day_text, days_text, owner_text

UPDATE_CADENCE_DAYS = 7
"""Days between two updates that are expected."""

QUARTER = timedelta(days=91)
HistoryEntry = Mapping[str, object]


def missing_dates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """A milestone that others wait for, or that waits for others, and that has no date of its own."""
    bare = {each.id: each for each in facts.open_milestones if each.expected is None and not each.duration}
    if not bare or not any(each.expected for each in facts.plan.milestones):
        return
    after: dict[str, list[str]] = {}
    before: dict[str, int] = {}
    for link in facts.plan.dependencies:
        if link.provider in bare:
            after.setdefault(link.provider, []).append(link.consumer)
        if link.consumer in bare:
            before[link.consumer] = before.get(link.consumer, 0) + 1
    for name, each in bare.items():
        if name in after or name in before:
            yield _missing_date_alert(facts, each, after.get(name, []), before.get(name, 0))


def _missing_date_alert(facts: ScheduledPlan, milestone: Milestone, waiting: list[str], inputs: int) -> PlanAlert:
    owner = facts.owner(milestone.id)
    if waiting:
        first = min(waiting, key=lambda name: (facts.finish_date(name), name))
        count = f"{len(waiting)} milestones wait" if len(waiting) > 1 else "1 milestone waits"
        cause = f"{count} for it, first {facts.label(first)} on {day_text(facts.finish_date(first))}"
    else:
        count = f"{inputs} milestones it waits for allow" if inputs > 1 else "1 milestone it waits for allows"
        cause = f"the {count} {day_text(facts.finish_date(milestone.id))} at the earliest"
    return PlanAlert(
        "missing date",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has no date: {cause}; {owner_text(owner)}.",
        0,
        (milestone.id, *waiting[:1]),
        owner,
    )


def impossible_dates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Expected in the past and not done, or done in the future."""
    for each in facts.plan.milestones:
        owner = facts.owner(each.id)
        if each.actual is not None and each.actual > facts.today:
            days = facts.axis.calendar.between(facts.today, each.actual)
            sentence = (
                f"{facts.label(each.id)} is reported done on {day_text(each.actual)}, {days_text(days)} from now, "
                f"which cannot be; {owner_text(owner)}."
            )
            yield PlanAlert("impossible date", "red", each.id, sentence, days, (each.id,), owner)
        elif not each.done and each.expected is not None and each.expected < facts.today:
            days = facts.axis.calendar.between(each.expected, facts.today)
            sentence = (
                f"{facts.label(each.id)} was due {day_text(each.expected)}, {days_text(days)} ago, "
                f"and is neither done nor re-forecast; {owner_text(owner)}."
            )
            yield PlanAlert("impossible date", "red", each.id, sentence, days, (each.id,), owner)


def patience(days_ahead: int, cadence: int = UPDATE_CADENCE_DAYS) -> float:
    """Days an update stays fresh: half the way to the date and two more, at most the cadence, at least 2."""
    return max(2.0, min(cadence, days_ahead / 2 + 2))


def stale_updates(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Nothing was heard for longer than the nearness of the date allows."""
    heard = {name: max(_dates_under(entries, "at"), default=None) for name, entries in _by_milestone(facts).items()}
    for each in facts.open_milestones:
        last = heard.get(each.id)
        if last is None or each.expected is None or each.expected < facts.today:
            continue
        ahead, age = (each.expected - facts.today).days, (facts.today - last).days
        if age > patience(ahead):
            owner = facts.owner(each.id)
            yield PlanAlert(
                "stale update",
                "amber",
                each.id,
                f"{facts.label(each.id)} is due {day_text(each.expected)}, {_days_ahead_text(ahead)}, "
                f"and was last updated {age} days ago; {owner_text(owner)}.",
                age,
                (each.id,),
                owner,
            )


def _days_ahead_text(days: int) -> str:
    return "today" if not days else "tomorrow" if days == 1 else f"in {days} days"


def moves(entries: list[HistoryEntry], facts: ScheduledPlan) -> list[int]:
    """Signed working days of each change of forecast, oldest first."""
    days = [day for entry in sorted(entries, key=_entry_day) if isinstance(day := entry.get("forecast"), date)]
    steps = (facts.axis.calendar.between(old, new) for old, new in pairwise(days))
    return [step for step in steps if step]


def optimistic_forecasts(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Small steps, again and again: three of the last four moves later, each under a tenth of what remains."""
    history = _by_milestone(facts)
    for each in facts.open_milestones:
        if each.forecast is None or each.id not in history:
            continue
        last = moves(history[each.id], facts)[-4:]
        later = [step for step in last if step > 0]
        left = facts.axis.calendar.between(facts.today, each.forecast)
        if len(later) >= 3 and mean(later) < left / 10:
            yield _optimistic_forecast_alert(facts, each, later, left)


def _optimistic_forecast_alert(facts: ScheduledPlan, milestone: Milestone, later: list[int], left: int) -> PlanAlert:
    assert milestone.forecast is not None
    owner = facts.owner(milestone.id)
    likely = facts.axis.calendar.add(milestone.forecast, round(stage_band(left, milestone.percent / 100)[2]))
    return PlanAlert(
        "optimistic forecast",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has moved later {len(later)} times, {days_text(mean(later))} each: "
        f"plan with {day_text(likely)}, not {day_text(milestone.forecast)}; {owner_text(owner)}.",
        sum(later),
        (milestone.id,),
        owner,
    )


def frozen_forecasts(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """A forecast that stood still for three cadences while something it waits for slipped."""
    history = _by_milestone(facts)
    if not history:
        return
    since = facts.today - timedelta(days=3 * UPDATE_CADENCE_DAYS)
    providers: dict[str, list[str]] = {}
    for link in facts.plan.dependencies:
        providers.setdefault(link.consumer, []).append(link.provider)
    for each in facts.open_milestones:
        kept = max(_dates_under(_forecast_changes(history.get(each.id, [])), "at"), default=None)
        if each.forecast is None or kept is None or kept > since:
            continue
        slipped = {name: _days_slipped(history.get(name, []), kept, facts) for name in providers.get(each.id, [])}
        worst = max(slipped, key=lambda name: slipped[name], default=None)
        if worst is not None and slipped[worst] > 0:
            yield _frozen_forecast_alert(facts, each, worst, slipped[worst], (facts.today - kept).days // 7)


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
        f"{facts.label(provider)} slipped {days_text(days)}; {owner_text(owner)}.",
        days,
        (provider, milestone.id),
        owner,
    )


def eroded_baselines(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Re-baselined twice in a quarter, or once without a reason."""
    history = _by_milestone(facts)
    for each in facts.open_milestones:
        changes = [entry for entry in history.get(each.id, []) if isinstance(entry.get("baseline"), date)]
        changes.sort(key=_entry_day)
        recent = [entry for entry in changes[1:] if _entry_day(entry) >= facts.today - QUARTER]
        silent = [entry for entry in recent if not entry.get("reason")]
        if len(recent) >= 2 or silent:
            first, last = _dates_under(changes[:1], "baseline")[0], _dates_under(changes[-1:], "baseline")[0]
            days, owner = facts.axis.calendar.between(first, last), facts.owner(each.id)
            why = " without a reason" if silent else ""
            yield PlanAlert(
                "baseline erosion",
                "amber",
                each.id,
                f"{facts.label(each.id)} was re-baselined {len(recent)} time{'s' if len(recent) > 1 else ''}{why}, "
                f"from {day_text(first)} to {day_text(last)} ({days_text(days)} in total); {owner_text(owner)}.",
                days,
                (each.id,),
                owner,
            )


def _by_milestone(facts: ScheduledPlan) -> dict[str, list[HistoryEntry]]:
    found: dict[str, list[HistoryEntry]] = {}
    for entry in facts.plan.history:
        if isinstance(entry.get("at"), date):
            found.setdefault(str(entry.get("milestone")), []).append(entry)
    return found


def _forecast_changes(entries: list[HistoryEntry]) -> list[HistoryEntry]:
    """The entries at which the forecast became another one."""
    dated = [entry for entry in sorted(entries, key=_entry_day) if isinstance(entry.get("forecast"), date)]
    return [entry for at, entry in enumerate(dated) if at == 0 or entry["forecast"] != dated[at - 1]["forecast"]]


def _days_slipped(entries: list[HistoryEntry], since: date, facts: ScheduledPlan) -> int:
    """Working days by which the last forecast is later than the one that stood on the day `since`."""
    ordered = sorted(entries, key=_entry_day)
    old = _dates_under([entry for entry in ordered if _entry_day(entry) <= since], "forecast")
    new = _dates_under([entry for entry in ordered if _entry_day(entry) > since], "forecast")
    return facts.axis.calendar.between(old[-1], new[-1]) if old and new else 0


def _entry_day(entry: HistoryEntry) -> date:
    at = entry["at"]
    assert isinstance(at, date)
    return at


def _dates_under(entries: list[HistoryEntry], key: str) -> list[date]:
    return [day for entry in entries if isinstance(day := entry.get(key), date)]


RULES = (missing_dates, impossible_dates, stale_updates, optimistic_forecasts, frozen_forecasts, eroded_baselines)
