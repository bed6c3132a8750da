"""What an update or a sentence seems to say becomes drafts: each waits for its author's one tap (5.2, B-28, B-29)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.blockers
import storage.capture
import storage.plan
import storage.proposals
from handlers.common.requests import Source, today
from rules.capture import Block, Done, Explicit, Heard, Known, Percent, Raise, Slip, Unblock, serialization
from rules.people import Person
from rules.plan import Milestone
from storage.proposals import Proposal

KEPT = timedelta(days=3)
"""How long a draft that nobody confirms is kept."""
PACE = timedelta(minutes=10)
"""The least time between two guesses that one person is asked about."""
MOST, CHOICES = 8, 50


@dataclass(frozen=True, slots=True)
class Finding:
    """A form that the message seems to mean; without a milestone of its own it is about one of `choices`."""

    form: Explicit
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its author sees it: the form, the milestone it is about or those it may be about."""

    proposal: Proposal
    form: Explicit
    milestone: Milestone | None
    choices: tuple[Milestone, ...]


def guess(
    session: Session,
    *,
    person: Person,
    heard: Heard,
    known: Known,
    projects: tuple[str, ...],
    source: Source,
    now: datetime,
) -> tuple[Proposal, ...]:
    """This will keep the drafts of one message; from prose at most once in ten minutes, and never for who said so."""
    team, origin = person.team, "update" if heard.update else "prose"
    if silent(session, person=person, channel=source.channel):
        return ()
    if origin == "prose" and storage.proposals.guessed_since(session, team=team, author=person.id, at=now - PACE):
        return ()
    found = findings(session, person=person, heard=heard, known=known, projects=projects, now=now)
    return tuple(
        keep(session, person=person, origin=origin, finding=one, source=source, now=now) for one in found[:MOST]
    )


def silent(session: Session, *, person: Person, channel: str) -> bool:
    """Whether the person wants no guesses here."""
    return storage.capture.silenced(session, team=person.team, user=person.id, channel=channel)


def keep(session: Session, *, person: Person, origin: str, finding: Finding, source: Source, now: datetime) -> Proposal:
    written = serialization.written(finding.form)
    return storage.proposals.add(
        session,
        team=person.team,
        origin=origin,
        kind=written["form"],
        author=person.id,
        asked=person.id,
        source=source,
        said=written,
        choices=finding.choices,
        expires_at=now + KEPT,
        now=now,
    )


def shown(session: Session, *, team: str, proposal: Proposal) -> Draft:
    """The draft with the milestones it names, as they stand."""
    every = {m.id: m for m in storage.plan.milestones(session, team=team)}
    id = str(proposal.said.get("milestone", ""))
    choices = tuple(every[one] for one in proposal.choices if one in every)
    return Draft(proposal, serialization.read(proposal.said), every.get(id), choices)


def findings(
    session: Session, *, person: Person, heard: Heard, known: Known, projects: tuple[str, ...], now: datetime
) -> tuple[Finding, ...]:
    """Everything in the message that would change something, each once."""
    every = {m.id: m for m in storage.plan.milestones(session, team=person.team)}
    about = _about(every, heard=heard, projects=projects, person=person)
    found = [
        *_blocked(heard, known, every, about),
        *_freed(session, person.team, heard, known, about),
        *(
            Finding(Done(id, None, serialization.NO_LINE))
            for id in heard.completed
            if id in every and not every[id].done
        ),
        *_moved(heard, every, about, today(person, now)),
        *_progressed(heard, every),
        *_status(heard),
    ]
    return tuple(dict.fromkeys(found))


def settled(finding: Finding, milestone: str) -> Finding:
    """The finding, once its milestone was picked."""
    return Finding(serialization.read(serialization.written(finding.form) | {"milestone": milestone}))


def _about(every: dict[str, Milestone], *, heard: Heard, projects: tuple[str, ...], person: Person) -> tuple[str, ...]:
    """The milestones the message may be about: those it names, else the channel's open ones, the author's first."""
    if named := tuple(id for id in heard.milestones if id in every):
        return named
    here = [m for m in every.values() if m.project in projects and not m.done]
    here.sort(key=lambda m: (m.owner != person.id, m.expected or date.max, m.id))
    return tuple(m.id for m in here[:CHOICES])


def _one(form: Explicit, about: tuple[str, ...]) -> Iterator[Finding]:
    if len(about) == 1:
        yield settled(Finding(form), about[0])
    elif about:
        yield Finding(form, about)


def _blocked(heard: Heard, known: Known, every: dict[str, Milestone], about: tuple[str, ...]) -> Iterator[Finding]:
    for held in heard.blockers:
        named = tuple(dict.fromkeys(one.id for one in known.named(held.text) if one.id in every))
        yield from _one(
            Block("", " ".join(held.text.split())[:1000], "", (), None, serialization.NO_LINE), named or about
        )


def _freed(session: Session, team: str, heard: Heard, known: Known, about: tuple[str, ...]) -> Iterator[Finding]:
    """A blocker that is over, where one is open on what the message speaks of."""
    if not heard.resolved_blockers:
        return
    named = [one.id for freed in heard.resolved_blockers for one in known.named(freed.text)]
    for blocker in storage.blockers.open_blockers(session, team=team):
        if blocker.milestone in (named or about):
            yield Finding(Unblock(blocker.id, serialization.NO_LINE))


def _moved(heard: Heard, every: dict[str, Milestone], about: tuple[str, ...], now: date) -> Iterator[Finding]:
    """New dates: those beside a name, and in prose the one date of a slip."""
    days = [
        one for one in heard.dates if one.found.day and one.found.day >= now and one.milestone not in heard.completed
    ]
    for one in days:
        if one.milestone in every:
            milestone = every[one.milestone]
            if not milestone.done and milestone.expected != one.found.day:
                yield Finding(Slip(milestone.id, serialization.on_day(one.found.day or now), "", serialization.NO_LINE))
    if heard.update is None and heard.slip and len(days) == 1 and days[0].milestone is None:
        yield from _one(Slip("", serialization.on_day(days[0].found.day or now), "", serialization.NO_LINE), about)


def _progressed(heard: Heard, every: dict[str, Milestone]) -> Iterator[Finding]:
    for id, percent in heard.update.percent if heard.update else ():
        if id in every and id not in heard.completed and every[id].percent != percent:
            yield Finding(Percent(id, percent, serialization.NO_LINE))


def _status(heard: Heard) -> Iterator[Finding]:
    if heard.update and heard.update.status:
        yield Finding(Raise("status", heard.update.status.replace("_", " "), None, serialization.NO_LINE))
