"""The view `critical`: the chain that decides the end of a program, and who carries several parts of it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.people
import storage.resources.register
from handlers.common import load
from handlers.risks.queries import RiskView, ViewRequest, VisibleProgram, visible_program
from handlers.schedule import booking_facts
from rules.plan import Dependency, HandoverState, LinkType
from rules.resources import single_points
from rules.resources.bookings import ResourceKind
from rules.schedule.network import planned_links
from rules.schedule.scheduled_plan import ScheduledPlan

_REFUSED_STATES = frozenset({HandoverState.DECLINED, HandoverState.WAIVED})


@dataclass(frozen=True, slots=True)
class CriticalInput:
    """A milestone that the end depends on, with its slack in working days; `committed` if the hand-over is agreed."""

    id: str
    name: str
    slack: int
    committed: bool


@dataclass(frozen=True, slots=True)
class CriticalStep:
    """One milestone of the critical chain; `drag` and `late` (after its committed date) are in working days."""

    id: str
    name: str
    finish: date
    owner: str
    drag: int
    late: int
    done: bool


@dataclass(frozen=True, slots=True)
class SoleCarrier:
    """A person and the labels of the critical milestones that only they are booked for."""

    name: str
    milestones: tuple[str, ...]


def critical_path(session: Session, *, asked: ViewRequest) -> RiskView:
    """Return the chain that decides the program's end, and the gain from shortening each part."""
    visible = visible_program(session, asked=asked)
    facts = visible.facts
    names = facts.driving_chain(facts.end.id) if facts.end else ()
    steps = [_critical_step(visible, name) for name in names]
    best = max((step for step in steps if not step.done), key=lambda step: step.drag, default=None)
    view_facts = {
        "program": visible.program,
        "rows": steps,
        "inputs": _inputs_with_slack(visible, names[-1]) if len(names) == 1 else (),
        "best": best,
        "alone": _sole_carriers(session, asked=asked, visible=visible, path=names),
    }
    return RiskView("risks/critical", view_facts)


def _inputs_with_slack(visible: VisibleProgram, name: str) -> tuple[CriticalInput, ...]:
    """Return what a milestone depends on and does not wait for, the one with the least slack first."""
    facts = visible.facts
    links = [
        link
        for link in facts.plan.dependencies
        if link.consumer == name and link.state not in _REFUSED_STATES and not facts.milestones[link.provider].done
    ]
    planned = {link.id for link in planned_links(links)}
    inputs = [
        CriticalInput(
            id=link.provider if link.provider not in visible.hidden else "",
            name=facts.milestones[link.provider].name,
            slack=_link_slack(facts, link),
            committed=link.id in planned,
        )
        for link in links
    ]
    return tuple(sorted(inputs, key=lambda entry: (not entry.committed, entry.slack, entry.id)))


def _link_slack(facts: ScheduledPlan, link: Dependency) -> int:
    schedule, provider = facts.schedule, facts.position_of(link.provider)
    event = schedule.early_finish if link.type in (LinkType.FS, LinkType.FF) else schedule.early_start
    own = schedule.early_start if link.type in (LinkType.FS, LinkType.SS) else schedule.early_finish
    return int(own[facts.position_of(link.consumer)] - event[provider] - link.lag)


def _critical_step(visible: VisibleProgram, name: str) -> CriticalStep:
    facts, position = visible.facts, visible.facts.position_of(name)
    return CriticalStep(
        id=name if name not in visible.hidden else "",
        name=facts.milestones[name].name,
        finish=facts.finish_date(name),
        owner=visible.owner(name),
        drag=int(facts.schedule.drag[position]),
        late=max(0, facts.days_over(name)),
        done=facts.milestones[name].done,
    )


def _sole_carriers(
    session: Session, *, asked: ViewRequest, visible: VisibleProgram, path: Sequence[str]
) -> tuple[SoleCarrier, ...]:
    """Return those who carry the most first; none in a shared view."""
    if asked.public:
        return ()
    team, facts = asked.person.team, visible.facts
    critical = [name for name in path if facts.milestones[name].open and name not in visible.hidden]
    allocations = [
        each for each in booking_facts.load_allocations(session, team=team) if each.milestone in frozenset(critical)
    ]
    resources = storage.resources.register.resources(session, team=team, ids={each.resource for each in allocations})
    bookings = booking_facts.bookings_of(session, team=team, allocations=allocations)
    seen = load.visible_resources(session, person=asked.person, resources=resources, bookings=bookings)
    people = {each.id: each for each in resources if each.kind is ResourceKind.PERSON}
    found = single_points.sole_carriers(allocations, people=people.keys(), critical=critical)
    users = frozenset(user for each in people.values() if (user := each.user))
    names = storage.people.display_names(session, team=team, ids=users)
    carriers = (
        SoleCarrier(names.get(people[id].user or "", people[id].name), tuple(facts.label(name) for name in milestones))
        for id, milestones in found.items()
        if id in seen
    )
    return tuple(sorted(carriers, key=lambda carrier: (-len(carrier.milestones), carrier.name)))
