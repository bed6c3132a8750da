"""What an update or a sentence seems to say becomes drafts: each waits for its author's one tap (5.2, B-28, B-29)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.blockers
import storage.capture
import storage.plan
import storage.proposals
from handlers.common.requests import Source, local_date
from rules.capture import (
    Block,
    Done,
    ExplicitForm,
    Interpretation,
    MilestoneIndex,
    Percent,
    Raise,
    Slip,
    Unblock,
    serialization,
)
from rules.people import Person
from rules.plan import Milestone
from storage.proposals import Proposal

DRAFT_LIFETIME = timedelta(days=3)
"""How long a draft that nobody confirms is kept."""
GUESS_INTERVAL = timedelta(minutes=10)
"""The least time between two guesses that one person is asked about."""
MAX_DRAFTS_PER_MESSAGE = 8
MAX_MILESTONE_CHOICES = 50


@dataclass(frozen=True, slots=True)
class InferredStatement:
    """A form that the message seems to mean; without a milestone of its own it is about one of `choices`."""

    form: ExplicitForm
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its author sees it: the form, the milestone it is about or those it may be about."""

    proposal: Proposal
    form: ExplicitForm
    milestone: Milestone | None
    choices: tuple[Milestone, ...]


def create_drafts(
    session: Session,
    *,
    person: Person,
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    projects: tuple[str, ...],
    source: Source,
    now: datetime,
) -> tuple[Proposal, ...]:
    """This will keep the drafts of one message; from prose at most once in ten minutes, and never for who said so."""
    team, origin = person.team, "update" if interpretation.update else "prose"
    if drafts_muted(session, person=person, channel=source.channel):
        return ()
    if origin == "prose" and storage.proposals.has_guess_since(
        session, team=team, author=person.id, at=now - GUESS_INTERVAL
    ):
        return ()
    found = infer_statements(
        session,
        person=person,
        interpretation=interpretation,
        milestone_index=milestone_index,
        projects=projects,
        now=now,
    )
    return tuple(
        save_draft(session, person=person, origin=origin, inferred=one, source=source, now=now)
        for one in found[:MAX_DRAFTS_PER_MESSAGE]
    )


def drafts_muted(session: Session, *, person: Person, channel: str) -> bool:
    """Whether the person wants no guesses here."""
    return storage.capture.is_silenced(session, team=person.team, user=person.id, channel=channel)


def save_draft(
    session: Session, *, person: Person, origin: str, inferred: InferredStatement, source: Source, now: datetime
) -> Proposal:
    written = serialization.to_json(inferred.form)
    return storage.proposals.add_proposal(
        session,
        team=person.team,
        origin=origin,
        kind=written["form"],
        author=person.id,
        asked=person.id,
        source=source,
        statement=written,
        choices=inferred.choices,
        expires_at=now + DRAFT_LIFETIME,
        now=now,
    )


def draft_view(session: Session, *, team: str, proposal: Proposal) -> DraftView:
    """The draft with the milestones it names, as they stand."""
    every = {m.id: m for m in storage.plan.milestones(session, team=team)}
    id = str(proposal.said.get("milestone", ""))
    choices = tuple(every[one] for one in proposal.choices if one in every)
    return DraftView(proposal, serialization.from_json(proposal.said), every.get(id), choices)


def infer_statements(
    session: Session,
    *,
    person: Person,
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    projects: tuple[str, ...],
    now: datetime,
) -> tuple[InferredStatement, ...]:
    """Everything in the message that would change something, each once."""
    every = {m.id: m for m in storage.plan.milestones(session, team=person.team)}
    about = _candidate_milestones(every, interpretation=interpretation, projects=projects, person=person)
    found = [
        *_infer_blockers(interpretation, milestone_index, every, about),
        *_infer_unblocks(session, person.team, interpretation, milestone_index, about),
        *(
            InferredStatement(Done(id, None, serialization.NO_LINE))
            for id in interpretation.completed
            if id in every and not every[id].done
        ),
        *_infer_slips(interpretation, every, about, local_date(person, now)),
        *_infer_progress(interpretation, every),
        *_infer_status(interpretation),
    ]
    return tuple(dict.fromkeys(found))


def with_milestone(inferred: InferredStatement, milestone: str) -> InferredStatement:
    """The finding, once its milestone was picked."""
    return InferredStatement(serialization.from_json(serialization.to_json(inferred.form) | {"milestone": milestone}))


def _candidate_milestones(
    milestones: dict[str, Milestone], *, interpretation: Interpretation, projects: tuple[str, ...], person: Person
) -> tuple[str, ...]:
    """The milestones the message may be about: those it names, else the channel's open ones, the author's first."""
    if named := tuple(id for id in interpretation.milestones if id in milestones):
        return named
    here = [m for m in milestones.values() if m.project in projects and not m.done]
    here.sort(key=lambda m: (m.owner != person.id, m.expected or date.max, m.id))
    return tuple(m.id for m in here[:MAX_MILESTONE_CHOICES])


def _infer_for_candidates(form: ExplicitForm, candidates: tuple[str, ...]) -> Iterator[InferredStatement]:
    if len(candidates) == 1:
        yield with_milestone(InferredStatement(form), candidates[0])
    elif candidates:
        yield InferredStatement(form, candidates)


def _infer_blockers(
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    milestones: dict[str, Milestone],
    candidates: tuple[str, ...],
) -> Iterator[InferredStatement]:
    for held in interpretation.blockers:
        named = tuple(dict.fromkeys(one.id for one in milestone_index.mentions_in(held.text) if one.id in milestones))
        yield from _infer_for_candidates(
            Block("", " ".join(held.text.split())[:1000], "", (), None, serialization.NO_LINE), named or candidates
        )


def _infer_unblocks(
    session: Session,
    team: str,
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    candidates: tuple[str, ...],
) -> Iterator[InferredStatement]:
    """A blocker that is over, where one is open on what the message speaks of."""
    if not interpretation.resolved_blockers:
        return
    named = [one.id for freed in interpretation.resolved_blockers for one in milestone_index.mentions_in(freed.text)]
    for blocker in storage.blockers.open_blockers(session, team=team):
        if blocker.milestone in (named or candidates):
            yield InferredStatement(Unblock(blocker.id, serialization.NO_LINE))


def _infer_slips(
    interpretation: Interpretation, milestones: dict[str, Milestone], candidates: tuple[str, ...], today: date
) -> Iterator[InferredStatement]:
    """New dates: those beside a name, and in prose the one date of a slip."""
    days = [
        one
        for one in interpretation.dates
        if one.parsed_date.day and one.parsed_date.day >= today and one.milestone not in interpretation.completed
    ]
    for one in days:
        if one.milestone in milestones:
            milestone = milestones[one.milestone]
            if not milestone.done and milestone.expected != one.parsed_date.day:
                yield InferredStatement(
                    Slip(milestone.id, serialization.exact_day(one.parsed_date.day or today), "", serialization.NO_LINE)
                )
    if interpretation.update is None and interpretation.slip and len(days) == 1 and days[0].milestone is None:
        yield from _infer_for_candidates(
            Slip("", serialization.exact_day(days[0].parsed_date.day or today), "", serialization.NO_LINE), candidates
        )


def _infer_progress(interpretation: Interpretation, milestones: dict[str, Milestone]) -> Iterator[InferredStatement]:
    for id, percent in interpretation.update.percent if interpretation.update else ():
        if id in milestones and id not in interpretation.completed and milestones[id].percent != percent:
            yield InferredStatement(Percent(id, percent, serialization.NO_LINE))


def _infer_status(interpretation: Interpretation) -> Iterator[InferredStatement]:
    if interpretation.update and interpretation.update.status:
        yield InferredStatement(
            Raise("status", interpretation.update.status.replace("_", " "), None, serialization.NO_LINE)
        )
