"""Alerts about dates that do not fit each other: conflicts, slips that reach a promise, float that is gone or thin.

Each rule is a function of the facts; `every` gives all of them, worst first. A rule never fires on what is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from rules.alerts import people_and_value, single_dates, structure
from rules.alerts.lead_time import IGNORED
from rules.plan import Dependency, Link, Milestone
from rules.schedule.computed_dates import FAR32, floats
from rules.schedule.scheduled_plan import Alert, Facts, said, wd, who
from rules.schedule.whatif import Ripples
from rules.schedule.workday_axis import planned_schedule

LEVELS = ("red", "amber", "info")
MOST_SLIPS = 50
"""Slips followed one by one, widest first."""


def every(facts: Facts) -> tuple[Alert, ...]:
    """This will give all alerts, red first, then by days and subject."""
    rules: tuple[Callable[[Facts], Iterator[Alert]], ...] = (
        conflicts,
        slips,
        promises,
        *single_dates.RULES,
        *structure.RULES,
        *people_and_value.RULES,
    )
    found = [alert for rule in rules for alert in rule(facts)]
    return tuple(sorted(found, key=lambda a: (LEVELS.index(a.level), -a.days, a.kind, len(a.subject), a.subject)))


def conflicts(facts: Facts) -> Iterator[Alert]:
    """Late predecessor: what a link allows is later than what its consumer has announced."""
    for link in facts.plan.dependencies:
        consumer, provider = facts.milestones[link.consumer], facts.milestones[link.provider]
        if link.state in IGNORED or consumer.done or consumer.forecast is None:
            continue
        short = _short(facts, link, provider, consumer)
        if short > 0:
            yield _conflict(facts, link, consumer, short)


def _short(facts: Facts, link: Dependency, provider: Milestone, consumer: Milestone) -> int:
    assert consumer.forecast is not None
    start = int(facts.schedule.early_start[facts.at(link.provider)])
    event = start + (provider.duration if link.type in (Link.FS, Link.FF) else 0)
    own = facts.axis.finish(consumer.forecast)
    return event + link.lag - (own - (consumer.duration if link.type in (Link.FS, Link.SS) else 0))


def _conflict(facts: Facts, link: Dependency, consumer: Milestone, short: int) -> Alert:
    owner = link.provider_user or facts.owner(link.provider)
    assert consumer.forecast is not None
    needs = "starts after" if link.type in (Link.SS, Link.SF) else "needs"
    return Alert(
        "late predecessor",
        "red",
        consumer.id,
        f"{facts.placed(consumer.id)} is announced for {said(consumer.forecast)} but {needs} "
        f"{facts.placed(link.provider)}, now expected {said(facts.finish(link.provider))}: "
        f"{wd(short)} short; {who(owner)}.",
        short,
        (link.provider, consumer.id),
        owner,
    )


def slips(facts: Facts) -> Iterator[Alert]:
    """Slip propagation: a forecast later than the agreed date that moves a promised target."""
    late = {each.id: days for each in facts.open if (days := _late(facts, each)) > 0}
    if not late or not facts.promised:
        return
    agreed = _as_agreed(facts)
    room = floats(agreed.schedule, [agreed.at(name) for name in facts.promised])
    ripples = Ripples(agreed.schedule)
    for name in sorted(late, key=lambda each: (-late[each], each))[:MOST_SLIPS]:
        forecast = facts.milestones[name].forecast
        assert forecast is not None
        slip = facts.axis.finish(forecast) - int(agreed.schedule.early_finish[agreed.at(name)])
        shift = np.where(room[agreed.at(name)] < FAR32, slip - room[agreed.at(name)], 0)
        shift[[target == name for target in facts.promised]] = 0
        if shift.max() > 0:
            moved = ripples.later({agreed.at(name): slip})
            target = facts.promised[int(shift.argmax())]
            yield _slip(facts, name, late[name], target, int(shift.max()), len(moved) - 2)


def _late(facts: Facts, milestone: Milestone) -> int:
    agreed = milestone.committed or milestone.baseline
    if milestone.forecast is None or agreed is None:
        return 0
    return facts.axis.calendar.between(agreed, milestone.forecast)


def _as_agreed(facts: Facts) -> Facts:
    """The same plan with every forecast put back to what was agreed."""
    milestones = tuple(
        replace(each, forecast=each.committed or each.baseline) if _late(facts, each) > 0 else each
        for each in facts.plan.milestones
    )
    plan = replace(facts.plan, milestones=milestones)
    schedule = planned_schedule(plan, facts.schedule.network, facts.axis, today=facts.today)
    return replace(facts, plan=plan, schedule=schedule)


def _slip(facts: Facts, name: str, late: int, target: str, shift: int, others: int) -> Alert:
    agreed = facts.milestones[name].committed or facts.milestones[name].baseline
    assert agreed is not None
    chain = facts.chain(target)
    chain = chain[chain.index(name) :] if name in chain else (name, target)
    more = f", and {others} other{'s move' if others > 1 else ' moves'}" if others > 0 else ""
    owner = facts.owner(name)
    return Alert(
        "slip propagation",
        "red" if facts.over(target) > 0 else "amber",
        name,
        f"{facts.label(name)} is now expected {said(facts.finish(name))}, {wd(late)} after the agreed {said(agreed)}: "
        f"{facts.label(target)} moves {wd(shift)}, to {said(facts.finish(target))}{more}; {who(owner)}.",
        shift,
        chain,
        owner,
    )


def promises(facts: Facts) -> Iterator[Alert]:
    """Negative float: a promise that cannot be kept as planned; thin float: one that hardly can.

    A bare date has no float to speak of, and an overdue one is told as an impossible date.
    """
    for target in facts.promised:
        over, cause = facts.over(target), facts.cause(target)
        margin = facts.margins.get(facts.milestones[cause].project, 2)
        if facts.bare(target) and (over <= 0 or facts.overdue(target)):
            continue
        if over > 0:
            yield _broken(facts, target, cause, over)
        elif -over < margin:
            yield _thin(facts, target, cause, -over, margin)


def _broken(facts: Facts, target: str, cause: str, over: int) -> Alert:
    promise, owner = facts.milestones[target].committed, facts.owner(cause)
    assert promise is not None
    chain = facts.chain(target)
    why = f"driven by {facts.route(chain)}" if len(chain) > 1 else "by its own forecast and work"
    start = f"start with {facts.label(cause)}, " if cause != target else ""
    return Alert(
        "negative float",
        "red",
        target,
        f"{facts.label(target)} cannot keep {said(promise)}: it is computed for {said(facts.finish(target))}, "
        f"{wd(over)} over, {why}; {start}{who(owner)}.",
        over,
        chain,
        owner,
    )


def _thin(facts: Facts, target: str, cause: str, left: int, margin: int) -> Alert:
    promise, owner = facts.milestones[target].committed, facts.owner(cause)
    assert promise is not None
    usual = f"items there usually move {wd(margin)}" if margin > 2 else f"less than {wd(margin)} is thin"
    spare = wd(left) if left else "no working day"
    return Alert(
        "thin float",
        "amber",
        cause,
        f"{facts.label(cause)} has {spare} to spare before {facts.label(target)} misses {said(promise)}; {usual}; "
        f"{who(owner)}.",
        left,
        facts.chain(target),
        owner,
    )
