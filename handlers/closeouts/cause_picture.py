"""The picture of a project's lateness by cause, sent to whoever asks for it under a scorecard."""

from typing import Any

from sqlmodel import Session

import templates
from handlers.closeouts import scorecards
from handlers.common.deps import Deps
from handlers.common.picture_messages import send_picture
from handlers.common.requests import Click
from rules.closeouts.lateness import LatenessCause
from rules.people import Person
from rules.refusal import NotFound
from templates import RenderedMessage
from templates.pictures import CauseBar


def cause_facts(session: Session, *, person: Person, project: str) -> dict[str, Any]:
    """Return what the picture shows, as the reader may see it; raise NotFound where no day was lost or won."""
    view = scorecards.project_scorecard(session, person=person, project=project)
    if not view.score.causes:
        raise NotFound(f"No day of {view.project.name} ({project}) was lost or won back.", "", "")
    bars = tuple(
        CauseBar(_label(cause, view.labels.get(cause.id, cause.id)), cause.days) for cause in view.score.causes
    )
    return {"title": f"{view.project.name}: where the days went", "causes": bars}


def _label(cause: LatenessCause, name: str) -> str:
    if cause.kind == "merge":
        return "Paths that met later than planned"
    return {"change": f"Approved change {name}", "hand-over": f"Hand-over: {name}"}.get(cause.kind, name)


async def on_picture(click: Click, deps: Deps) -> RenderedMessage:
    """Draw the causes and send them as a direct message; say so, or that they could not be drawn."""
    facts = await deps.read(cause_facts, person=click.person, project=click.value)
    sent = await send_picture(deps, "causes", user=click.person.id, filename=f"causes-{click.value}.png", facts=facts)
    return templates.render("closeouts/picture", title=facts["title"], sent=sent)
