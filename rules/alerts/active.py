"""Which alerts stand for a program: one for each cause, no two that say the same, each with a key it is known by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rules.alerts import date_conflicts, people_and_value, single_dates, structure
from rules.alerts.lead_time import BUFFER, IGNORED
from rules.plan import Dependency, Link, Plan
from rules.schedule.scheduled_plan import Alert, Facts, said, who

LATE_START, PUSHED = "late start", "pushed start"
OWN_RED = 10
"""Working days that a milestone's own date may miss its promise before that is red (B-50)."""

QUICK = frozenset({LATE_START, PUSHED, "negative float", "thin float", "impossible date", "missing date"})
"""Kinds that every change makes true again; the others wait for the night's refresh."""

TOLD = frozenset({LATE_START, "negative float"})
"""Kinds whose red ones are told in channels; everything else waits for the digest and `risks`."""

SAID = 3
"""Further promises named in the sentence of a cause."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert under its key; `projects` are those it concerns, `tell` when their channels should hear of it."""

    key: str
    alert: Alert
    projects: tuple[str, ...]
    tell: bool = False


def reached(links: Iterable[tuple[str, str]], begin: Iterable[str]) -> set[str]:
    """Where it begins, and all that is linked to that however far, whichever of the two waits."""
    beside: dict[str, list[str]] = {}
    for provider, consumer in links:
        beside.setdefault(provider, []).append(consumer)
        beside.setdefault(consumer, []).append(provider)
    queue = list(begin)
    seen = set(queue)
    for name in queue:
        fresh = [other for other in beside.get(name, ()) if other not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return seen


def downstream(plan: Plan) -> tuple[str, ...]:
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


def standing(facts: Facts, *, thorough: bool) -> tuple[Standing, ...]:
    """The alerts of the program's own projects; only QUICK kinds unless `thorough`."""
    hand_over = list(hand_overs(facts))
    rest = [*date_conflicts.promises(facts), *single_dates.impossible(facts), *single_dates.missing(facts)]
    if thorough:
        slow = (date_conflicts.slips, *single_dates.RULES, *structure.RULES, *people_and_value.RULES)
        rest += [alert for rule in slow for alert in rule(facts) if alert.kind not in QUICK]
    covered = {(each.chain[0], each.chain[-1]) for _, each in hand_over}
    impossible = {each.subject for each in rest if each.kind == "impossible date"}
    kept = [_weighed(facts, each) for each in rest if not _covered(facts, each, covered, impossible)]
    found = [*hand_over, *((_key(each), each) for each in one_for_each_cause(facts, kept))]
    own = {project.id for project in facts.plan.projects if project.program == facts.plan.program.id}
    rows: dict[str, Standing] = {}
    for key, alert in found:
        if (home := _home(facts, alert.subject)) is None or home in own:
            rows.setdefault(key, Standing(key, alert, _projects(facts, alert), _tell(facts, alert)))
    return tuple(rows.values())


def hand_overs(facts: Facts) -> Iterator[tuple[str, Alert]]:
    """One alert for each dependency: red when it is short, amber with less than a buffer between two projects (B-32).

    The lead time is counted between the days people expect; where only what comes before the provider makes it short
    the alert is amber, because the red one stands at its cause.
    """
    rows, days = facts.milestones, _expected(facts)
    today = facts.axis.finish(facts.today)
    start = facts.schedule.early_start
    for link in facts.plan.dependencies:
        provider, consumer = rows[link.provider], rows[link.consumer]
        if link.state in IGNORED or provider.done or consumer.done or link.provider not in days:
            continue
        needed = _needed(facts, link, days)
        if needed is None:
            continue
        back = provider.duration if link.type in (Link.SS, Link.SF) else 0
        lead = needed - (max(days[link.provider], today) - back) - link.lag
        if lead < 0 or (lead < BUFFER and provider.project != consumer.project):
            yield f"late_start:{link.id}", _late(facts, link, lead)
        elif (short := int(start[facts.at(link.provider)]) + provider.duration - back + link.lag - needed) > 0:
            yield f"late_start:{link.id}", _pushed(facts, link, short)


def _expected(facts: Facts) -> Mapping[str, int]:
    """The last day of each dated milestone, as a count of working days."""
    count = facts.axis.finish
    return {each.id: count(each.expected) for each in facts.plan.milestones if each.expected is not None}


def _needed(facts: Facts, link: Dependency, days: Mapping[str, int]) -> int | None:
    """Working days over when the consumer starts (or finishes, for FF and SF); the need-by date where it has none."""
    consumer = facts.milestones[link.consumer]
    if consumer.expected is None:
        return None if link.need_by is None else facts.axis.finish(link.need_by)
    back = consumer.duration if link.type in (Link.FS, Link.SS) else 0
    return days[link.consumer] - back


def _late(facts: Facts, link: Dependency, lead: int) -> Alert:
    provider = facts.milestones[link.provider]
    assert provider.expected is not None
    spare = f"{-lead} wd short" if lead < 0 else f"only {lead} wd to spare"
    day = max(provider.expected, facts.today)
    return _link_alert(
        facts, link, LATE_START, "red" if lead < 0 else "amber", f"now expected {said(day)}: {spare}", -lead
    )


def _pushed(facts: Facts, link: Dependency, short: int) -> Alert:
    cause = facts.cause(link.provider)
    why = f", pushed there by {facts.label(cause)}" if cause != link.provider else ""
    words = f"computed for {said(facts.finish(link.provider))}{why}: {short} wd short"
    return _link_alert(facts, link, PUSHED, "amber", words, short)


def _link_alert(facts: Facts, link: Dependency, kind: str, level: str, words: str, days: int) -> Alert:
    consumer, owner = facts.milestones[link.consumer], link.provider_user or facts.owner(link.provider)
    if consumer.expected is None:
        waits = "waits for it"
    elif consumer.duration and link.type in (Link.FS, Link.SS):
        first = facts.axis.day(facts.axis.finish(consumer.expected) - consumer.duration + 1)
        waits = f"starts {said(first)}"
    else:
        waits = f"is expected {said(consumer.expected)}"
    needs = f"needs {facts.placed(link.provider)}, {words}; {who(owner)}."
    return Alert(
        kind,
        level,
        link.consumer,
        f"{facts.placed(link.consumer)} {waits} but {needs}",
        days,
        (link.provider, link.consumer),
        owner,
    )


def _weighed(facts: Facts, alert: Alert) -> Alert:
    """A promise missed by the owner's own date is amber until it is far off; one that others break is red."""
    if alert.kind == "negative float" and facts.cause(alert.subject) == alert.subject and alert.days <= OWN_RED:
        return replace(alert, level="amber")
    return alert


def _covered(facts: Facts, alert: Alert, links: set[tuple[str, str]], impossible: set[str]) -> bool:
    """Whether another alert says it already: the hand-over that causes it, or the date that cannot be.

    A date that its own owner set on the very day of the promise is no thin float: nothing presses on it.
    """
    if alert.kind == "slip propagation":
        return (alert.subject, alert.chain[-1]) in links
    if alert.kind == "negative float":
        cause = facts.cause(alert.subject)
        return (cause, alert.subject) in links or (cause == alert.subject and cause in impossible)
    if alert.kind == "thin float":
        return alert.subject == alert.chain[-1]
    return alert.kind == "stale update" and alert.subject in impossible


def one_for_each_cause(facts: Facts, found: Iterable[Alert]) -> Iterator[Alert]:
    """Broken and thin promises with the same cause become the worst of them, which names the others."""
    causes: dict[tuple[str, str], list[Alert]] = {}
    for alert in found:
        if alert.kind not in ("negative float", "thin float"):
            yield alert
            continue
        cause = facts.cause(alert.subject) if alert.kind == "negative float" else alert.subject
        causes.setdefault((alert.kind, cause), []).append(alert)
    for (kind, _), same in causes.items():
        worst = max(same, key=lambda each: each.days) if kind == "negative float" else min(same, key=lambda e: e.days)
        yield _with_others(facts, worst, [each for each in same if each is not worst])


def _with_others(facts: Facts, worst: Alert, others: list[Alert]) -> Alert:
    if not others:
        return worst
    names = [facts.label(each.chain[-1] if each.chain else each.subject) for each in others[:SAID]]
    if len(others) > SAID:
        names.append(f"{len(others) - SAID} more")
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    one = len(others) == 1
    if worst.kind == "negative float":
        verb = "misses its own" if one else "miss theirs"
    else:
        verb = "is as near" if one else "are as near"
    return replace(worst, sentence=f"{worst.sentence} For the same cause {listed} {verb}.")


def _key(alert: Alert) -> str:
    return f"{alert.kind.replace(' ', '_')}:{alert.subject}"


def _home(facts: Facts, subject: str) -> str | None:
    """The project of a milestone, a project itself, nothing for a person."""
    if subject in facts.milestones:
        return facts.milestones[subject].project
    return subject if subject in facts.projects else None


def _projects(facts: Facts, alert: Alert) -> tuple[str, ...]:
    """The project of the subject, then that of its cause."""
    ends: Mapping[str, None] = dict.fromkeys((alert.subject, *alert.chain[:1]))
    return tuple(dict.fromkeys(home for end in ends if (home := _home(facts, end)) is not None))


def _tell(facts: Facts, alert: Alert) -> bool:
    """A promise broken by its own new date needs no post: whoever gave that date has said so."""
    if alert.kind not in TOLD or alert.level != "red":
        return False
    return alert.kind == LATE_START or facts.cause(alert.subject) != alert.subject
