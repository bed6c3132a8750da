"""The last step of every command, button and form that changes a milestone: the change itself, and its answer."""

from datetime import date, datetime

import templates
from handlers.change_requests import commitments
from handlers.common import day_off
from handlers.common.deps import Deps
from handlers.common.requests import Source, local_date
from handlers.plan import proposals
from handlers.plan.milestone_updates import ChangeOutcome, MilestoneStatement
from rules.people import Person
from templates import RenderedMessage


async def change_milestone(
    deps: Deps, *, person: Person, statement: MilestoneStatement, source: Source, now: datetime
) -> RenderedMessage:
    """Change a milestone, or ask its owner to accept the change; return the answer."""
    outcome = await deps.commit(proposals.apply_or_propose, person=person, statement=statement, source=source, now=now)
    return await answer_outcome(deps, outcome, today=local_date(person, now))


async def answer_outcome(deps: Deps, outcome: ChangeOutcome, *, today: date, notified: bool = False) -> RenderedMessage:
    """Render a change as `render_outcome` does, and say whether its new date is a day off."""
    if not (outcome.effect and outcome.changed):
        return render_outcome(outcome, today=today, notified=notified)
    after = outcome.changed.after
    day = after.forecast
    value = ""
    if day:
        is_beyond = await deps.read(commitments.is_beyond, team=deps.team, milestone=after.id, day=day)
        value = commitments.encode_wish(after.id, day, outcome.changed.reason) if is_beyond else ""
    message = render_outcome(outcome, today=today, notified=notified, beyond=value)
    return await day_off.with_note(deps, message, subject=after.id, day=after.forecast, today=today)


def render_outcome(outcome: ChangeOutcome, *, today: date, notified: bool = False, beyond: str = "") -> RenderedMessage:
    """Render a change, or the notice that the owner is asked; `notified` people know that their dates moved.

    `beyond` is what *Request new committed date* carries, where the slip is beyond the tolerance.
    """
    if outcome.proposed:
        return templates.render("capture/saved", saved=(outcome,), today=today)
    if outcome.effect:
        return templates.render(
            "plan/slip_saved",
            changed=outcome.changed,
            effect=outcome.effect,
            change=outcome.change,
            told=notified,
            beyond=beyond,
            today=today,
        )
    return templates.render("plan/changed", changed=outcome.changed, change=outcome.change, today=today)
