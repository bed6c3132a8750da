"""The answer to a message with drafts: one checklist for an update, one row a draft for a guess."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import storage.capture
import storage.plan
import storage.proposals
import storage.updates
import templates
from handlers.capture import drafts, project_updates
from handlers.capture.drafts import DraftView
from handlers.common.requests import Source, local_date
from handlers.plan.milestone_updates import ChangeOutcome
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from storage.updates import CaptureRecord

MAX_TICKS = 10


def open_drafts_of(session: Session, *, person: Person, source: Source) -> tuple[DraftView, ...]:
    """Return the drafts of a message that wait for this person."""
    proposals = storage.proposals.proposals_of_message(session, team=person.team, channel=source.channel, ts=source.ts)
    return tuple(
        drafts.draft_view(session, team=person.team, proposal=proposal)
        for proposal in proposals
        if proposal.asked == person.id
        and proposal.state is ProposalState.OPEN
        and proposal.origin in (ProposalOrigin.PROSE, ProposalOrigin.UPDATE, ProposalOrigin.CHOICE)
    )


def render_drafts(
    session: Session,
    *,
    person: Person,
    source: Source,
    now: datetime,
    saved: tuple[ChangeOutcome, ...] = (),
    review: bool = False,
) -> templates.RenderedMessage:
    """Render all open drafts of a message, together with what was just saved from them.

    The drafts of an update are one checklist; with `review`, or after something was saved, each has its own buttons.
    """
    team = person.team
    records = storage.updates.records_of_message(session, team=team, channel=source.channel, ts=source.ts)
    update = next((record for record in records if record.kind == "update"), None)
    open_drafts = open_drafts_of(session, person=person, source=source)
    as_checklist = update is not None and not saved and not review
    checklist = checklist_of(open_drafts) if as_checklist else ()
    return templates.render(
        "capture/drafts_listed",
        checklist=checklist,
        drafts=tuple(draft for draft in open_drafts if draft not in checklist),
        update=update,
        project=_project_name(session, team=team, update=update),
        projects=_project_choices(session, team=team, update=update),
        guessed=bool(open_drafts) and all(d.proposal.origin is ProposalOrigin.PROSE for d in open_drafts),
        saved=saved,
        channel=source.channel,
        unreported=_is_unreported(session, person=person, update=update),
        today=local_date(person, now),
    )


def checklist_of(open_drafts: Sequence[DraftView]) -> tuple[DraftView, ...]:
    """Return the drafts that are confirmed with a tick; Slack takes ten, the others get their own buttons."""
    return tuple(draft for draft in open_drafts if not draft.choices)[:MAX_TICKS]


def _project_name(session: Session, *, team: str, update: CaptureRecord | None) -> str:
    return storage.plan.project(session, team=team, id=update.project).name if update and update.project else ""


def _project_choices(session: Session, *, team: str, update: CaptureRecord | None) -> tuple[tuple[str, str, bool], ...]:
    """Return (id, name, chosen) of the projects an update may belong to, if the channel serves several (B-27)."""
    if update is None:
        return ()
    served = storage.capture.listening_scope(session, team=team, channel=update.channel).projects
    if len(served) < 2:
        return ()
    projects = (storage.plan.project(session, team=team, id=id) for id in served)
    return tuple((project.id, project.name, project.id == update.project) for project in projects)


def _is_unreported(session: Session, *, person: Person, update: CaptureRecord | None) -> bool:
    """Return whether the update names a colour that its author may not report for the project."""
    if update is None or not update.project or not update.undo.get("colour"):
        return False
    return not project_updates.may_report(session, person=person, project=update.project)
