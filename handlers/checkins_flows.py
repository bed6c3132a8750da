"""Check-ins: who is due is asked once and reminded; what they answer is a capture like any other."""

from datetime import date, datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.checkins
import storage.plan
import storage.pulse
import storage.rounds
import storage.updates
import templates
from handlers import (
    checkins_queries,
    confidence_flows,
    faults,
    post,
    proposals_flows,
    risks_flows,
    rounds_flows,
    slips_flows,
)
from handlers.calls import Source
from handlers.checkins_queries import Around, Asking
from program import checkins
from program.capture import Explicit
from program.checkins import Skip
from program.digests import period_of
from program.people import Person
from program.refusal import Refusal
from program.rounds import Line, Said
from storage import outbox
from storage.checkins import Due

BATCH = 100


def ask_due(session: Session, *, team: str, now: datetime, limit: int = BATCH) -> int:
    """This will ask those whose time has come; how many were looked at."""
    due = storage.checkins.due(session, team=team, now=now, limit=limit)
    if not due:
        return 0
    around = partial(checkins_queries.around, session, team=team, now=now)
    facts = faults.attempt(session, partial(around, people=due))  # one of them may spoil it for all
    later: dict[str, datetime] = {}

    def ask(one: Due) -> None:
        later[one.user] = _turn(session, team=team, facts=facts or around(people=[one]), due=one, now=now)

    turns = {one.user: partial(ask, one) for one in due}
    broken = faults.within(session, team=team, job="check-ins", turns=turns, now=now)
    later |= {user: fault.rests_until for user, fault in broken.items()}
    storage.checkins.schedule(session, team=team, due=later)
    return len(due)


def plan_ahead(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> int:
    """This will work out when these people are next asked: a zone, leave or check-in changed. How many they are."""
    for start in range(0, len(users), BATCH):
        some = [checkins_queries.scheduled(session, team=team, user=user) for user in users[start : start + BATCH]]
        facts = checkins_queries.around(session, team=team, people=some, now=now)
        waiting = {one.user: one.at for one in some if one.at and one.at <= now}  # the next tick has their turn
        due = {one.user: waiting.get(one.user) or _next(facts, one.user, now) for one in some}
        storage.checkins.enrol(session, team=team, due=due)
    return len(users)


def take_in(session: Session, *, team: str, users: tuple[str, ...], now: datetime) -> None:
    """This will do the same for newcomers, a batch at once; where one of them spoils it, each alone."""
    whole = partial(plan_ahead, session, team=team, now=now)
    for start in range(0, len(users), BATCH):
        some = users[start : start + BATCH]
        if not faults.attempt(session, partial(whole, users=some)):
            turns = {user: partial(whole, users=(user,)) for user in some}
            faults.within(session, team=team, job="check-in newcomers", turns=turns, now=now)


def _next(facts: Around, user: str, now: datetime) -> datetime:
    return checkins.next_look(facts.checkins_of(user), work=facts.people[user].work, after=now)


def _turn(session: Session, *, team: str, facts: Around, due: Due, now: datetime) -> datetime:
    """This will ask one person, or write down why not; when to look at them next."""
    assert due.at is not None
    work = facts.people[due.user].work
    day = work.today(due.at)
    slot = checkins.slot_on(day, facts.checkins_of(due.user), work=work)
    if slot > now:  # they have travelled, or are back later in the day
        return slot
    _decide(session, team=team, facts=facts, user=due.user, day=day, slot=due.at, now=now)
    return _next(facts, due.user, max(due.at, now - checkins.LOOK_BACK))


def _decide(session: Session, *, team: str, facts: Around, user: str, day: date, slot: datetime, now: datetime) -> None:
    asking = checkins_queries.asking(facts, user=user, day=day)
    if asking.nothing:
        return
    reason = checkins.skip(facts.people[user], day=day, slot=slot, now=now)
    where = {"team": team, "user": user, "day": day}
    if reason:
        kept = storage.checkins.keep(session, **where, now=now, state="skipped", reason=reason.value)  # type: ignore[arg-type]
        if kept and reason is Skip.AWAY:
            storage.checkins.keep_parts(session, **where, state="away", milestones=asking.by_project)  # type: ignore[arg-type]
    elif asking.fresh and not asking.updates and not asking.questions:
        if storage.checkins.keep(session, **where, now=now, state="suppressed"):  # type: ignore[arg-type]
            storage.checkins.keep_parts(session, **where, state="suppressed", milestones=asking.by_project)  # type: ignore[arg-type]
    else:
        _ask(session, team=team, facts=facts, user=user, day=day, asking=asking, now=now)


def _ask(session: Session, *, team: str, facts: Around, user: str, day: date, asking: Asking, now: datetime) -> None:
    person, where = facts.people[user], {"team": team, "user": user, "day": day}
    windows = [facts.checkins[id].open_for for id in asking.by_project] or [checkins.DEFAULT.open_for]
    closes = now + max(windows)
    remind = checkins.reminders(now, closes, work=person.work, count=person.reminders)
    kept = storage.checkins.keep(
        session,
        **where,  # type: ignore[arg-type]
        now=now,
        state="asked",
        closes_at=closes,
        next_at=remind[0] if remind else None,
        updates=[project.id for project, _ in asking.updates],
        questions=asking.questions,
    )
    if not kept:
        return
    if asking.pulse:
        storage.pulse.ask(session, **where, project=asking.pulse.id, week=period_of(day))  # type: ignore[arg-type]
    state = "suppressed" if asking.fresh else "asked"
    storage.checkins.keep_parts(session, **where, state=state, milestones=asking.by_project)  # type: ignore[arg-type]
    for id in asking.by_project if state == "asked" else ():
        _open(session, team=team, facts=facts, project=id, day=day, now=now)
    last = facts.last_asked.get(user, date.min)
    skipped = tuple(one for one in facts.days_away.get(user, ()) if one > last)
    shown = checkins_queries.fresh(asking, day=day, skipped=skipped)
    message = checkins_queries.prompt_message(shown, upcoming=facts.upcoming(user, now), person=person)
    key = f"checkin:{user}:{day}"
    _send(session, key=key, team=team, user=user, message=message, now=now, expires_at=closes)


def _send(
    session: Session, *, key: str, team: str, user: str, message: templates.Message, now: datetime, expires_at: datetime
) -> None:
    """A fresh prompt names nothing but what its reader owns or leads, so there is nothing to withhold from them.

    It asks for an answer, so the noise budget does not hold it; at nine there may be ten thousand of them.
    """
    outbox.enqueue(
        session,
        key=key,
        team=team,
        method="chat.postMessage",
        channel=user,
        payload={"text": message.text, "blocks": list(message.blocks)},
        kind="checkin",
        now=now,
        expires_at=expires_at,
    )


def _open(session: Session, *, team: str, facts: Around, project: str, day: date, now: datetime) -> None:
    found = facts.projects[project]
    checkin = facts.checkins[project]
    channel = checkin.channel or next(iter(found.channels), None)
    if channel:
        closes = now + checkin.open_for
        storage.rounds.open(session, team=team, project=project, day=day, channel=channel, now=now, closes=closes)


def apply(session: Session, *, person: Person, said: Explicit, milestone: str, day: date, now: datetime) -> None:
    """*New date*, *Done* and *Blocked*: captured, and shown in the prompt and in the round's summary."""
    project = storage.plan.milestone(session, team=person.team, id=milestone).project
    source = checkins_queries.source_of(session, team=person.team, project=project)
    saved = proposals_flows.attempt(session, person=person, said=said, source=source, now=now)
    if saved.refused:
        raise saved.refused
    storage.checkins.touch(session, team=person.team, milestone=milestone, now=now)
    _landed(session, person=person, day=day, projects=(project,), now=now)


def unchanged(
    session: Session, *, person: Person, day: date | None, milestones: tuple[str, ...], now: datetime
) -> tuple[Line, ...]:
    """*No change* is a fact of its own in the ledger (B-07); without milestones it is said of all that is open."""
    team = person.team
    prompt = (
        storage.checkins.get(session, team=team, user=person.id, day=day)
        if day
        else storage.checkins.latest(session, team=team, user=person.id)
    )
    if not milestones and prompt:
        milestones = checkins_queries.shown(session, team=team, prompt=prompt).open_ids
    for id in milestones:
        _note_unchanged(session, person=person, milestone=id, now=now)
    found = [storage.plan.milestone(session, team=team, id=id) for id in milestones]
    if prompt and found:
        _landed(session, person=person, day=prompt.day, projects=tuple({one.project for one in found}), now=now)
    return tuple(Line(one, Said.UNCHANGED) for one in found)


def _note_unchanged(session: Session, *, person: Person, milestone: str, now: datetime) -> None:
    found = storage.plan.milestone(session, team=person.team, id=milestone)
    slips_flows.permit(session, person=person, milestone=found)
    if found.done:
        raise Refusal(f"{milestone} is already done.", "What is done keeps its date.", "")
    source = checkins_queries.source_of(session, team=person.team, project=found.project)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    row = storage.plan.milestone_row(session, team=person.team, id=milestone)
    storage.plan.note_forecast(session, row=row, kind="no change", by=person.id, now=now)
    note(session, person=person, kind="no change", project=found.project, subject=milestone, source=source, now=now)
    storage.checkins.touch(session, team=person.team, milestone=milestone, now=now)
    risks_flows.heard(session, team=person.team, milestone=milestone, new_date=False, now=now)
    confidence_flows.stands(session, person=person, milestone=milestone, now=now)


def answer(
    session: Session, *, person: Person, project: str, day: date, answers: tuple[tuple[str, str], ...], now: datetime
) -> None:
    """This will keep the answers to questions, (question, answer) each; the empty question is the week's update."""
    source = checkins_queries.source_of(session, team=person.team, project=project)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    for question, text in answers:
        kind = "answer" if question else "update"
        where = {"person": person, "kind": kind, "project": project, "subject": question, "source": source}
        note(session, **where, text=text, now=now)  # type: ignore[arg-type]
    _landed(session, person=person, day=day, projects=(project,), now=now)


def note(
    session: Session,
    *,
    person: Person,
    kind: str,
    project: str,
    subject: str,
    source: Source,
    now: datetime,
    text: str = "",
) -> None:
    storage.updates.note(
        session, kind=kind, text=text, project=project, by=person.id, source=source, now=now, subject=subject
    )


def _landed(session: Session, *, person: Person, day: date, projects: tuple[str, ...], now: datetime) -> None:
    """What was answered shows in the prompt, and in the summary at once."""
    team = person.team
    redraw(session, team=team, user=person.id, day=day, now=now)
    for project in projects:
        rounds_flows.draw(session, team=team, project=project, day=day, now=now)


def redraw(session: Session, *, team: str, user: str, day: date, now: datetime) -> None:
    """This will edit a prompt to what is known now."""
    prompt = storage.checkins.get(session, team=team, user=user, day=day)
    if prompt is None or prompt.state != "asked":
        return
    facts = checkins_queries.around(
        session, team=team, people=[checkins_queries.scheduled(session, team=team, user=user)], now=now
    )
    shown = checkins_queries.shown(session, team=team, prompt=prompt)
    message = checkins_queries.prompt_message(shown, upcoming=facts.upcoming(user, now), person=facts.people[user])
    version = storage.checkins.next_version(session, team=team, user=user, day=day)
    key = f"checkin:{user}:{day}"
    post.edit(session, key=f"{key}:v{version}", of=key, team=team, channel=user, message=message, now=now)
