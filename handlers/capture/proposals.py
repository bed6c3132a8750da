"""A change of what belongs to somebody else waits for the owner's yes; silence changes nothing (B-24)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.people
import storage.plan
import storage.proposals
import templates
from handlers.capture import statements
from handlers.capture.statements import Saved
from handlers.common import isolation, posting
from handlers.common.requests import Source, today
from handlers.plan import milestone_updates
from handlers.plan.milestone_updates import OwnerDecides
from rules.capture import Done, Explicit, Slip, serialization
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from storage.proposals import Proposal

WAIT = 3
"""Working days until an unanswered proposal lapses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal with what it says and the milestone as it stands."""

    proposal: Proposal
    form: Explicit
    milestone: Milestone

    @property
    def shown(self) -> Explicit:
        """The form as its owner may read it: a reason said in a closed channel stays there."""
        if self.proposal.restricted and isinstance(self.form, Slip):
            return replace(self.form, reason="")
        return self.form


def attempt(session: Session, *, person: Person, said: Explicit, source: Source, now: datetime) -> Saved:
    """This will do what was said, ask the owner where it is not the person's to say, or keep the refusal."""
    try:
        with session.begin_nested():
            return statements.apply(session, person=person, said=said, source=source, now=now)
    except OwnerDecides as theirs:
        proposal = ask_owner(session, person=person, form=said, milestone=theirs.milestone, source=source, now=now)
        return Saved(said, proposed=proposal, milestone=theirs.milestone)
    except Refusal as refusal:
        return Saved(said, refused=refusal)


def instead(session: Session, *, theirs: OwnerDecides, now: datetime) -> Saved:
    """A command or click on what belongs to somebody else becomes a question to them."""
    if theirs.change is None:
        raise theirs
    change = theirs.change
    proposal = ask_owner(
        session, person=change.person, form=change.form, milestone=theirs.milestone, source=change.source, now=now
    )
    return Saved(change.form, proposed=proposal, milestone=theirs.milestone)


def ask_owner(
    session: Session, *, person: Person, form: Explicit, milestone: Milestone, source: Source, now: datetime
) -> Proposal:
    """The owner gets *Accept* and *Reject* in a direct message; what was said in a closed channel stays there."""
    form = _certain(session, person=person, form=form, now=now)
    proposal = storage.proposals.add(
        session,
        team=person.team,
        origin="owner",
        kind=serialization.written(form)["form"],
        author=person.id,
        asked=milestone.owner or person.id,
        source=replace(source, ts=source.ts or f"command-{now.timestamp():.6f}"),
        said=serialization.written(form) | {"was": milestone.expected.isoformat() if milestone.expected else None},
        expires_at=_lapse(session, person=person, milestone=milestone, now=now),
        now=now,
    )
    message = templates.render(
        "capture/proposal_ask", asked=Asked(proposal, form, milestone), by=person.name, today=today(person, now)
    )
    posting.say(session, key=_key(proposal), team=person.team, channel=proposal.asked, message=message, now=now)
    return proposal


def answer(session: Session, *, person: Person, id: int, accept: bool, now: datetime) -> Saved | None:
    """The owner's word; the lead and the program manager may give it too. The speaker is told either way."""
    asked = _asked(session, team=person.team, id=id)
    proposal = asked.proposal
    if proposal.state != "open":
        raise Refusal("That was already answered.", f"It is {proposal.state}.")
    source = Source(
        proposal.channel, proposal.ts, proposal.thread_ts, proposal.permalink, proposal.text, proposal.restricted
    )
    milestone_updates.permit(session, person=person, milestone=asked.milestone)
    saved = None
    if accept:
        _unchanged(asked)
        saved = statements.apply(session, person=person, said=asked.form, source=source, now=now)
        if not proposal.ts.startswith("command-"):
            key = f"memo:{proposal.channel}:{proposal.ts}"
            posting.react(session, key=key, team=person.team, channel=proposal.channel, ts=proposal.ts, now=now)
    _settle(session, team=person.team, asked=asked, state="accepted" if accept else "rejected", by=person, now=now)
    return saved


def expire(session: Session, *, team: str, now: datetime) -> int:
    """This will close what nobody answered in time, and tell the speaker that nothing changed."""
    due = storage.proposals.due(session, team=team, now=now)

    def lapse(id: int) -> None:
        asked = _asked(session, team=team, id=id)
        _settle(session, team=team, asked=asked, state="expired", by=None, now=now)

    turns = {str(one.id): partial(lapse, one.id) for one in due}
    isolation.within(session, team=team, job="proposals", turns=turns, now=now)
    storage.proposals.forget(session, team=team, now=now)
    return len(due)


def withdraw(session: Session, *, team: str, proposal: Proposal, now: datetime) -> None:
    """The words that asked for it are gone: the owner's message says so, and nobody is bothered further."""
    asked = _asked(session, team=team, id=proposal.id)
    storage.proposals.close(session, team=team, id=proposal.id, state="withdrawn")
    _redraw(session, team=team, asked=asked, state="withdrawn", by="", now=now)


def _settle(session: Session, *, team: str, asked: Asked, state: str, by: Person | None, now: datetime) -> None:
    proposal = asked.proposal
    storage.proposals.close(session, team=team, id=proposal.id, state=state, by=by.id if by else None)
    name = by.name if by else ""
    _redraw(session, team=team, asked=asked, state=state, by=name, now=now)
    if by and by.id == proposal.author:
        return
    message = templates.render("capture/proposal_answered", asked=asked, state=state, by=name, aloud=True)
    key = f"{_key(proposal)}:outcome"
    posting.say(session, key=key, team=team, channel=proposal.author, message=message, now=now)


def _redraw(session: Session, *, team: str, asked: Asked, state: str, by: str, now: datetime) -> None:
    message = templates.render("capture/proposal_answered", asked=asked, state=state, by=by, aloud=False)
    key = _key(asked.proposal)
    posting.edit(
        session, key=f"{key}:{state}", of=key, team=team, channel=asked.proposal.asked, message=message, now=now
    )


def _asked(session: Session, *, team: str, id: int) -> Asked:
    proposal = storage.proposals.get(session, team=team, id=id)
    milestone = storage.plan.milestone(session, team=team, id=proposal.said["milestone"])
    return Asked(proposal, serialization.read(proposal.said), milestone)


def _unchanged(asked: Asked) -> None:
    """What the owner read must still be so."""
    expected = asked.milestone.expected
    if isinstance(asked.form, Slip) and asked.proposal.said["was"] != (expected.isoformat() if expected else None):
        raise Refusal(
            f"{asked.milestone.id} has changed since this was proposed.",
            "It has another date by now.",
            "Reject this, or write the date you want.",
        )


def _certain(session: Session, *, person: Person, form: Explicit, now: datetime) -> Explicit:
    """ "A week later" and "done" become the days they mean now, not those of when the owner answers."""
    if isinstance(form, Slip):
        return replace(form, to=serialization.on_day(milestone_updates.day_of(session, team=person.team, said=form)))
    if isinstance(form, Done) and form.on is None:
        return replace(form, on=serialization.on_day(today(person, now)))
    return form


def _lapse(session: Session, *, person: Person, milestone: Milestone, now: datetime) -> datetime:
    id = storage.plan.home_of(session, team=person.team, milestone=milestone.id)
    program = storage.plan.program(session, team=person.team, id=id)
    local = now.astimezone(ZoneInfo(program.zone))
    return datetime.combine(Calendar.of(program.calendar).add(local.date(), WAIT), local.time(), local.tzinfo)


def _key(proposal: Proposal) -> str:
    return f"proposal:{proposal.id}"
