"""The buttons on drafts and proposals, and the clock that lets unanswered proposals lapse."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.capture
import storage.channels
import storage.proposals
import storage.updates
import templates
from handlers.capture import drafts, flows, proposals, statements
from handlers.capture.drafts import Finding
from handlers.common.deps import Deps
from handlers.common.requests import Click, Outdated, Source, number
from rules.people import Person
from rules.refusal import Refusal
from storage.proposals import Proposal
from templates import Message


async def on_save(click: Click, deps: Deps) -> Message:
    """*Save …* on a draft; with a milestone picked where several fit."""
    id, _, milestone = click.value.partition(" ")
    return await deps.transact(save, person=click.person, id=number(id), milestone=milestone, now=click.now)


async def on_dismiss(click: Click, deps: Deps) -> Message:
    return await deps.transact(dismiss, person=click.person, id=number(click.value), now=click.now)


async def on_hush(click: Click, deps: Deps) -> Message:
    """*Not in this channel* and *Never for me*."""
    channel = "" if click.action == "hush_all" else click.value
    if click.action == "hush_here" and not await deps.read(storage.channels.get, team=deps.team, id=click.value):
        raise Outdated
    await deps.transact(storage.capture.silence, team=deps.team, user=click.person.id, channel=channel, now=click.now)
    return templates.render("capture/drafts_muted", channel=channel, again=False)


async def on_unhush(click: Click, deps: Deps) -> Message:
    channel = "" if click.value == "everywhere" else click.value
    await deps.transact(storage.capture.unsilence, team=deps.team, user=click.person.id, channel=channel)
    return templates.render("capture/drafts_muted", channel=channel, again=True)


async def on_answer(click: Click, deps: Deps) -> Message | None:
    """*Accept* and *Reject* of the owner; the direct message itself then says what became of it."""
    accept = click.action == "proposal_yes"
    saved = await deps.transact(
        proposals.answer, person=click.person, id=number(click.value), accept=accept, now=click.now
    )
    return templates.render("capture/saved", saved=(saved,), today=click.today) if saved else None


async def on_retract(click: Click, deps: Deps) -> Message:
    """*Undo* on what was only noted."""
    record = await deps.transact(statements.retract, person=click.person, update=number(click.value), now=click.now)
    return templates.render("capture/retracted", record=record)


async def on_project(click: Click, deps: Deps) -> Message:
    """An update of a channel that serves several projects is put under another one (B-27)."""
    update, _, project = click.value.partition(" ")
    return await deps.transact(rehome, person=click.person, update=number(update), project=project, now=click.now)


async def every_proposal(deps: Deps) -> None:
    """Each minute: what nobody answered in time lapses; nothing changes by silence."""
    if await deps.read(storage.proposals.overdue, team=deps.team, now=deps.now()):
        await deps.transact(proposals.expire, team=deps.team, now=deps.now())


def save(session: Session, *, person: Person, id: int, milestone: str, now: datetime) -> Message:
    """This will do what the draft says, for its author alone; one draft is saved once."""
    proposal = _mine(session, person=person, id=id)
    draft = drafts.shown(session, team=person.team, proposal=proposal)
    form = drafts.settled(Finding(draft.form), milestone).form if milestone in proposal.choices else draft.form
    source = source_of(proposal)
    saved = proposals.attempt(session, person=person, said=form, source=source, now=now)
    if saved.refused is None:
        storage.proposals.close(session, team=person.team, id=id, state="saved", by=person.id)
        _drop_others(session, team=person.team, proposal=proposal)
    if saved.kept:
        flows.mark(session, person=person, source=source, now=now)
    return flows.listed(session, person=person, source=source, now=now, saved=saved)


def dismiss(session: Session, *, person: Person, id: int, now: datetime) -> Message:
    proposal = _mine(session, person=person, id=id)
    storage.proposals.close(session, team=person.team, id=id, state="dismissed", by=person.id)
    return flows.listed(session, person=person, source=source_of(proposal), now=now)


def rehome(session: Session, *, person: Person, update: int, project: str, now: datetime) -> Message:
    record = storage.updates.get(session, team=person.team, id=update)
    if record.author != person.id:
        raise Refusal("Only who wrote this can move it.")
    storage.audit.acting(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    if project in storage.channels.projects(session, team=person.team, channel=record.channel):
        storage.updates.rehome(session, team=person.team, id=update, project=project)
        storage.capture.used(session, team=person.team, channel=record.channel, project=project, now=now)
    source = Source(record.channel, record.ts, None, record.permalink, record.text, record.restricted)
    return flows.listed(session, person=person, source=source, now=now)


def source_of(proposal: Proposal) -> Source:
    return Source(
        proposal.channel, proposal.ts, proposal.thread_ts, proposal.permalink, proposal.text, proposal.restricted
    )


def _mine(session: Session, *, person: Person, id: int) -> Proposal:
    proposal = storage.proposals.get(session, team=person.team, id=id)
    if proposal.asked != person.id:
        raise Refusal("That is not yours to answer.")
    if proposal.state != "open":
        raise Refusal("That was already answered.", f"It is {proposal.state}.")
    return proposal


def _drop_others(session: Session, *, team: str, proposal: Proposal) -> None:
    """Of several readings of one line the others go with the first that is picked."""
    if proposal.origin != "choice":
        return
    for other in storage.proposals.of_message(
        session, team=team, channel=proposal.channel, ts=proposal.ts, origin="choice"
    ):
        if other.state == "open":
            storage.proposals.close(session, team=team, id=other.id, state="withdrawn")


CLICKS = {
    "draft_save": on_save,
    "draft_drop": on_dismiss,
    "hush_here": on_hush,
    "hush_all": on_hush,
    "hush_off": on_unhush,
    "proposal_yes": on_answer,
    "proposal_no": on_answer,
    "note_undo": on_retract,
    "update_project": on_project,
}
