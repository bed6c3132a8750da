"""Which alerts stand for a program: one for each cause, no two that say the same, each with a key it is known by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rules.alerts import date_conflicts, people_and_value, single_dates, structure
from rules.alerts.lead_time import COMFORTABLE_LEAD_DAYS, INACTIVE_STATES
from rules.plan import Dependency, LinkType, Plan
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan, day_text, owner_text

LATE_START = "late start"
PUSHED_START = "pushed start"
OWN_DATE_RED_DAYS = 10
"""Working days that a milestone's own date may miss its promise before that is red (B-50)."""

QUICK_KINDS = frozenset({LATE_START, PUSHED_START, "negative float", "thin float", "impossible date", "missing date"})
"""Kinds that every change makes true again; the others wait for the night's refresh."""

POSTED_KINDS = frozenset({LATE_START, "negative float"})
"""Kinds whose red ones are told in channels; everything else waits for the digest and `risks`."""

MAX_NAMED_COMMITMENTS = 3
"""Further promises named in the sentence of a cause."""


@dataclass(frozen=True, slots=True)
class ActiveAlert:
    """An alert under its key; `projects` are those it concerns, `tell` when their channels should hear of it."""

    key: str
    alert: PlanAlert
    projects: tuple[str, ...]
    needs_post: bool = False


def connected_to(links: Iterable[tuple[str, str]], starting_ids: Iterable[str]) -> set[str]:
    """Where it begins, and all that is linked to that however far, whichever of the two waits."""
    beside: dict[str, list[str]] = {}
    for provider, consumer in links:
        beside.setdefault(provider, []).append(consumer)
        beside.setdefault(consumer, []).append(provider)
    queue = list(starting_ids)
    seen = set(queue)
    for name in queue:
        fresh = [other for other in beside.get(name, ()) if other not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return seen


def downstream_programs(plan: Plan) -> tuple[str, ...]:
    """The other programs that wait for milestones of this one, directly or through others."""
    home = {project.id: project.program for project in plan.projects}
    if len(set(home.values())) < 2:
        return ()
    program = {each.id: home[each.project] for each in plan.milestones}
    onwards: dict[str, list[str]] = {}
    for link in plan.dependencies:
        onwards.setdefault(link.provider, []).append(link.consumer)
    queue = [name for name, where in program.items() if where == plan.program.id]
    seen = set(queue)
    for name in queue:
        fresh = [other for other in onwards.get(name, ()) if other not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return tuple(sorted({program[name] for name in seen} - {plan.program.id}))


def active_alerts(facts: ScheduledPlan, *, thorough: bool) -> tuple[ActiveAlert, ...]:
    """The alerts of the program's own projects; only QUICK kinds unless `thorough`."""
    hand_over = list(handover_alerts(facts))
    rest = [
        *date_conflicts.float_alerts(facts),
        *single_dates.impossible_dates(facts),
        *single_dates.missing_dates(facts),
    ]
    if thorough:
        slow = (date_conflicts.slip_propagations, *single_dates.RULES, *structure.RULES, *people_and_value.RULES)
        rest += [alert for rule in slow for alert in rule(facts) if alert.kind not in QUICK_KINDS]
    covered = {(each.chain[0], each.chain[-1]) for _, each in hand_over}
    impossible = {each.subject for each in rest if each.kind == "impossible date"}
    kept = [_adjust_level(facts, each) for each in rest if not _is_covered(facts, each, covered, impossible)]
    found = [*hand_over, *((_alert_key(each), each) for each in merge_by_cause(facts, kept))]
    own = {project.id for project in facts.plan.projects if project.program == facts.plan.program.id}
    rows: dict[str, ActiveAlert] = {}
    for key, alert in found:
        if (home := _project_of(facts, alert.subject)) is None or home in own:
            rows.setdefault(key, ActiveAlert(key, alert, _projects_concerned(facts, alert), _needs_post(facts, alert)))
    return tuple(rows.values())


def handover_alerts(facts: ScheduledPlan) -> Iterator[tuple[str, PlanAlert]]:
    """One alert for each dependency: red when it is short, amber with less than a buffer between two projects (B-32).

    The lead time is counted between the days people expect; where only what comes before the provider makes it short
    the alert is amber, because the red one stands at its cause.
    """
    rows, days = facts.milestones, _expected_days(facts)
    today = facts.axis.finish(facts.today)
    start = facts.schedule.early_start
    for link in facts.plan.dependencies:
        provider, consumer = rows[link.provider], rows[link.consumer]
        if link.state in INACTIVE_STATES or provider.done or consumer.done or link.provider not in days:
            continue
        needed = _day_needed(facts, link, days)
        if needed is None:
            continue
        back = provider.duration if link.type in (LinkType.SS, LinkType.SF) else 0
        lead = needed - (max(days[link.provider], today) - back) - link.lag
        if lead < 0 or (lead < COMFORTABLE_LEAD_DAYS and provider.project != consumer.project):
            yield f"late_start:{link.id}", _late_start_alert(facts, link, lead)
        elif (short := int(start[facts.position_of(link.provider)]) + provider.duration - back + link.lag - needed) > 0:
            yield f"late_start:{link.id}", _pushed_start_alert(facts, link, short)


def _expected_days(facts: ScheduledPlan) -> Mapping[str, int]:
    """The last day of each dated milestone, as a count of working days."""
    count = facts.axis.finish
    return {each.id: count(each.expected) for each in facts.plan.milestones if each.expected is not None}


def _day_needed(facts: ScheduledPlan, link: Dependency, days: Mapping[str, int]) -> int | None:
    """Working days over when the consumer starts (or finishes, for FF and SF); the need-by date where it has none."""
    consumer = facts.milestones[link.consumer]
    if consumer.expected is None:
        return None if link.need_by is None else facts.axis.finish(link.need_by)
    back = consumer.duration if link.type in (LinkType.FS, LinkType.SS) else 0
    return days[link.consumer] - back


def _late_start_alert(facts: ScheduledPlan, link: Dependency, lead: int) -> PlanAlert:
    provider = facts.milestones[link.provider]
    assert provider.expected is not None
    spare = f"{-lead} wd short" if lead < 0 else f"only {lead} wd to spare"
    day = max(provider.expected, facts.today)
    return _link_alert(
        facts, link, LATE_START, "red" if lead < 0 else "amber", f"now expected {day_text(day)}: {spare}", -lead
    )


def _pushed_start_alert(facts: ScheduledPlan, link: Dependency, short: int) -> PlanAlert:
    cause = facts.open_cause(link.provider)
    why = f", pushed there by {facts.label(cause)}" if cause != link.provider else ""
    words = f"computed for {day_text(facts.finish_date(link.provider))}{why}: {short} wd short"
    return _link_alert(facts, link, PUSHED_START, "amber", words, short)


def _link_alert(facts: ScheduledPlan, link: Dependency, kind: str, level: str, finding: str, days: int) -> PlanAlert:
    consumer, owner = facts.milestones[link.consumer], link.provider_user or facts.owner(link.provider)
    if consumer.expected is None:
        waits = "waits for it"
    elif consumer.duration and link.type in (LinkType.FS, LinkType.SS):
        first = facts.axis.day(facts.axis.finish(consumer.expected) - consumer.duration + 1)
        waits = f"starts {day_text(first)}"
    else:
        waits = f"is expected {day_text(consumer.expected)}"
    needs = f"needs {facts.label_with_project(link.provider)}, {finding}; {owner_text(owner)}."
    return PlanAlert(
        kind,
        level,
        link.consumer,
        f"{facts.label_with_project(link.consumer)} {waits} but {needs}",
        days,
        (link.provider, link.consumer),
        owner,
    )


def _adjust_level(facts: ScheduledPlan, alert: PlanAlert) -> PlanAlert:
    """A promise missed by the owner's own date is amber until it is far off; one that others break is red."""
    if (
        alert.kind == "negative float"
        and facts.open_cause(alert.subject) == alert.subject
        and alert.days <= OWN_DATE_RED_DAYS
    ):
        return replace(alert, level="amber")
    return alert


def _is_covered(
    facts: ScheduledPlan, alert: PlanAlert, covered_links: set[tuple[str, str]], impossible: set[str]
) -> bool:
    """Whether another alert says it already: the hand-over that causes it, or the date that cannot be.

    A date that its own owner set on the very day of the promise is no thin float: nothing presses on it.
    """
    if alert.kind == "slip propagation":
        return (alert.subject, alert.chain[-1]) in covered_links
    if alert.kind == "negative float":
        cause = facts.open_cause(alert.subject)
        return (cause, alert.subject) in covered_links or (cause == alert.subject and cause in impossible)
    if alert.kind == "thin float":
        return alert.subject == alert.chain[-1]
    return alert.kind == "stale update" and alert.subject in impossible


def merge_by_cause(facts: ScheduledPlan, alerts: Iterable[PlanAlert]) -> Iterator[PlanAlert]:
    """Broken and thin promises with the same cause become the worst of them, which names the others."""
    causes: dict[tuple[str, str], list[PlanAlert]] = {}
    for alert in alerts:
        if alert.kind not in ("negative float", "thin float"):
            yield alert
            continue
        cause = facts.open_cause(alert.subject) if alert.kind == "negative float" else alert.subject
        causes.setdefault((alert.kind, cause), []).append(alert)
    for (kind, _), same in causes.items():
        worst = max(same, key=lambda each: each.days) if kind == "negative float" else min(same, key=lambda e: e.days)
        yield _name_others(facts, worst, [each for each in same if each is not worst])


def _name_others(facts: ScheduledPlan, worst: PlanAlert, others: list[PlanAlert]) -> PlanAlert:
    if not others:
        return worst
    names = [facts.label(each.chain[-1] if each.chain else each.subject) for each in others[:MAX_NAMED_COMMITMENTS]]
    if len(others) > MAX_NAMED_COMMITMENTS:
        names.append(f"{len(others) - MAX_NAMED_COMMITMENTS} more")
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    one = len(others) == 1
    if worst.kind == "negative float":
        verb = "misses its own" if one else "miss theirs"
    else:
        verb = "is as near" if one else "are as near"
    return replace(worst, sentence=f"{worst.sentence} For the same cause {listed} {verb}.")


def _alert_key(alert: PlanAlert) -> str:
    return f"{alert.kind.replace(' ', '_')}:{alert.subject}"


def _project_of(facts: ScheduledPlan, subject: str) -> str | None:
    """The project of a milestone, a project itself, nothing for a person."""
    if subject in facts.milestones:
        return facts.milestones[subject].project
    return subject if subject in facts.projects else None


def _projects_concerned(facts: ScheduledPlan, alert: PlanAlert) -> tuple[str, ...]:
    """The project of the subject, then that of its cause."""
    ends: Mapping[str, None] = dict.fromkeys((alert.subject, *alert.chain[:1]))
    return tuple(dict.fromkeys(home for end in ends if (home := _project_of(facts, end)) is not None))


def _needs_post(facts: ScheduledPlan, alert: PlanAlert) -> bool:
    """A promise broken by its own new date needs no post: whoever gave that date has said so."""
    if alert.kind not in POSTED_KINDS or alert.level != "red":
        return False
    return alert.kind == LATE_START or facts.open_cause(alert.subject) != alert.subject
