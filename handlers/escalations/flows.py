"""Escalations opened, taken up, put off, handed over and closed; each step kept, then said where it was said before."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.escalations
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.common.requests import ANYWHERE, Source
from handlers.escalations import queries
from handlers.escalations.queries import BY_HAND, View
from handlers.privacy import flows as privacy_flows
from rules.escalations import states
from rules.escalations.policy import Policy, Seat
from rules.escalations.states import CLOCK, Case, State, Step
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from storage.escalations import Cause, Escalation
from templates import Message

ASKED, LAPSED = "escalation", "escalation-lapsed"
EDITED = 12
"""How many of an escalation's messages are kept true; older ones have long been scrolled away."""


def open_new(session: Session, *, team: str, cause: Cause, now: datetime) -> None:
    """What turned red opens an escalation, or joins the one that is open for the same milestone (B-68)."""
    try:
        milestone = storage.plan.milestone(session, team=team, id=cause.item)
    except NotFound:
        return
    program = storage.plan.project(session, team=team, id=milestone.project).program
    policy, paused = storage.escalations.policy(session, team=team, program=program)
    if paused or milestone.done:
        return
    storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
    case = states.trigger(policy, now=now)
    by = storage.audit.BATON
    storage.escalations.open(session, team=team, program=program, cause=cause, by=by, case=case, now=now)


def raise_by_hand(
    session: Session, *, person: Person, item: str, text: str, now: datetime, source: Source = ANYWHERE
) -> View:
    """Somebody says that a milestone needs help: it climbs like what the plan found."""
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require(session, person=person, action=Action.RAISE, program=project.program, project=project.id)
    if not text.strip():
        raise Refusal("Why should it climb?", "", f"Say it: `escalate {item} because the vendor is silent`.")
    policy, paused = storage.escalations.policy(session, team=team, program=project.program)
    if paused:
        raise Refusal("Escalations are paused here.", "", f"`escalate resume {project.program}` starts them again.")
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    text = privacy_flows.outside(session, person=person, words=text, source=source, subject=item, now=now)
    cause = Cause(f"{BY_HAND}{item}:{person.id}:{now.isoformat()}", item, text.strip()[:500])
    case = states.trigger(policy, now=now, settle=now - now)
    program = project.program
    opened = storage.escalations.open(
        session, team=team, program=program, cause=cause, by=person.id, case=case, now=now
    )
    assert opened is not None
    advance(session, team=team, id=opened.id, process=opened.case.process, now=now)
    return queries.view(session, team=team, id=opened.id)


def calm(session: Session, *, team: str, id: str, now: datetime) -> None:
    """What caused it is gone: it closes where it stands, also when nobody was asked yet."""
    found = storage.escalations.get(session, team=team, id=id, lock=True)
    if found.case.open:
        storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
        after = states.resolve(found.case, now=now, step=Step.CALM)
        _keep(session, found, after, now=now, reason="what caused it is gone")


def absent(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Who was asked went away: their time is over (B-62)."""
    found = storage.escalations.get(session, team=team, id=id, lock=True)
    if found.case.state is State.TRIGGERED and found.case.target:
        storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
        storage.escalations.put(session, team=team, id=id, case=states.absent(found.case, now=now), now=now)


def advance(session: Session, *, team: str, id: str, process: int, now: datetime) -> None:
    """The clock's step; a timer of an older process does nothing (B-72), a late one takes one step only."""
    found = storage.escalations.get(session, team=team, id=id, lock=True)
    case = found.case
    if case.process != process or case.due is None or case.due > now:
        return
    storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
    _keep(session, found, _clock_step(session, found, now=now), now=now)


def _clock_step(session: Session, found: Escalation, *, now: datetime) -> Case:
    case, team = found.case, found.team
    match CLOCK[case.state]:
        case Step.CLIMB:
            ladder = queries.ladder(session, team=team, item=found.item, policy=case.policy, since=case.since, now=now)
            return states.climb(case, ladder=ladder, now=now)
        case Step.WAKE:
            seat = _here(session, team, case.target, now)
            return states.wake(case, seat=seat, now=now)
        case step:
            holder = _here(session, team, case.holder, now)
            heard = storage.escalations.activity(session, team=team, item=found.item)
            if holder and heard and heard > case.heard:
                return states.touch(case, holder=holder, at=heard)
            if step is Step.ASK:
                return states.ask(case, holder=holder, now=now)
            return states.lapse(case, now=now)


def _here(session: Session, team: str, user: str | None, now: datetime) -> Seat | None:
    return queries.here(session, team=team, user=user, now=now) if user else None


def acknowledge(session: Session, *, person: Person, id: str, now: datetime) -> View:
    """*I have it*, and *Still on it*."""
    found = _mine(session, person=person, id=id, now=now)
    seat = queries.seat(session, team=person.team, user=person.id, now=now)
    return _keep(session, found, states.acknowledge(found.case, by=seat, now=now), now=now, actor=person)


def snooze(
    session: Session, *, person: Person, id: str, span: str, reason: str, now: datetime, source: Source = ANYWHERE
) -> View:
    """`span` is hours ("2h") or working days ("1d")."""
    found = _mine(session, person=person, id=id, now=now)
    seat = queries.seat(session, team=person.team, user=person.id, now=now)
    until = states.snoozed_until(span, work=seat.work, now=now)
    after = states.snooze(found.case, by=seat, until=until, reason=reason, now=now)
    reason = privacy_flows.outside(session, person=person, words=reason, source=source, subject=found.item, now=now)
    return _keep(session, found, after, now=now, actor=person, reason=reason.strip()[:300])


def hand_over(session: Session, *, person: Person, id: str, to: Person, now: datetime) -> View:
    """Somebody else is asked; whoever is away or outside the company cannot be."""
    found = _mine(session, person=person, id=id, now=now)
    seat = queries.seat(session, team=person.team, user=to.id, now=now)
    if to.outsider or any(start <= now < end for start, end in seat.work.away):
        raise Refusal(f"{to.name} can't take it now.", "They are away, or not of this company.", "Choose another.")
    after = states.hand_over(found.case, to=seat, now=now)
    return _keep(session, found, after, now=now, actor=person, reason=f"handed over by {person.name}")


def resolve(session: Session, *, person: Person, id: str, now: datetime) -> View:
    found = _mine(session, person=person, id=id, now=now)
    return _keep(session, found, states.resolve(found.case, now=now), now=now, actor=person)


def reply(session: Session, *, person: Person, id: str, text: str, now: datetime, source: Source = ANYWHERE) -> View:
    """What the owner wants the next level to read with it (B-70)."""
    found = _mine(session, person=person, id=id, now=now)
    text = privacy_flows.outside(session, person=person, words=text, source=source, subject=found.item, now=now)
    return _onwards(session, found, states.reply(found.case, text=text, now=now), person=person, now=now)


def override(session: Session, *, person: Person, id: str, now: datetime) -> View:
    """The program manager does not wait for the owner's reply: a red safety matter."""
    found = _mine(session, person=person, id=id, now=now)
    storage.people.require(session, person=person, action=Action.EDIT_POLICY, program=found.program)
    return _onwards(session, found, states.override(found.case, now=now), person=person, now=now)


def _onwards(session: Session, found: Escalation, after: Case, *, person: Person, now: datetime) -> View:
    _keep(session, found, after, now=now, actor=person)
    advance(session, team=found.team, id=found.id, process=after.process, now=now)
    return queries.view(session, team=found.team, id=found.id)


def _mine(session: Session, *, person: Person, id: str, now: datetime) -> Escalation:
    """The escalation, for those who may take it; hidden ones are answered as what does not exist."""
    view = queries.view(session, team=person.team, id=id, person=person)
    found = storage.escalations.get(session, team=person.team, id=id, lock=True)
    queries.require(session, person=person, view=view)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    return found


def set_policy(
    session: Session,
    *,
    person: Person,
    program: str,
    now: datetime,
    policy: Policy | None = None,
    paused: bool | None = None,
) -> None:
    """For what is triggered from now on; an open escalation keeps its own copy (B-63)."""
    storage.people.require(session, person=person, action=Action.EDIT_POLICY, program=program)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    old, stopped = storage.escalations.policy(session, team=person.team, program=program)
    storage.escalations.set_policy(
        session,
        team=person.team,
        program=program,
        policy=policy or old,
        paused=stopped if paused is None else paused,
    )


def _keep(
    session: Session, found: Escalation, after: Case, *, now: datetime, actor: Person | None = None, reason: str = ""
) -> View:
    """The step is kept; who is asked hears it, and what was said before is made true."""
    storage.escalations.put(session, team=found.team, id=found.id, case=after, now=now, reason=reason)
    view = queries.view(session, team=found.team, id=found.id)
    if _looks(found.case) != _looks(after):
        _show(session, view=view, before=found.case, now=now, actor=actor)
    return view


def _looks(case: Case) -> tuple[object, ...]:
    """What people see of it: a timer alone is no news."""
    return case.state, case.target, case.holder, case.told, case.round


def _show(session: Session, *, view: View, before: Case, now: datetime, actor: Person | None) -> None:
    one = view.escalation
    posted = storage.posted_notices.under(session, prefix=f"{ASKED}:{one.id}:")
    retold = templates.render("escalations/told", view=view)
    for key, channel in posted[-EDITED:]:
        stamp = f"{key}@{one.case.process}"
        posting.edit(session, key=stamp, of=key, team=one.team, channel=channel, message=retold, now=now)
    for asking, user, message in _asks(session, view, before, now):
        if not actor or user != actor.id:
            key = f"{asking}:{one.id}:{one.case.process}:{user}"
            posting.say(session, key=key, team=one.team, channel=user, message=message, now=now, kind="escalation")
    if not one.case.open and posted:
        key, channel = posted[0]
        message = templates.render("escalations/closed", view=view, by=actor.name if actor else "")
        thread = {"$ts_of": key}
        posting.say(
            session,
            key=f"escalation-end:{one.id}",
            team=one.team,
            channel=channel,
            message=message,
            now=now,
            thread_ts=thread,
            counted=False,
        )


def _asks(session: Session, view: View, before: Case, now: datetime) -> list[tuple[str, str, Message]]:
    """Who is to answer now, and what they read; with what its key begins (only a question is edited later)."""
    case, owner = view.escalation.case, view.milestone.owner
    fresh = (case.target, case.told, case.round) != (before.target, before.told, before.round)
    if case.state is State.TRIGGERED and case.target and (fresh or before.state is State.SNOOZED):
        return [(ASKED, case.target, templates.render("escalations/notice", view=view))]
    if case.state is State.WARNED:
        owner = owner or view.project.lead
        reader = owner and _here(session, view.escalation.team, owner, now)
        return [(ASKED, reader.user, templates.render("escalations/warning", view=view))] if reader else []
    if case.state is State.ASKED and case.holder:
        return [(ASKED, case.holder, templates.render("escalations/still", view=view))]
    lapsed = before.state is State.ASKED and case.state is State.TRIGGERED
    if lapsed and case.holder and case.holder != owner:
        return [(LAPSED, case.holder, templates.render("escalations/lapsed", view=view))]
    return []
