"""Changes of goals that are made, or proposed to whoever may make them, and *Accept* and *Decline* under a proposal."""

from dataclasses import replace

import templates
from handlers.common import channels, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, parse_record_number
from handlers.goals import asking, replies
from rules.goals.requests import GoalRequest
from rules.people import NeedsConsent
from templates import RenderedMessage

Asker = CommandCall | Click | FormSubmission


async def make_or_propose(asker: Asker, request: GoalRequest, deps: Deps) -> RenderedMessage:
    """Make a change of goals and show the result, or ask whoever may make it."""
    person = asker.person
    try:
        id = await deps.commit(asking.apply, person=person, author=person.id, request=request, now=asker.now)
    except NeedsConsent as refusal:
        return await propose(asker, request, refusal, deps)
    return await replies.render_changed(id, person, deps)


async def propose(asker: Asker, request: GoalRequest, refusal: NeedsConsent, deps: Deps) -> RenderedMessage:
    """Ask whoever may change these goals to make the change that was refused."""
    source = await channels.interaction_source(deps, asker.channel)
    if isinstance(asker, CommandCall):
        source = replace(asker.source, channel=asker.channel, private=await channels.is_closed(deps, asker.channel))
    asked = await deps.commit(
        asking.ask, person=asker.person, request=request, source=source, now=asker.now, refusal=refusal
    )
    return undoing.with_undo(deps, templates.render("goals/proposed", asked=asked))


async def on_answer(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle *Accept* and *Decline*; the question itself then shows the outcome."""
    id = await deps.commit(
        asking.answer_proposal,
        person=click.person,
        id=parse_record_number(click.value),
        accept=click.action == "goal_accept",
        now=click.now,
    )
    return await replies.render_changed(id, click.person, deps) if id else None


CLICKS = {"goal_accept": on_answer, "goal_decline": on_answer}
