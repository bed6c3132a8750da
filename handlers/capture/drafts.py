"""Drafts of what an update or a sentence seems to say; each needs its author's confirmation (B-28, B-29)."""

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
    Slip,
    Unblock,
    name_words,
    serialization,
)
from rules.capture.needs import read_need
from rules.capture.proposals import ProposalOrigin
from rules.dates import plausibility
from rules.people import Person
from rules.plan import Milestone
from storage.blockers import Blocker
from storage.proposals import Proposal

# A draft that its author does not confirm is kept this long.
DRAFT_LIFETIME = timedelta(days=3)
# The minimum time between two guesses shown to the same person.
GUESS_INTERVAL = timedelta(minutes=10)
MAX_DRAFTS_PER_MESSAGE = 8
MAX_MILESTONE_CHOICES = 50


@dataclass(frozen=True, slots=True)
class InferredStatement:
    """A statement that the message seems to make; without a milestone it is about one of `choices`."""

    form: ExplicitForm
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its author sees it: the statement, and the milestone it is about or those it may be about."""

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
    """Save the drafts of one message, unless its author muted them.

    Prose leads to drafts at most once in ten minutes per person.
    """
    team = person.team
    origin = ProposalOrigin.UPDATE if interpretation.update else ProposalOrigin.PROSE
    if drafts_muted(session, person=person, channel=source.channel):
        return ()
    if origin is ProposalOrigin.PROSE and storage.proposals.has_guess_since(
        session, team=team, author=person.id, at=now - GUESS_INTERVAL
    ):
        return ()
    inferred_statements = infer_statements(
        session,
        person=person,
        interpretation=interpretation,
        milestone_index=milestone_index,
        projects=projects,
        now=now,
    )
    return tuple(
        save_draft(session, person=person, origin=origin, inferred=inferred, source=source, now=now)
        for inferred in inferred_statements[:MAX_DRAFTS_PER_MESSAGE]
    )


def drafts_muted(session: Session, *, person: Person, channel: str) -> bool:
    """Return whether the person wants no guesses in this channel."""
    return storage.capture.is_silenced(session, team=person.team, user=person.id, channel=channel)


def save_draft(
    session: Session,
    *,
    person: Person,
    origin: ProposalOrigin,
    inferred: InferredStatement,
    source: Source,
    now: datetime,
) -> Proposal:
    statement = serialization.to_json(inferred.form)
    return storage.proposals.add_proposal(
        session,
        team=person.team,
        origin=origin,
        kind=statement["form"],
        author=person.id,
        asked=person.id,
        source=source,
        statement=statement,
        choices=inferred.choices,
        expires_at=now + DRAFT_LIFETIME,
        now=now,
    )


def draft_view(session: Session, *, team: str, proposal: Proposal) -> DraftView:
    """Return a draft with the milestones it names, in their present state."""
    milestones = {m.id: m for m in storage.plan.milestones(session, team=team)}
    id = str(proposal.said.get("milestone", ""))
    choices = tuple(milestones[choice] for choice in proposal.choices if choice in milestones)
    return DraftView(proposal, serialization.from_json(proposal.said), milestones.get(id), choices)


def infer_statements(
    session: Session,
    *,
    person: Person,
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    projects: tuple[str, ...],
    now: datetime,
) -> tuple[InferredStatement, ...]:
    """Return every change that the message seems to make, each once."""
    milestones = {m.id: m for m in storage.plan.milestones(session, team=person.team)}
    candidates = _candidate_milestones(milestones, interpretation=interpretation, projects=projects, person=person)
    inferred = [
        *_infer_blockers(
            interpretation,
            milestone_index,
            milestones,
            candidates,
            local_date(person, now),
            storage.blockers.open_blockers(session, team=person.team) if interpretation.blockers else (),
        ),
        *_infer_unblocks(session, person.team, interpretation, milestone_index, candidates),
        *(
            InferredStatement(Done(id, None, serialization.NO_LINE))
            for id in interpretation.completed
            if id in milestones and not milestones[id].done
        ),
        *_infer_slips(interpretation, milestones, candidates, local_date(person, now)),
        *_infer_progress(interpretation, milestones),
    ]
    return tuple(dict.fromkeys(inferred))


def with_milestone(inferred: InferredStatement, milestone: str) -> InferredStatement:
    """Return the inferred statement with the milestone that was picked."""
    return InferredStatement(serialization.from_json(serialization.to_json(inferred.form) | {"milestone": milestone}))


def _candidate_milestones(
    milestones: dict[str, Milestone], *, interpretation: Interpretation, projects: tuple[str, ...], person: Person
) -> tuple[str, ...]:
    """Return the milestones a message may be about: those it names, else the channel's open ones, own ones first."""
    if named_ids := tuple(id for id in interpretation.milestones if id in milestones):
        return named_ids
    open_milestones = [m for m in milestones.values() if m.project in projects and not m.done]
    open_milestones.sort(key=lambda m: (m.owner != person.id, m.expected or date.max, m.id))
    return tuple(m.id for m in open_milestones[:MAX_MILESTONE_CHOICES])


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
    today: date,
    blockers: tuple[Blocker, ...],
) -> Iterator[InferredStatement]:
    """Yield the stated blockers; one that is open in much the same words is about the same milestone."""
    for blocker in interpretation.blockers:
        named_ids = tuple(
            dict.fromkeys(
                mention.id for mention in milestone_index.mentions_in(blocker.text) if mention.id in milestones
            )
        )
        named_ids = named_ids or tuple(
            row.milestone
            for row in interpretation.rows
            if row.start <= blocker.start < row.end and row.milestone in milestones
        )
        text = " ".join(blocker.text.split())[:1000]
        users, by = read_need(text, today=today)
        known = [b.milestone for b in blockers if b.milestone in candidates and name_words.are_alike(text, b.text)]
        blocked_first = tuple(sorted(named_ids or candidates, key=lambda id: id not in known))
        yield from _infer_for_candidates(
            Block("", text, "", users, by, serialization.NO_LINE),
            blocked_first[:1] if len(set(known)) == 1 and not named_ids else blocked_first,
        )


def _infer_unblocks(
    session: Session,
    team: str,
    interpretation: Interpretation,
    milestone_index: MilestoneIndex,
    candidates: tuple[str, ...],
) -> Iterator[InferredStatement]:
    """Yield an unblock for each open blocker on the milestones that the message says are free again."""
    if not interpretation.resolved_blockers:
        return
    named_ids = [
        mention.id
        for resolved in interpretation.resolved_blockers
        for mention in milestone_index.mentions_in(resolved.text)
    ]
    for blocker in storage.blockers.open_blockers(session, team=team):
        if blocker.milestone in (named_ids or candidates):
            yield InferredStatement(Unblock(blocker.id, serialization.NO_LINE))


def _infer_slips(
    interpretation: Interpretation, milestones: dict[str, Milestone], candidates: tuple[str, ...], today: date
) -> Iterator[InferredStatement]:
    """Yield new dates: those beside a milestone's name and, in prose, the one date of a slip."""
    mentioned_dates = [
        mention
        for mention in interpretation.dates
        if mention.parsed_date.day
        and mention.parsed_date.day >= today
        and mention.milestone not in interpretation.completed
    ]
    for mention in mentioned_dates:
        if mention.milestone in milestones:
            milestone = milestones[mention.milestone]
            if not milestone.done and milestone.own_date != mention.parsed_date.day:
                yield InferredStatement(
                    Slip(
                        milestone.id,
                        serialization.exact_day(mention.parsed_date.day or today),
                        "",
                        serialization.NO_LINE,
                    )
                )
    if (
        interpretation.update is None
        and interpretation.slip
        and len(mentioned_dates) == 1
        and mentioned_dates[0].milestone is None
    ):
        day = mentioned_dates[0].parsed_date.day or today
        yield from _infer_for_candidates(
            Slip("", serialization.exact_day(day), "", serialization.NO_LINE),
            _named_in_part(interpretation, milestones, candidates, day) or candidates,
        )


def _named_in_part(
    interpretation: Interpretation, milestones: dict[str, Milestone], candidates: tuple[str, ...], day: date
) -> tuple[str, ...]:
    """Return the only candidate of whose name the message has a word, if the day can be meant for it."""
    if set(candidates) <= set(interpretation.milestones):
        return ()
    names = {id: milestones[id].name for id in candidates}
    return tuple(
        id
        for id in name_words.only_named(interpretation.plain, names)
        if plausibility.is_near(day, milestones[id].own_date or day)
    )


def _infer_progress(interpretation: Interpretation, milestones: dict[str, Milestone]) -> Iterator[InferredStatement]:
    for id, percent in interpretation.update.percent if interpretation.update else ():
        if id in milestones and id not in interpretation.completed and milestones[id].percent != percent:
            yield InferredStatement(Percent(id, percent, serialization.NO_LINE))
