"""Alerts about conflicting dates: late predecessors, slips that reach a commitment, float that is negative or thin.

Each rule is a function of the scheduled plan; `all_alerts` runs every rule and sorts the alerts, worst first. No rule
fires on finished milestones.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from rules.alerts import people_and_value, single_dates, structure
from rules.plan import Dependency, HandoverState, LinkType, Milestone
from rules.schedule.computed_dates import NO_PATH_FLOAT, floats_to_targets
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.schedule.whatif import Ripples
from rules.schedule.workday_axis import planned_schedule
from rules.truth.colours import day_text, days_text

_INACTIVE_STATES = frozenset({HandoverState.DECLINED, HandoverState.WAIVED, HandoverState.DELIVERED})
LEVEL_ORDER = ("red", "amber", "info")
# Slips followed one by one, largest first.
MAX_SLIPS = 50


def all_alerts(facts: ScheduledPlan) -> tuple[PlanAlert, ...]:
    """Return all alerts, red first, then by days and subject."""
    rules: tuple[Callable[[ScheduledPlan], Iterator[PlanAlert]], ...] = (
        late_predecessors,
        slip_propagations,
        float_alerts,
        *single_dates.RULES,
        *structure.RULES,
        *people_and_value.RULES,
    )
    return sort_alerts(alert for rule in rules for alert in rule(facts))


def sort_alerts(alerts: Iterable[PlanAlert]) -> tuple[PlanAlert, ...]:
    """Return alerts red first, then by days and subject."""
    return tuple(
        sorted(
            alerts,
            key=lambda a: (
                LEVEL_ORDER.index(a.level),
                -a.days,
                a.kind,
                len(a.subject),
                a.subject,
            ),
        )
    )


def late_predecessors(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each link whose earliest date is later than its consumer's forecast."""
    for link in facts.plan.dependencies:
        consumer, provider = facts.milestones[link.consumer], facts.milestones[link.provider]
        if link.state in _INACTIVE_STATES or consumer.done or consumer.forecast is None:
            continue
        days_short = _days_short(facts, link, provider, consumer)
        if days_short > 0:
            yield _late_predecessor_alert(facts, link, consumer, days_short)


def _days_short(facts: ScheduledPlan, link: Dependency, provider: Milestone, consumer: Milestone) -> int:
    assert consumer.forecast is not None
    start = int(facts.schedule.early_start[facts.position_of(link.provider)])
    provider_event = start + (provider.duration if link.type in (LinkType.FS, LinkType.FF) else 0)
    consumer_finish = facts.axis.finish(consumer.forecast)
    return (
        provider_event
        + link.lag
        - (consumer_finish - (consumer.duration if link.type in (LinkType.FS, LinkType.SS) else 0))
    )


def _late_predecessor_alert(facts: ScheduledPlan, link: Dependency, consumer: Milestone, short: int) -> PlanAlert:
    owner = link.provider_user or facts.owner(link.provider)
    assert consumer.forecast is not None
    needs = "starts after" if link.type in (LinkType.SS, LinkType.SF) else "needs"
    return PlanAlert(
        "late predecessor",
        "red",
        consumer.id,
        f"{facts.label_with_project(consumer.id)} is forecast for {day_text(consumer.forecast)} but {needs} "
        f"{facts.label_with_project(link.provider)}, now expected {day_text(facts.finish_date(link.provider))}: "
        f"{days_text(short)} late.",
        short,
        (link.provider, consumer.id),
        owner,
    )


def slip_propagations(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each forecast later than the agreed date that moves a committed target."""
    days_late = {m.id: days for m in facts.open_milestones if (days := _days_late(facts, m)) > 0}
    if not days_late or not facts.committed_targets:
        return
    agreed = _as_agreed(facts)
    target_floats = floats_to_targets(agreed.schedule, [agreed.position_of(name) for name in facts.committed_targets])
    ripples = Ripples(agreed.schedule)
    for name in sorted(days_late, key=lambda m: (-days_late[m], m))[:MAX_SLIPS]:
        forecast = facts.milestones[name].forecast
        assert forecast is not None
        slip = facts.axis.finish(forecast) - int(agreed.schedule.early_finish[agreed.position_of(name)])
        shift = np.where(
            target_floats[agreed.position_of(name)] < NO_PATH_FLOAT, slip - target_floats[agreed.position_of(name)], 0
        )
        shift[[target == name for target in facts.committed_targets]] = 0
        if shift.max() > 0:
            moved = ripples.later({agreed.position_of(name): slip})
            target = facts.committed_targets[int(shift.argmax())]
            yield _slip_alert(facts, name, days_late[name], target, int(shift.max()), len(moved) - 2)


def _days_late(facts: ScheduledPlan, milestone: Milestone) -> int:
    agreed = milestone.committed or milestone.baseline
    if milestone.forecast is None or agreed is None:
        return 0
    return facts.axis.calendar.between(agreed, milestone.forecast)


def _as_agreed(facts: ScheduledPlan) -> ScheduledPlan:
    """Return the same plan with every slipped forecast reset to the agreed date."""
    milestones = tuple(
        replace(milestone, forecast=milestone.committed or milestone.baseline)
        if _days_late(facts, milestone) > 0
        else milestone
        for milestone in facts.plan.milestones
    )
    plan = replace(facts.plan, milestones=milestones)
    schedule = planned_schedule(plan, facts.schedule.network, facts.axis, today=facts.today)
    return replace(facts, plan=plan, schedule=schedule)


def _slip_alert(facts: ScheduledPlan, name: str, late: int, target: str, shift: int, others: int) -> PlanAlert:
    agreed = facts.milestones[name].committed or facts.milestones[name].baseline
    assert agreed is not None
    chain = facts.driving_chain(target)
    chain = chain[chain.index(name) :] if name in chain else (name, target)
    others_text = f", and {others} other{'s move' if others > 1 else ' moves'}" if others > 0 else ""
    owner = facts.owner(name)
    return PlanAlert(
        "slip propagation",
        "red" if facts.days_over(target) > 0 else "amber",
        name,
        f"{facts.label(name)} is now expected {day_text(facts.finish_date(name))}, "
        f"{days_text(late)} after the agreed {day_text(agreed)}: "
        f"{facts.label(target)} moves {days_text(shift)}, "
        f"to {day_text(facts.finish_date(target))}{others_text}.",
        shift,
        chain,
        owner,
    )


def float_alerts(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield alerts for negative float (a commitment that cannot be met as planned) and for thin float.

    A bare date has no float, and an overdue one is reported as an impossible date.
    """
    for target in facts.committed_targets:
        over, cause = facts.days_over(target), facts.open_cause(target)
        margin = facts.thin_margins.get(facts.milestones[cause].project, 2)
        if facts.is_bare_date(target) and (over <= 0 or facts.is_overdue(target)):
            continue
        if over > 0:
            yield _negative_float_alert(facts, target, cause, over)
        elif -over < margin:
            yield _thin_float_alert(facts, target, cause, -over, margin)


def _negative_float_alert(facts: ScheduledPlan, target: str, cause: str, over: int) -> PlanAlert:
    committed = facts.milestones[target].committed
    assert committed is not None
    chain = facts.driving_chain(target)
    reason = f", driven by {facts.chain_text(chain)}" if len(chain) > 1 else ""
    return PlanAlert(
        "negative float",
        "red",
        target,
        f"{facts.label(target)} will miss {day_text(committed)} by {days_text(over)}: it is expected "
        f"{day_text(facts.finish_date(target))}{reason}.",
        over,
        chain,
        facts.owner(cause),
    )


def _thin_float_alert(facts: ScheduledPlan, target: str, cause: str, left: int, margin: int) -> PlanAlert:
    committed, owner = facts.milestones[target].committed, facts.owner(cause)
    assert committed is not None
    usual_text = (
        f"items there usually move {days_text(margin)}" if margin > 2 else f"less than {days_text(margin)} is thin"
    )
    slack_text = f"{days_text(left)} of slack" if left else "no slack"
    return PlanAlert(
        "thin float",
        "amber",
        cause,
        f"{facts.label(cause)} has {slack_text} before {facts.label(target)} misses {day_text(committed)}; "
        f"{usual_text}.",
        left,
        facts.driving_chain(target),
        owner,
    )
