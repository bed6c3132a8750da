"""*Accept* and *Decline* on proposals, and what becomes of items and dates that a person may only propose."""

import json
from dataclasses import replace
from datetime import date

import storage.proposals
import templates
from handlers.common import channels, day_off, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, parse_record_number, refuse_malformed
from handlers.plan import plan_proposals, proposals
from handlers.plan.corrections import CorrectionEffect
from handlers.plan.plan_proposals import PlanProposal
from handlers.plan.wanted_changes import MadeChange
from rules.capture.proposals import ProposalOrigin, WantedChange, WantedKind
from rules.corrections import Correction
from rules.people import NeedsConsent
from rules.plan import Program, Project
from templates import RenderedMessage


async def create_or_propose(call: CommandCall, deps: Deps, wanted: WantedChange) -> RenderedMessage:
    """Create an item, or propose it to whoever may create it; return the answer."""
    source = replace(call.source, channel=call.channel, private=await channels.is_closed(deps, call.channel))
    made = await deps.commit(
        plan_proposals.create_or_propose, person=call.person, wanted=wanted, source=source, now=call.now
    )
    if isinstance(made, PlanProposal):
        return undoing.with_undo(deps, templates.render("plan/proposed", asked=made, today=call.today))
    return await _render_made(deps, made, today=call.today)


async def _render_made(deps: Deps, made: MadeChange, *, today: date) -> RenderedMessage:
    if isinstance(made, Program):
        return undoing.with_undo(deps, templates.render("plan/new_program_done", program=made))
    if isinstance(made, Project):
        return undoing.with_undo(deps, templates.render("plan/new_project_done", project=made))
    if isinstance(made, CorrectionEffect):
        return templates.render("plan/corrected", effect=made, today=today)
    message = undoing.with_undo(deps, templates.render("plan/new_milestone_done", milestone=made, today=today))
    return await day_off.with_note(deps, message, subject=made.id, day=made.own_date, today=today)


async def on_answer(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Accept* and *Decline*; the direct message itself then shows the outcome."""
    accept, id = click.action == "proposal_yes", parse_record_number(click.value)
    proposal = await deps.read(storage.proposals.get_proposal, team=deps.team, id=id)
    if proposal.origin is ProposalOrigin.ROLE:
        made = await deps.commit(
            plan_proposals.answer_proposal, person=click.person, id=id, accept=accept, now=click.now
        )
        return await _render_made(deps, made, today=click.today) if made else None
    saved = await deps.commit(proposals.answer_proposal, person=click.person, id=id, accept=accept, now=click.now)
    return templates.render("capture/saved", saved=(saved,), today=click.today) if saved else None


async def offer_commit(
    call: CommandCall, deps: Deps, correction: Correction, day: date, refusal: NeedsConsent
) -> RenderedMessage:
    """Offer to ask whoever may set a committed date; raise the refusal where nobody can be asked."""
    offer = await deps.read(
        plan_proposals.commit_offer, person=call.person, milestone=correction.id, day=day, now=call.now
    )
    if offer is None:
        raise refusal
    value = json.dumps(offer.wanted.to_json())
    return templates.render(
        "plan/commit_offer",
        refusal=refusal,
        decider=offer.decider,
        label=offer.where,
        day=day,
        value=value,
        today=call.today,
    )


async def on_propose_commit(click: Click, deps: Deps) -> RenderedMessage:
    """Handle the button that asks for a committed date."""
    with refuse_malformed():
        wanted = WantedChange.from_json(click.fields)
        if wanted.kind is not WantedKind.COMMIT or wanted.day is None:
            raise ValueError
    source = await channels.interaction_source(deps, click.channel)
    made = await deps.commit(
        plan_proposals.propose_commit, person=click.person, wanted=wanted, source=source, now=click.now
    )
    return undoing.with_undo(deps, templates.render("plan/proposed", asked=made, today=click.today))


CLICKS = {"proposal_yes": on_answer, "proposal_no": on_answer, "propose_commit": on_propose_commit}
