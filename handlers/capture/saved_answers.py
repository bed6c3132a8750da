"""The answer to statements that were saved, with what is to be said about their days."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

import templates
from handlers.capture.statements import SavedStatement
from handlers.common import day_off
from handlers.plan.milestone_updates import ChangeOutcome
from rules.refusal import NotFound
from templates import RenderedMessage


def render_saved(session: Session, saved: tuple[ChangeOutcome, ...], *, team: str, today: date) -> RenderedMessage:
    """Render what became of each statement; a day off is named, with a button to the next working day."""
    message = templates.render("capture/saved", saved=saved, today=today)
    # A refusal repeats what the person typed, as it would for a record that does not exist.
    message = replace(message, echo=all(isinstance(outcome.refused, NotFound) for outcome in saved))
    for outcome in saved:
        if outcome.effect and outcome.changed:
            after = outcome.changed.after
            message = day_off.add_note(session, message, team=team, subject=after.id, day=after.forecast, today=today)
        elif isinstance(outcome, SavedStatement) and outcome.blocker:
            blocker = outcome.blocker
            message = day_off.add_note(
                session,
                message,
                team=team,
                subject=blocker.milestone,
                day=blocker.needed_by,
                today=today,
                move="",
            )
    return message
