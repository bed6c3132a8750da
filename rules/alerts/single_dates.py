"""Alerts about single dates: missing, impossible, stale, too hopeful, frozen, or re-baselined too often."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

from rules.forecast.target_dates import stage_band
from rules.plan import Milestone
from rules.schedule.scheduled_plan import Alert, Facts, said, wd, who

CADENCE = 7
"""Days between two updates that are expected."""

QUARTER = timedelta(days=91)
Entry = Mapping[str, object]


def missing(facts: Facts) -> Iterator[Alert]:
    """A milestone that others wait for, or that waits for others, and that has no date of its own."""
    bare = {each.id: each for each in facts.open if each.expected is None and not each.duration}
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
            yield _missing(facts, each, after.get(name, []), before.get(name, 0))


def _missing(facts: Facts, milestone: Milestone, waiting: list[str], inputs: int) -> Alert:
    owner = facts.owner(milestone.id)
    if waiting:
        first = min(waiting, key=lambda name: (facts.finish(name), name))
        count = f"{len(waiting)} milestones wait" if len(waiting) > 1 else "1 milestone waits"
        cause = f"{count} for it, first {facts.label(first)} on {said(facts.finish(first))}"
    else:
        count = f"{inputs} milestones it waits for allow" if inputs > 1 else "1 milestone it waits for allows"
        cause = f"the {count} {said(facts.finish(milestone.id))} at the earliest"
    return Alert(
        "missing date",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has no date: {cause}; {who(owner)}.",
        0,
        (milestone.id, *waiting[:1]),
        owner,
    )


def impossible(facts: Facts) -> Iterator[Alert]:
    """Expected in the past and not done, or done in the future."""
    for each in facts.plan.milestones:
        owner = facts.owner(each.id)
        if each.actual is not None and each.actual > facts.today:
            days = facts.axis.calendar.between(facts.today, each.actual)
            sentence = (
                f"{facts.label(each.id)} is reported done on {said(each.actual)}, {wd(days)} from now, "
                f"which cannot be; {who(owner)}."
            )
            yield Alert("impossible date", "red", each.id, sentence, days, (each.id,), owner)
        elif not each.done and each.expected is not None and each.expected < facts.today:
            days = facts.axis.calendar.between(each.expected, facts.today)
            sentence = (
                f"{facts.label(each.id)} was due {said(each.expected)}, {wd(days)} ago, and is neither done nor "
                f"re-forecast; {who(owner)}."
            )
            yield Alert("impossible date", "red", each.id, sentence, days, (each.id,), owner)


def patience(days_ahead: int, cadence: int = CADENCE) -> float:
    """Days an update stays fresh: half the way to the date and two more, at most the cadence, at least 2."""
    return max(2.0, min(cadence, days_ahead / 2 + 2))


def stale(facts: Facts) -> Iterator[Alert]:
    """Nothing was heard for longer than the nearness of the date allows."""
    heard = {name: max(_days(entries, "at"), default=None) for name, entries in _by_milestone(facts).items()}
    for each in facts.open:
        last = heard.get(each.id)
        if last is None or each.expected is None or each.expected < facts.today:
            continue
        ahead, age = (each.expected - facts.today).days, (facts.today - last).days
        if age > patience(ahead):
            owner = facts.owner(each.id)
            yield Alert(
                "stale update",
                "amber",
                each.id,
                f"{facts.label(each.id)} is due {said(each.expected)}, {_ahead(ahead)}, and was last updated "
                f"{age} days ago; {who(owner)}.",
                age,
                (each.id,),
                owner,
            )


def _ahead(days: int) -> str:
    return "today" if not days else "tomorrow" if days == 1 else f"in {days} days"


def moves(entries: list[Entry], facts: Facts) -> list[int]:
    """Signed working days of each change of forecast, oldest first."""
    days = [day for entry in sorted(entries, key=_when) if isinstance(day := entry.get("forecast"), date)]
    steps = (facts.axis.calendar.between(old, new) for old, new in pairwise(days))
    return [step for step in steps if step]


def optimistic(facts: Facts) -> Iterator[Alert]:
    """Small steps, again and again: three of the last four moves later, each under a tenth of what remains."""
    history = _by_milestone(facts)
    for each in facts.open:
        if each.forecast is None or each.id not in history:
            continue
        last = moves(history[each.id], facts)[-4:]
        later = [step for step in last if step > 0]
        left = facts.axis.calendar.between(facts.today, each.forecast)
        if len(later) >= 3 and mean(later) < left / 10:
            yield _optimistic(facts, each, later, left)


def _optimistic(facts: Facts, milestone: Milestone, later: list[int], left: int) -> Alert:
    assert milestone.forecast is not None
    owner = facts.owner(milestone.id)
    likely = facts.axis.calendar.add(milestone.forecast, round(stage_band(left, milestone.percent / 100)[2]))
    return Alert(
        "optimistic forecast",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has moved later {len(later)} times, {wd(mean(later))} each: "
        f"plan with {said(likely)}, not {said(milestone.forecast)}; {who(owner)}.",
        sum(later),
        (milestone.id,),
        owner,
    )


def frozen(facts: Facts) -> Iterator[Alert]:
    """A forecast that stood still for three cadences while something it waits for slipped."""
    history = _by_milestone(facts)
    if not history:
        return
    since = facts.today - timedelta(days=3 * CADENCE)
    providers: dict[str, list[str]] = {}
    for link in facts.plan.dependencies:
        providers.setdefault(link.consumer, []).append(link.provider)
    for each in facts.open:
        kept = max(_days(_changes(history.get(each.id, [])), "at"), default=None)
        if each.forecast is None or kept is None or kept > since:
            continue
        slipped = {name: _slipped(history.get(name, []), kept, facts) for name in providers.get(each.id, [])}
        worst = max(slipped, key=lambda name: slipped[name], default=None)
        if worst is not None and slipped[worst] > 0:
            yield _frozen(facts, each, worst, slipped[worst], (facts.today - kept).days // 7)


def _frozen(facts: Facts, milestone: Milestone, provider: str, days: int, weeks: int) -> Alert:
    assert milestone.forecast is not None
    owner = facts.owner(milestone.id)
    return Alert(
        "frozen forecast",
        "amber",
        milestone.id,
        f"{facts.label(milestone.id)} has kept {said(milestone.forecast)} for {weeks} weeks although "
        f"{facts.label(provider)} slipped {wd(days)}; {who(owner)}.",
        days,
        (provider, milestone.id),
        owner,
    )


def eroded(facts: Facts) -> Iterator[Alert]:
    """Re-baselined twice in a quarter, or once without a reason."""
    history = _by_milestone(facts)
    for each in facts.open:
        changes = [entry for entry in history.get(each.id, []) if isinstance(entry.get("baseline"), date)]
        changes.sort(key=_when)
        recent = [entry for entry in changes[1:] if _when(entry) >= facts.today - QUARTER]
        silent = [entry for entry in recent if not entry.get("reason")]
        if len(recent) >= 2 or silent:
            first, last = _days(changes[:1], "baseline")[0], _days(changes[-1:], "baseline")[0]
            days, owner = facts.axis.calendar.between(first, last), facts.owner(each.id)
            why = " without a reason" if silent else ""
            yield Alert(
                "baseline erosion",
                "amber",
                each.id,
                f"{facts.label(each.id)} was re-baselined {len(recent)} time{'s' if len(recent) > 1 else ''}{why}, "
                f"from {said(first)} to {said(last)} ({wd(days)} in total); {who(owner)}.",
                days,
                (each.id,),
                owner,
            )


def _by_milestone(facts: Facts) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in facts.plan.history:
        if isinstance(entry.get("at"), date):
            found.setdefault(str(entry.get("milestone")), []).append(entry)
    return found


def _changes(entries: list[Entry]) -> list[Entry]:
    """The entries at which the forecast became another one."""
    dated = [entry for entry in sorted(entries, key=_when) if isinstance(entry.get("forecast"), date)]
    return [entry for at, entry in enumerate(dated) if at == 0 or entry["forecast"] != dated[at - 1]["forecast"]]


def _slipped(entries: list[Entry], since: date, facts: Facts) -> int:
    """Working days by which the last forecast is later than the one that stood on the day `since`."""
    ordered = sorted(entries, key=_when)
    old = _days([entry for entry in ordered if _when(entry) <= since], "forecast")
    new = _days([entry for entry in ordered if _when(entry) > since], "forecast")
    return facts.axis.calendar.between(old[-1], new[-1]) if old and new else 0


def _when(entry: Entry) -> date:
    at = entry["at"]
    assert isinstance(at, date)
    return at


def _days(entries: list[Entry], key: str) -> list[date]:
    return [day for entry in entries if isinstance(day := entry.get(key), date)]


RULES = (missing, impossible, stale, optimistic, frozen, eroded)
