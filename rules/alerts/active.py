"""The active alerts of a program: one per cause, without duplicates, each with a stable key."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rules.alerts import date_conflicts, people_and_value, single_dates, structure
from rules.plan import Dependency, Plan
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.truth.colours import Colour, ComputedStatus, day_text
from rules.truth.handovers import REQUESTED_STATES, needed_day, ready_day, status_of_handover
from rules.truth.milestones import cause_text, status_of_milestone

LATE_START = "late start"
PUSHED_START = "pushed start"
# Alerts about the date of one milestone, whose colour they share.
DATE_KINDS = frozenset(
    {"negative float", "slip propagation", "impossible date", "thin float", "stale update", "missing date"}
)
LEVELS = ("red", "amber", "info")

# Kinds recomputed after every change; the others wait for the nightly refresh.
QUICK_KINDS = frozenset({LATE_START, PUSHED_START, "negative float", "thin float", "impossible date", "missing date"})

# Kinds whose red alerts are posted to channels; all others wait for the digest and `risks`.
POSTED_KINDS = frozenset({LATE_START, "negative float"})

# Further commitments named in the sentence of a cause.
MAX_NAMED_COMMITMENTS = 3


@dataclass(frozen=True, slots=True)
class ActiveAlert:
    """An alert under its key; `projects` are those it concerns, `needs_post` if their channels should get it."""

    key: str
    alert: PlanAlert
    projects: tuple[str, ...]
    needs_post: bool = False


def milestone_status(facts: ScheduledPlan, name: str) -> ComputedStatus:
    """Return the status of a milestone by its dates alone."""
    program = facts.plan.program
    return status_of_milestone(
        facts.milestones[name],
        calendar=facts.axis.calendar,
        today=facts.today,
        numbers=program.numbers,
        labels=facts.labels,
    )


def connected_to(links: Iterable[tuple[str, str]], starting_ids: Iterable[str]) -> set[str]:
    """Return the starting ids and everything linked to them, however far, in either direction."""
    neighbours: dict[str, list[str]] = {}
    for provider, consumer in links:
        neighbours.setdefault(provider, []).append(consumer)
        neighbours.setdefault(consumer, []).append(provider)
    queue = list(starting_ids)
    connected = set(queue)
    for name in queue:
        new_ids = [other for other in neighbours.get(name, ()) if other not in connected]
        connected.update(new_ids)
        queue.extend(new_ids)
    return connected


def downstream_programs(plan: Plan) -> tuple[str, ...]:
    """Return the other programs that wait for milestones of this one, directly or not."""
    program_of_project = {project.id: project.program for project in plan.projects}
    if len(set(program_of_project.values())) < 2:
        return ()
    program_of_milestone = {milestone.id: program_of_project[milestone.project] for milestone in plan.milestones}
    consumers: dict[str, list[str]] = {}
    for link in plan.dependencies:
        consumers.setdefault(link.provider, []).append(link.consumer)
    queue = [name for name, program_id in program_of_milestone.items() if program_id == plan.program.id]
    reached = set(queue)
    for name in queue:
        new_ids = [other for other in consumers.get(name, ()) if other not in reached]
        reached.update(new_ids)
        queue.extend(new_ids)
    return tuple(sorted({program_of_milestone[name] for name in reached} - {plan.program.id}))


def active_alerts(facts: ScheduledPlan, *, thorough: bool) -> tuple[ActiveAlert, ...]:
    """Return the alerts of the program's own projects; without `thorough`, only those of QUICK_KINDS."""
    link_alerts = list(handover_alerts(facts))
    other_alerts = [
        *date_conflicts.float_alerts(facts),
        *single_dates.impossible_dates(facts),
        *single_dates.missing_dates(facts),
    ]
    if thorough:
        slow_rules = (date_conflicts.slip_propagations, *single_dates.RULES, *structure.RULES, *people_and_value.RULES)
        other_alerts += [alert for rule in slow_rules for alert in rule(facts) if alert.kind not in QUICK_KINDS]
    covered = {(candidate.chain[0], candidate.chain[-1]) for _, candidate in link_alerts}
    impossible = {candidate.subject for candidate in other_alerts if candidate.kind == "impossible date"}
    remaining = [
        cap_level(facts, candidate)
        for candidate in other_alerts
        if not _is_covered(facts, candidate, covered, impossible)
    ]
    keyed_alerts = [
        *link_alerts,
        *((_alert_key(candidate), candidate) for candidate in merge_by_cause(facts, remaining)),
    ]
    own_projects = {project.id for project in facts.plan.projects if project.program == facts.plan.program.id}
    active: dict[str, ActiveAlert] = {}
    for key, alert in keyed_alerts:
        if (project_id := _project_of(facts, alert.subject)) is None or project_id in own_projects:
            active.setdefault(
                key, ActiveAlert(key, alert, _projects_concerned(facts, alert), _needs_post(facts, alert))
            )
    return tuple(active.values())


def handover_alerts(facts: ScheduledPlan) -> Iterator[tuple[str, PlanAlert]]:
    """Yield one alert per agreed hand-over that is red, or amber between two projects (B-32).

    Where the provider's own date fits and only what it depends on is late, that cause is announced instead.
    """
    milestones, calendar, numbers = facts.milestones, facts.axis.calendar, facts.plan.program.numbers
    for link in facts.plan.dependencies:
        provider, consumer = milestones[link.provider], milestones[link.consumer]
        status = status_of_handover(link, provider, consumer, calendar, today=facts.today, numbers=numbers)
        if status is None or status.days is None or link.state in REQUESTED_STATES:
            continue
        if status.days >= 0 and (status.days >= numbers.buffer or provider.project == consumer.project):
            continue
        kind = PUSHED_START if status.days < 0 and provider.pushed_by not in (None, provider.id) else LATE_START
        yield f"late_start:{link.id}", _handover_alert(facts, link, kind, status)


def _handover_alert(facts: ScheduledPlan, link: Dependency, kind: str, status: ComputedStatus) -> PlanAlert:
    provider, consumer, calendar = facts.milestones[link.provider], facts.milestones[link.consumer], facts.axis.calendar
    ready, needed = ready_day(link, provider, calendar), needed_day(link, consumer, calendar)
    assert ready is not None
    assert needed is not None
    assert status.days is not None
    is_other_project = provider.project != consumer.project
    provider_text = facts.label_with_project(link.provider) if is_other_project else facts.label(link.provider)
    cause = cause_text(provider, facts.labels)
    return PlanAlert(
        kind,
        status.colour.value,
        link.consumer,
        f"{facts.label(link.consumer)} needs {provider_text} by {day_text(needed)}, but it is expected "
        f"{day_text(ready)}{cause}: {status.why}.",
        abs(status.days),
        (link.provider, link.consumer),
        link.provider_user or facts.owner(link.provider),
    )


def cap_level(facts: ScheduledPlan, alert: PlanAlert) -> PlanAlert:
    """Return the alert at the level of its milestone's colour: an alert about a date is never worse than its card."""
    if alert.kind not in DATE_KINDS or alert.subject not in facts.milestones:
        return alert
    colour = milestone_status(facts, alert.subject).colour
    level = colour.value if colour in (Colour.RED, Colour.AMBER) else "info"
    return replace(alert, level=max(alert.level, level, key=LEVELS.index))


def _is_covered(
    facts: ScheduledPlan, alert: PlanAlert, covered_links: set[tuple[str, str]], impossible: set[str]
) -> bool:
    """Return whether another alert already says it: the hand-over that causes it, or the impossible date.

    If the owner set the date exactly on the committed date, thin float is no concern: nothing else presses on it.
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
    """Merge broken and thin commitments with the same cause into the worst of them, which names the others."""
    alerts_by_cause: dict[tuple[str, str], list[PlanAlert]] = {}
    for alert in alerts:
        if alert.kind not in ("negative float", "thin float"):
            yield alert
            continue
        cause = facts.open_cause(alert.subject) if alert.kind == "negative float" else alert.subject
        alerts_by_cause.setdefault((alert.kind, cause), []).append(alert)
    for (kind, _), same_cause in alerts_by_cause.items():
        worst = (
            max(same_cause, key=lambda candidate: candidate.days)
            if kind == "negative float"
            else min(same_cause, key=lambda c: c.days)
        )
        yield _name_others(facts, worst, [candidate for candidate in same_cause if candidate is not worst])


def _name_others(facts: ScheduledPlan, worst: PlanAlert, others: list[PlanAlert]) -> PlanAlert:
    if not others:
        return worst
    names = [facts.label(other.chain[-1] if other.chain else other.subject) for other in others[:MAX_NAMED_COMMITMENTS]]
    if len(others) > MAX_NAMED_COMMITMENTS:
        names.append(f"{len(others) - MAX_NAMED_COMMITMENTS} more")
    names_text = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    if worst.kind == "negative float":
        return replace(worst, sentence=f"{worst.sentence} Also late because of it: {names_text}.")
    verb = "is" if len(others) == 1 else "are"
    return replace(worst, sentence=f"{worst.sentence} {names_text} {verb} as close.")


def _alert_key(alert: PlanAlert) -> str:
    return f"{alert.kind.replace(' ', '_')}:{alert.subject}"


def _project_of(facts: ScheduledPlan, subject: str) -> str | None:
    """Return the project of a milestone, the id itself for a project, or None for a person."""
    if subject in facts.milestones:
        return facts.milestones[subject].project
    return subject if subject in facts.projects else None


def _projects_concerned(facts: ScheduledPlan, alert: PlanAlert) -> tuple[str, ...]:
    """Return the project of the subject, then that of its cause."""
    subjects: Mapping[str, None] = dict.fromkeys((alert.subject, *alert.chain[:1]))
    return tuple(
        dict.fromkeys(project_id for end_id in subjects if (project_id := _project_of(facts, end_id)) is not None)
    )


def _needs_post(facts: ScheduledPlan, alert: PlanAlert) -> bool:
    """Return whether an alert needs a post.

    A commitment missed by its own new date needs none: whoever gave that date has already announced it.
    """
    if alert.kind not in POSTED_KINDS or alert.level != "red":
        return False
    return alert.kind == LATE_START or facts.open_cause(alert.subject) != alert.subject
