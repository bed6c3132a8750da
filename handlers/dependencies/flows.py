"""Dependencies: link milestones, and answer hand-overs on either side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.people
import storage.plan
from handlers.common.requests import UNKNOWN_SOURCE, Source, local_date
from handlers.dependencies import queries, transitions
from handlers.dependencies.queries import HandoverView
from handlers.privacy import flows as privacy_flows
from handlers.schedule import recompute
from rules import corrections, dates
from rules.dependencies.handovers import (
    CLOSED_STATES,
    SIDE_OF_STEP,
    HandoverSide,
    HandoverStep,
    initial_terms,
    is_allowed,
    latest_handover_day,
    state_sentence,
)
from rules.people import Action, Person
from rules.plan import HandoverState, LinkStrength, Milestone
from rules.refusal import NotAllowed, Refusal
from rules.schedule.network import find_cycle
from rules.truth.colours import ComputedStatus
from rules.truth.handovers import status_of_handover


class StaleCard(Refusal):
    """Raised when a card is older than the state it is about."""


@dataclass(frozen=True, slots=True)
class DependencyRequest:
    """A link as a person asked for it."""

    consumer: str
    provider: str
    soft: bool = False
    need_by: date | None = None


def link_milestones(session: Session, *, person: Person, wish: DependencyRequest, now: datetime) -> HandoverView:
    """Make the consumer depend on the provider; a loop is refused with its path (B-35)."""
    team = person.team
    consumer_milestone = storage.plan.milestone(session, team=team, id=wish.consumer)
    provider_milestone = storage.plan.milestone(session, team=team, id=wish.provider)
    project = storage.plan.project(session, team=team, id=consumer_milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.CREATE_DEPENDENCY, program=project.program, project=project.id
    )
    corrections.require_open(consumer_milestone)
    corrections.require_kept(provider_milestone)
    if wish.need_by:
        dates.require_ahead(wish.need_by, today=local_date(person, now), instead="By when do you need it?")
    _refuse_loop(session, team=team, provider=provider_milestone.id, consumer=consumer_milestone.id)
    agreement = storage.dependencies.find_between(
        session, team=team, provider=provider_milestone.id, consumer=consumer_milestone.id
    )
    if agreement and agreement.terms.state in CLOSED_STATES - {HandoverState.DELIVERED}:
        return answer_handover(
            session, person=person, id=agreement.dependency.id, step=HandoverStep.REQUEST, day=wish.need_by, now=now
        )
    id = _add_dependency(
        session,
        person=person,
        wish=wish,
        consumer_milestone=consumer_milestone,
        provider_milestone=provider_milestone,
        now=now,
    )
    handover = queries.handover_view(session, team=team, id=id)
    transitions.post_handover(session, handover=handover, actor=person, now=now)
    if handover.terms.state is HandoverState.COMMITTED:
        transitions.notify_other_side(session, handover=handover, actor=person, now=now)
    _recompute_programs(session, team=team, handover=handover, now=now)
    return handover


def _add_dependency(
    session: Session,
    *,
    person: Person,
    wish: DependencyRequest,
    consumer_milestone: Milestone,
    provider_milestone: Milestone,
    now: datetime,
) -> str:
    team = person.team
    lead = storage.plan.project(session, team=team, id=provider_milestone.project).lead
    provider, consumer = provider_milestone.owner or lead, consumer_milestone.owner or person.id
    is_same = provider is not None and provider == consumer
    is_own_commitment = provider == person.id
    calendar, today, numbers = transitions.calendar_of(session, team=team, milestone=consumer_milestone.id, now=now)
    strength = LinkStrength.SOFT if wish.soft else LinkStrength.HARD
    need_by = wish.need_by or (None if is_same else latest_handover_day(consumer_milestone, calendar))
    terms = initial_terms(
        same_person=is_same or is_own_commitment,
        both_named=provider is not None,
        need_by=need_by,
        strength=strength,
        answer_by=calendar.add(today, numbers.answer),
    )
    return storage.dependencies.add_dependency(
        session,
        team=team,
        provider=provider_milestone.id,
        consumer=consumer_milestone.id,
        strength=strength,
        state=terms.state,
        provider_user=provider,
        consumer_user=consumer,
        need_by=terms.need_by,
        asked=terms.asked,
        answer_by=terms.answer_by,
        now=now,
    ).id


def answer_handover(
    session: Session,
    *,
    person: Person,
    id: str,
    step: HandoverStep,
    now: datetime,
    version: int | None = None,
    day: date | None = None,
    sure: bool = False,
    reason: str = "",
    source: Source = UNKNOWN_SOURCE,
) -> HandoverView:
    """Take a person's step in a hand-over; `sure` confirms a day far from the one it replaces.

    `version` is that of the card they saw; for an older one, raise StaleCard with the current state.
    """
    team = person.team
    agreement = storage.dependencies.get_agreement(session, team=team, id=id, lock=True)
    before = queries.handover_view(session, team=team, id=id)
    require_may_answer(session, person=person, handover=before, side=SIDE_OF_STEP[step])
    refuse_stale(before, version)
    if day:
        _require_ahead(day, handover=before, step=step, today=local_date(person, now), sure=sure)
    if step is HandoverStep.REQUEST:
        _refuse_loop(session, team=team, provider=before.provider.id, consumer=before.consumer.id)
        day = _needed_day(session, handover=before, day=day, now=now)
    if step is HandoverStep.COMMIT:
        _refuse_empty_promise(before, before.terms.need_by)
    if step is HandoverStep.COUNTER:
        _refuse_empty_promise(before, day)
    reason = privacy_flows.redact_private_words(
        session, person=person, words=reason, source=source, subject=id, now=now
    )
    handover = transitions.apply_step(
        session, person=person, agreement=agreement, step=step, day=day, reason=reason, now=now
    )
    _recompute_programs(session, team=team, handover=handover, now=now)
    return handover


def _require_ahead(day: date, *, handover: HandoverView, step: HandoverStep, today: date, sure: bool) -> None:
    verb = "by" if step is HandoverStep.REQUEST else "counter"
    dates.require_ahead(
        day,
        today=today,
        replaces=handover.terms.need_by,
        sure=sure,
        instead="By when do you need it?" if step is HandoverStep.REQUEST else "Which day can you offer?",
        again=f"{handover.link.id} {verb} {{}}!",
    )


def refuse_stale(handover: HandoverView, version: int | None) -> None:
    """Raise StaleCard if the card that was answered no longer shows the current state."""
    if version not in (None, handover.terms.version):
        by = f" ({handover.name(handover.by)}, {handover.since.day} {handover.since:%b})" if handover.by else ""
        id = handover.link.id
        raise StaleCard(
            f"{id} has changed since this card was shown.", state_sentence(handover.terms) + by, f"See `{id}`."
        )


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """A hand-over, and the steps its reader may take now."""

    handed: HandoverView
    steps: tuple[HandoverStep, ...]
    room: ComputedStatus | None


def handover_card(session: Session, *, person: Person, id: str, now: datetime) -> HandoverCard:
    handover = queries.handover_view(session, team=person.team, id=id)
    steps = tuple(
        step
        for step, side in SIDE_OF_STEP.items()
        if is_allowed(handover.terms, step) and _may_answer(session, person, handover, side)
    )
    return HandoverCard(handover, steps, handover_statuses(session, team=person.team, handed=(handover,), now=now)[id])


def handover_statuses(
    session: Session, *, team: str, handed: Iterable[HandoverView], now: datetime
) -> Mapping[str, ComputedStatus | None]:
    """Return the status of each open hand-over by its id, on the calendar of the consumer's program (B-32)."""
    times = {}
    for handover in handed:
        calendar, today, numbers = transitions.calendar_of(session, team=team, milestone=handover.consumer.id, now=now)
        times[handover.link.id] = status_of_handover(
            handover.link, handover.provider, handover.consumer, calendar, today=today, numbers=numbers
        )
    return times


def _may_answer(session: Session, person: Person, handover: HandoverView, side: HandoverSide) -> bool:
    try:
        require_may_answer(session, person=person, handover=handover, side=side)
    except NotAllowed:
        return False
    return True


def require_may_answer(session: Session, *, person: Person, handover: HandoverView, side: HandoverSide) -> None:
    """Require the person named on that side, their project's lead, or the program's manager as delegate."""
    project = handover.provider_project if side is HandoverSide.PROVIDER else handover.consumer_project
    named_user = handover.link.provider_user if side is HandoverSide.PROVIDER else handover.link.consumer_user
    storage.people.require_permission(
        session,
        person=person,
        action=Action.ANSWER_DEPENDENCY,
        program=project.program,
        project=project.id,
        owner=named_user,
    )


def _needed_day(session: Session, *, handover: HandoverView, day: date | None, now: datetime) -> date:
    calendar, _, _ = transitions.calendar_of(session, team=handover.team, milestone=handover.consumer.id, now=now)
    needed = (
        day or handover.terms.need_by or latest_handover_day(handover.consumer, calendar, link_type=handover.link.type)
    )
    if needed is None:
        raise Refusal(
            f"{handover.link.id} needs a day.",
            f"{handover.consumer.id} has no date it could be taken from.",
            f"Say by when: `{handover.link.id} by 3 Mar`.",
        )
    if not handover.link.provider_user:
        raise Refusal(
            f"{handover.provider.id} has no owner.",
            "A hand-over is between two people.",
            f"Give it an owner: `{handover.provider.id} owner @bo`.",
        )
    return needed


def _refuse_empty_promise(handover: HandoverView, day: date | None) -> None:
    ready = handover.provider.expected
    if day and ready and ready > day:
        id = handover.provider.id
        raise Refusal(
            f"{id} is expected on {ready:%a} {ready.day} {ready:%b}, after {day:%a} {day.day} {day:%b}.",
            "Your own forecast is later than that.",
            f"Offer a day you can keep, or bring it forward first: `{id} slip to {day.day} {day:%b}`.",
        )


def _refuse_loop(session: Session, *, team: str, provider: str, consumer: str) -> None:
    if provider == consumer:
        raise Refusal("A milestone can't depend on itself.", "", "Name two: `depend M-4 on M-3`.")
    loop = find_cycle((*storage.dependencies.dependency_edges(session, team=team), (provider, consumer)))
    if loop:
        path = " → ".join((*loop, loop[0]) if loop[0] != loop[-1] else loop)
        raise Refusal(
            f"{consumer} can't depend on {provider}.",
            f"They would depend on each other: {path}.",
            "Remove one of these links first.",
        )


def _recompute_programs(session: Session, *, team: str, handover: HandoverView, now: datetime) -> None:
    for program in dict.fromkeys((handover.consumer_project.program, handover.provider_project.program)):
        recompute.recompute_affected(session, team=team, program=program, now=now)
