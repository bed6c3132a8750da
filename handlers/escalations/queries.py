"""Escalations: causes that open one, the people who can be asked now, and the facts of its card."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.dependencies
import storage.escalations
import storage.follows
import storage.people
import storage.plan
import storage.privacy
import storage.risks
from handlers.common import working_time
from handlers.dependencies import transitions
from handlers.escalations.causes import decision_causes, request_sentence
from handlers.escalations.responders import find_responders, responder_of, without_muted
from rules.alerts.active import LATE_START, POSTED_KINDS
from rules.digests.editions import RequestedAction
from rules.escalations import states
from rules.escalations.policy import EscalationChain, EscalationPolicy, EscalationRole
from rules.escalations.states import EscalationState
from rules.people import Action, Person
from rules.plan import HandoverState, Milestone, Program, Project
from rules.refusal import NotAllowed, NotFound
from rules.time.working_time import NoWorkTime, local_day
from rules.truth.statuses import label_of
from storage.escalations import Escalation, EscalationCause

BY_HAND_PREFIX = "said:"
REQUEST_PREFIX = "request:"
# Begins the reason of an escalation that a person gave to another.
REASSIGNED = "reassigned by "
REQUEST_LOOKAHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class EscalationView:
    """An escalation with its milestone and the names to show; `may` is set for a reader who may act on it.

    `question` is the unanswered hand-over it is about, with the version of its terms, as its buttons carry it.
    `next_level` is the role that is asked next: the level of now if a new round begins, empty if nobody is left.
    """

    escalation: Escalation
    milestone: Milestone
    project: Project
    program: Program
    names: Mapping[str, str]
    may: bool = False
    question: str = ""
    next_level: str = ""

    def name(self, user: str | None) -> str:
        return self.names.get(user or "", "someone")

    @property
    def reassigned(self) -> str:
        """The way it came to the person asked now: "reassigned by Cleo", or nothing."""
        return self.escalation.reason if self.escalation.reason.startswith(REASSIGNED) else ""

    @property
    def level(self) -> str:
        """The role that is asked now."""
        case = self.escalation.case
        return case.policy.levels[max(case.level, 0)].role.value


@dataclass(frozen=True, slots=True)
class EscalationChanges:
    """Work for one tick: new causes, escalations whose causes are gone, and those whose target is absent."""

    news: tuple[EscalationCause, ...]
    calm: tuple[str, ...]
    absent: tuple[str, ...]


def pending_changes(session: Session, *, team: str, now: datetime) -> EscalationChanges:
    """Return the changes since the last tick; paused programs open nothing."""
    active_causes = {cause.key: cause for cause in _active_causes(session, team=team, now=now)}
    known_keys = storage.escalations.known_causes(session, team=team, keys=active_causes)
    new_causes = tuple(cause for key, cause in active_causes.items() if key not in known_keys)
    resolved = tuple(
        escalation.id
        for escalation in storage.escalations.open_escalations(session, team=team)
        if not any(cause.key.startswith(BY_HAND_PREFIX) or cause.key in active_causes for cause in escalation.causes)
    )
    awaited = storage.escalations.awaited_responders(session, team=team)
    available = find_responders(session, team=team, users=(user for _, user in awaited), now=now)
    # Someone else sitting in for them does not make them present.
    absent = tuple(id for id, user in awaited if user not in available or available[user].user != user)
    return EscalationChanges(new_causes, resolved, absent)


def due_timers(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, int], ...]:
    """Return (id, process) of the timers that have run out, except in paused programs."""
    due = storage.escalations.due_timers(session, team=team, now=now)
    paused = storage.escalations.paused_programs(session, team=team) if due else frozenset()
    return tuple((id, process) for id, process, program in due if program not in paused)


def _active_causes(session: Session, *, team: str, now: datetime) -> Iterator[EscalationCause]:
    """Yield the causes that open an escalation.

    These are red alerts of the kinds posted to channels, each on the milestone that has to be fixed: the one that moves
    the others. Requests left unanswered for longer than the program allows are the rest.
    """
    for program in storage.plan.programs(session, team=team):
        yield from _alert_causes(session, team=team, program=program.id)
    yield from decision_causes(session, team=team)
    for question in storage.dependencies.unanswered_questions(
        session, team=team, before=local_day("UTC", now) + REQUEST_LOOKAHEAD
    ):
        link = question.dependency
        calendar, today, numbers = transitions.calendar_of(session, team=team, milestone=link.consumer, now=now)
        if (
            question.terms.state is HandoverState.REQUESTED
            and calendar.between(question.since.date(), today) > numbers.unanswered
        ):
            words = request_sentence(session, team=team, question=question)
            yield EscalationCause(f"{REQUEST_PREFIX}{link.id}@{question.terms.question}", link.provider, words)


def _alert_causes(session: Session, *, team: str, program: str) -> Iterator[EscalationCause]:
    alerts = [
        (alert, alert.chain[0] if alert.kind == LATE_START and alert.chain else alert.subject)
        for alert in storage.risks.open_alerts(session, team=team, program=program)
        if alert.level == "red" and alert.kind in POSTED_KINDS
    ]
    late = storage.plan.milestones(session, team=team, ids={item for _, item in alerts}) if alerts else ()
    roots = {milestone.id: milestone.pushed_by or milestone.id for milestone in late}
    for alert, item in alerts:
        yield EscalationCause(f"{alert.key}#{alert.episode}", roots.get(item, item), alert.sentence)


def escalation_chain(
    session: Session, *, team: str, item: str, policy: EscalationPolicy, since: datetime, now: datetime
) -> EscalationChain:
    """Return the person to ask at each level of an escalation about this milestone, as of now."""
    user_by_role = _people_by_role(session, team=team, item=item, now=now)
    people = [user_by_role[level.role] for level in policy.levels]
    owner = user_by_role[EscalationRole.OWNER] or user_by_role[EscalationRole.LEAD]
    available = find_responders(session, team=team, users=filter(None, (owner, *people)), now=now)
    listening = without_muted(session, team=team, responders=available, item=item, now=now)
    responders = tuple(listening.get(user or "") for user in people)
    first_user = owner or next(filter(None, people), "")
    is_first_available = first_user in available and available[first_user].user == first_user
    work = (
        available[first_user].work
        if is_first_available
        else working_time.work_time(session, team=team, user=first_user, now=since)
    )
    return EscalationChain(
        seats=responders,
        ends=states.give_up_time(since, work),
        owner=available.get(owner or ""),
        back=None if any(responders) else _earliest_return(session, team=team, people=people, now=now),
    )


def _people_by_role(session: Session, *, team: str, item: str, now: datetime) -> dict[EscalationRole, str | None]:
    milestone = storage.plan.milestone(session, team=team, id=item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    program = storage.plan.program(session, team=team, id=project.program)
    today = local_day(program.zone, now)
    sponsor = storage.escalations.sponsor_or_delegate(session, team=team, program=program.id, today=today)
    return {
        EscalationRole.OWNER: milestone.owner,
        EscalationRole.LEAD: project.lead,
        EscalationRole.MANAGER: program.manager,
        EscalationRole.SPONSOR: sponsor,
    }


def _earliest_return(session: Session, *, team: str, people: list[str | None], now: datetime) -> datetime | None:
    returns = []
    for user in filter(None, people):
        try:
            returns.append(responder_of(session, team=team, user=user, now=now).work.next_working(now))
        except NoWorkTime:
            continue
    return min(returns, default=None)


def escalation_view(session: Session, *, team: str, id: str, person: Person | None = None) -> EscalationView:
    """Return an escalation in its current state; raise NotFound if `person` may not know of its milestone."""
    escalation = storage.escalations.get_escalation(session, team=team, id=id)
    if person and escalation.item in storage.privacy.hidden_ids(session, person=person):
        raise NotFound(f"There is no escalation {id}.", "", "`escalate` lists the open ones.")
    milestone = storage.plan.milestone(session, team=team, id=escalation.item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    case = escalation.case
    ids = frozenset(filter(None, (case.target, case.holder, milestone.owner, escalation.raised_by, *case.told)))
    return EscalationView(
        escalation=escalation,
        milestone=milestone,
        project=project,
        program=storage.plan.program(session, team=team, id=escalation.program),
        names=storage.people.display_names(session, team=team, ids=ids),
        question=_open_question(session, escalation),
        next_level=_next_level(session, escalation),
    )


def _next_level(session: Session, escalation: Escalation) -> str:
    """Return the next role whose person was not asked in this round; a person who has several is asked once."""
    case = escalation.case
    users = _people_by_role(session, team=escalation.team, item=escalation.item, now=case.due or escalation.opened_at)
    roles = [level.role for level in case.policy.levels]
    asked = {*case.told, case.target}
    left = [role for role in roles[case.level + 1 :] if users[role] and users[role] not in asked]
    if left:
        return left[0].value
    begins_again = case.round < case.policy.repeats and len({users[role] for role in roles if users[role]}) > 1
    return roles[max(case.level, 0)].value if begins_again else ""


def _open_question(session: Session, escalation: Escalation) -> str:
    """Return the hand-over that the escalation asks about with its version ("D-4/2"), if that alone is its cause."""
    keys = [cause.key for cause in escalation.causes]
    if len(keys) != 1 or not keys[0].startswith(REQUEST_PREFIX):
        return ""
    id = keys[0].removeprefix(REQUEST_PREFIX).partition("@")[0]
    terms = storage.dependencies.get_agreement(session, team=escalation.team, id=id).terms
    return f"{id}/{terms.version}" if terms.state is HandoverState.REQUESTED else ""


def escalation_card(session: Session, *, person: Person, id: str) -> EscalationView:
    """Return an escalation as this person may read it, with buttons if they may act on it."""
    view = escalation_view(session, team=person.team, id=id, person=person)
    try:
        require_may_take(session, person=person, view=view)
    except NotAllowed:
        return view
    return replace(view, may=True)


def permitted_view(session: Session, *, person: Person, id: str) -> EscalationView:
    """Return an escalation for its forms; refuse people who may not act on it."""
    view = escalation_view(session, team=person.team, id=id, person=person)
    require_may_take(session, person=person, view=view)
    return view


def require_may_take(session: Session, *, person: Person, view: EscalationView) -> None:
    """Require the manager, the lead, the milestone's owner, or a person who was asked or holds the escalation."""
    case, owner = view.escalation.case, view.milestone.owner
    is_involved = person.id in (case.target, case.holder, owner, *case.told)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.ACKNOWLEDGE,
        program=view.project.program,
        project=view.project.id,
        owner=person.id if is_involved else owner,
    )


def open_escalations(session: Session, *, person: Person, program: str | None) -> tuple[EscalationView, ...]:
    """Return the open escalations this person may know of: unanswered first, then the furthest up, then the oldest."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    escalations = storage.escalations.open_escalations(session, team=person.team, program=program)
    readable = [escalation for escalation in escalations if escalation.item not in hidden]
    readable.sort(key=lambda one: (one.case.state is not EscalationState.UNANSWERED, -one.case.level))
    return tuple(escalation_view(session, team=person.team, id=escalation.id) for escalation in readable)


def unanswered_asks(session: Session, *, team: str, items: Mapping[str, Milestone]) -> tuple[RequestedAction, ...]:
    """Return unanswered escalations with the last person asked, for every digest until one is taken (B-67)."""
    escalations = storage.escalations.open_escalations(session, team=team)
    unanswered = [
        escalation
        for escalation in escalations
        if escalation.case.state is EscalationState.UNANSWERED and escalation.item in items
    ]
    ids = frozenset(escalation.case.target for escalation in unanswered if escalation.case.target)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        RequestedAction(
            escalation.id,
            escalation.item,
            f"unanswered escalation of {label_of(items[escalation.item])}",
            names.get(escalation.case.target or "", "Unanswered"),
            asked=(escalation.case.target,) if escalation.case.target else (),
        )
        for escalation in unanswered
    )
