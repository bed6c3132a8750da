"""What is red enough to climb, who can be asked about it now, and what a card of it says."""

from collections.abc import Iterable, Iterator, Mapping
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
from rules.alerts.active import LATE_START, POSTED_KINDS
from rules.digests import RequestedAction
from rules.escalations import states
from rules.escalations.policy import EscalationChain, EscalationLevel, EscalationPolicy, EscalationRole, Responder
from rules.escalations.states import EscalationState
from rules.people import Action, Person
from rules.plan import HandoverState, Milestone, Program, Project
from rules.refusal import NotAllowed, NotFound
from rules.time.working_time import NoWorkTime, WorkTime
from storage.escalations import Escalation, EscalationCause

BY_HAND_PREFIX = "said:"
UNANSWERED_REQUEST_WORKDAYS = 5
"""Working days a request may stay without answer (B-30)."""

REQUEST_LOOKAHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class EscalationView:
    """One escalation with what it is about and the names to say it by; `may` is set where a person looks at it."""

    escalation: Escalation
    milestone: Milestone
    project: Project
    program: Program
    names: Mapping[str, str]
    may: bool = False

    def name(self, user: str | None) -> str:
        return self.names.get(user or "", user or "nobody")

    @property
    def level(self) -> str:
        """The role that is asked now."""
        case = self.escalation.case
        return case.policy.levels[max(case.level, 0)].role.value

    @property
    def next_level(self) -> str:
        """The role that hears of it next."""
        case = self.escalation.case
        return case.policy.levels[min(case.level + 1, len(case.policy.levels) - 1)].role.value


@dataclass(frozen=True, slots=True)
class EscalationChanges:
    """What a tick has to do: causes that are new, escalations whose causes are gone, and those whose target left."""

    news: tuple[EscalationCause, ...]
    calm: tuple[str, ...]
    absent: tuple[str, ...]


def pending_changes(session: Session, *, team: str, now: datetime) -> EscalationChanges:
    """What changed since the last tick; paused programs open nothing."""
    standing = {cause.key: cause for cause in _active_causes(session, team=team, now=now)}
    known = storage.escalations.known_causes(session, team=team, keys=standing)
    news = tuple(cause for key, cause in standing.items() if key not in known)
    calm = tuple(
        one.id
        for one in storage.escalations.open_escalations(session, team=team)
        if not any(cause.key.startswith(BY_HAND_PREFIX) or cause.key in standing for cause in one.causes)
    )
    asked = storage.escalations.awaited_responders(session, team=team)
    there = find_responders(session, team=team, users=(user for _, user in asked), now=now)
    gone = tuple(id for id, user in asked if user not in there)
    return EscalationChanges(news, calm, gone)


def due_timers(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, int], ...]:
    """(id, process) of the timers that are over, without those of paused programs."""
    late = storage.escalations.due_timers(session, team=team, now=now)
    paused = storage.escalations.paused_programs(session, team=team) if late else frozenset()
    return tuple((id, process) for id, process, program in late if program not in paused)


def _active_causes(session: Session, *, team: str, now: datetime) -> Iterator[EscalationCause]:
    """Red alerts that are told in channels, at what has to be mended; requests that nobody answered for 5 wd."""
    for program in storage.plan.programs(session, team=team):
        for alert in storage.risks.open_alerts(session, team=team, program=program.id):
            if alert.level == "red" and alert.kind in POSTED_KINDS:
                item = alert.chain[0] if alert.kind == LATE_START and alert.chain else alert.subject
                yield EscalationCause(f"{alert.key}#{alert.episode}", item, alert.sentence)
    for asked in storage.dependencies.unanswered_questions(session, team=team, before=now.date() + REQUEST_LOOKAHEAD):
        link = asked.dependency
        calendar, today = transitions.calendar_of(session, team=team, milestone=link.consumer, now=now)
        if (
            asked.terms.state is HandoverState.REQUESTED
            and calendar.between(asked.since.date(), today) > UNANSWERED_REQUEST_WORKDAYS
        ):
            words = f"{link.consumer} waits for {link.provider} ({link.id}): asked {asked.since:%d %b}, no answer yet."
            yield EscalationCause(f"request:{link.id}@{asked.terms.question}", link.provider, words)


def responder_of(session: Session, *, team: str, user: str, now: datetime) -> Responder:
    return Responder(user, working_time.work_time(session, team=team, user=user, now=now))


def find_responder(session: Session, *, team: str, user: str, now: datetime) -> Responder | None:
    """The person, unless they are away or gone; a delegate sits in for who is away."""
    return find_responders(session, team=team, users=(user,), now=now).get(user)


def find_responders(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, Responder]:
    """Who answers for each of these people now; whoever is missing can't be asked, and nobody stands in."""
    ids = tuple(dict.fromkeys(users))
    found = _available_responders(session, team=team, users=ids, now=now)
    others = {
        user: working_time.active_delegate(session, team=team, user=user, now=now) for user in ids if user not in found
    }
    wanted = tuple(other for other in others.values() if other)
    standing = _available_responders(session, team=team, users=wanted, now=now) if wanted else {}
    return found | {user: standing[other] for user, other in others.items() if other in standing}


def _without_muted(
    session: Session, *, team: str, responders: Mapping[str, Responder], item: str, now: datetime
) -> dict[str, Responder]:
    """Without those who want to hear nothing of it."""
    muted = storage.follows.is_muted
    return {
        user: seat
        for user, seat in responders.items()
        if not muted(session, team=team, user=seat.user, text=item, now=now)
    }


def _available_responders(
    session: Session, *, team: str, users: tuple[str, ...], now: datetime
) -> dict[str, Responder]:
    """Those of these people who have an account and working hours, and are not on leave."""
    known = storage.people.known_people(session, team=team, ids=users)
    found = {}
    for user, work in working_time.work_times(session, team=team, users=users, now=now).items():
        gone = user in known and (known[user].deleted or known[user].is_bot)
        if not gone and not any(start <= now < end for start, end in work.away) and _has_work_time(work, now):
            found[user] = Responder(user, work)
    return found


def _has_work_time(work: WorkTime, now: datetime) -> bool:
    try:
        work.next_working(now)
    except NoWorkTime:
        return False
    return True


def escalation_chain(
    session: Session, *, team: str, item: str, policy: EscalationPolicy, since: datetime, now: datetime
) -> EscalationChain:
    """Who is asked at each level of an escalation about this milestone, as things are now."""
    who = _people_by_role(session, team=team, item=item, now=now)
    people = [who[level.role] for level in policy.levels]
    owner = who[EscalationRole.OWNER] or who[EscalationRole.LEAD]
    there = find_responders(session, team=team, users=filter(None, (owner, *people)), now=now)
    heard = _without_muted(session, team=team, responders=there, item=item, now=now)
    seats = tuple(heard.get(user or "") for user in people)
    first = owner or next(filter(None, people), "")
    own = first in there and there[first].user == first
    clock = there[first].work if own else working_time.work_time(session, team=team, user=first, now=since)
    return EscalationChain(
        seats=seats,
        ends=states.give_up_time(since, clock),
        owner=there.get(owner or ""),
        back=None if any(seats) else _earliest_return(session, team=team, people=people, now=now),
    )


def _people_by_role(session: Session, *, team: str, item: str, now: datetime) -> dict[EscalationRole, str | None]:
    milestone = storage.plan.milestone(session, team=team, id=item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    program = storage.plan.program(session, team=team, id=project.program)
    sponsor = storage.escalations.sponsor_or_delegate(session, team=team, program=program.id, today=now.date())
    return {
        EscalationRole.OWNER: milestone.owner,
        EscalationRole.LEAD: project.lead,
        EscalationRole.MANAGER: program.manager,
        EscalationRole.SPONSOR: sponsor,
    }


def _earliest_return(session: Session, *, team: str, people: list[str | None], now: datetime) -> datetime | None:
    found = []
    for user in filter(None, people):
        try:
            found.append(responder_of(session, team=team, user=user, now=now).work.next_working(now))
        except NoWorkTime:
            continue
    return min(found, default=None)


def escalation_view(session: Session, *, team: str, id: str, person: Person | None = None) -> EscalationView:
    """The escalation as it stands; hidden from a `person` who may not know of its milestone."""
    found = storage.escalations.get_escalation(session, team=team, id=id)
    if person and found.item in storage.privacy.hidden_ids(session, person=person):
        raise NotFound(f"There is no escalation {id}.", "", "`escalate` lists the open ones.")
    milestone = storage.plan.milestone(session, team=team, id=found.item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    case = found.case
    ids = frozenset(filter(None, (case.target, case.holder, milestone.owner, found.raised_by, *case.told)))
    return EscalationView(
        escalation=found,
        milestone=milestone,
        project=project,
        program=storage.plan.program(session, team=team, id=found.program),
        names=storage.people.display_names(session, team=team, ids=ids),
    )


def escalation_card(session: Session, *, person: Person, id: str) -> EscalationView:
    """The escalation as this person may read it; its buttons for those who may take it."""
    found = escalation_view(session, team=person.team, id=id, person=person)
    try:
        require_may_take(session, person=person, view=found)
    except NotAllowed:
        return found
    return replace(found, may=True)


def require_may_take(session: Session, *, person: Person, view: EscalationView) -> None:
    """The manager, the lead, and at their level who was asked, who holds it and who owns the milestone."""
    case, owner = view.escalation.case, view.milestone.owner
    named = person.id in (case.target, case.holder, owner, *case.told)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.ACKNOWLEDGE,
        program=view.project.program,
        project=view.project.id,
        owner=person.id if named else owner,
    )


def open_escalations(session: Session, *, person: Person, program: str | None) -> tuple[EscalationView, ...]:
    """The open escalations this person may know of, oldest first."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    every = storage.escalations.open_escalations(session, team=person.team, program=program)
    return tuple(escalation_view(session, team=person.team, id=one.id) for one in every if one.item not in hidden)


def unanswered_asks(session: Session, *, team: str, items: Mapping[str, Milestone]) -> tuple[RequestedAction, ...]:
    """What nobody took, with who was asked last: in every digest until somebody takes it (B-67)."""
    every = storage.escalations.open_escalations(session, team=team)
    found = [one for one in every if one.case.state is EscalationState.UNANSWERED and one.item in items]
    ids = frozenset(one.case.target for one in found if one.case.target)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        RequestedAction(
            one.id, one.item, f"unanswered escalation: {one.sentence}", names.get(one.case.target or "", "Nobody")
        )
        for one in found
    )


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One station of a trial run: which level, who is asked and when."""

    level: EscalationLevel
    name: str
    at: datetime


def trial_run(session: Session, *, person: Person, item: str, now: datetime) -> tuple[TrialStep, ...]:
    """Who would be asked, and when, if the milestone turned red now and nobody took it: one round."""
    team = person.team
    program = storage.plan.program_of_milestone(session, team=team, milestone=item)
    policy, _ = storage.escalations.program_policy(session, team=team, program=program)
    found = escalation_chain(session, team=team, item=item, policy=policy, since=now, now=now)
    names = storage.people.display_names(session, team=team, ids=frozenset(s.user for s in found.seats if s))
    case, stations = states.open_case(policy, now=now), []
    while case.due and case.round == 0 and case.open:
        at, before = case.due, case
        case = states.ask_next_level(case, chain=found, now=at)
        if case.told != before.told and case.target and case.round == 0:
            stations.append(TrialStep(policy.levels[case.level], names.get(case.target, case.target), at))
    return tuple(stations)
