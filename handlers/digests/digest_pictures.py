"""Pictures of an edition, in its thread: the next eight weeks, or a benefit (else the finish) and the goals."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.benefits
import storage.digests
import storage.privacy
from handlers.benefits import picture as benefit_picture
from handlers.common import isolation, money
from handlers.common.deps import Deps
from handlers.common.picture_messages import FilePlace, lease_files, post_picture
from handlers.digests.figures import value_lines
from handlers.goals.picture import colours_of, goals_facts
from handlers.pictures.facts import KINDS, draw_facts
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from handlers.risks.queries import ViewRequest
from handlers.schedule import benefit_facts
from rules.digests.editions import EditionAudience
from rules.money import is_currency
from rules.people import Person
from rules.privacy import Audience, Secrets, includes_outsiders
from storage.digests import DueEdition
from storage.queues import outbox
from templates import pictures

CURVE, GOALS, EIGHT_WEEKS, FINISH = "benefit", "alignment", "eight weeks", "finish"
PICTURES = {EditionAudience.EXECUTIVE: (CURVE, GOALS), EditionAudience.DELIVERY: (EIGHT_WEEKS,)}
# What could not be posted by then is left out.
POSTING_SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ThreadPicture:
    """A picture for the thread of a message that was posted; `facts` are None where there is nothing to draw."""

    channel: str
    thread_ts: str
    layout: str
    facts: dict[str, Any] | None


def pictures_of(audience: EditionAudience) -> list[str]:
    """Return the names of the pictures that an edition for this audience gets."""
    return list(PICTURES[audience])


async def post_due_pictures(deps: Deps) -> None:
    """Post the pictures of the editions whose message is out, each once."""
    due = await deps.read(storage.digests.editions_to_illustrate, team=deps.team, since=deps.now() - POSTING_SPAN)
    tasks = {edition.key.message_key(edition.revision): partial(_illustrate, edition, deps) for edition in due}
    await isolation.run_each(deps, job="digest pictures", tasks=tasks)


async def _illustrate(edition: DueEdition, deps: Deps) -> None:
    """Post what is missing. One process at a time does, and what a dead one posted already is found in the thread."""
    key = edition.key.message_key(edition.revision)
    if not await deps.commit(lease_files, team=deps.team, name=key, now=deps.now()):
        return
    for number, name in enumerate(edition.pictures, 1):
        place = await deps.read(find_picture, edition=edition, name=name, now=deps.now())
        if place is None:
            return
        if place.facts is not None:
            await _upload(place, deps, key=f"{key}:{name}")
        # Each is noted at once, so that a failure of the next one posts none twice.
        await deps.commit(storage.digests.set_pictures_due, edition, pictures=edition.pictures[number:])


async def _upload(place: ThreadPicture, deps: Deps, *, key: str) -> None:
    """Draw and post; an edition whose picture cannot be drawn does without it."""
    assert place.facts is not None
    with suppress(pictures.PictureError):
        await post_picture(
            deps,
            place.layout,
            place=FilePlace(place.channel, place.thread_ts, key),
            filename=f"{place.layout.replace('_', '-')}.png",
            facts=place.facts,
        )


def find_picture(session: Session, *, edition: DueEdition, name: str, now: datetime) -> ThreadPicture | None:
    """Return a picture as far as the readers of the edition's channel may know it; None until the edition is out."""
    team, key = edition.key.team, edition.key
    sent = outbox.sent_message(session, key=key.message_key(edition.revision))
    if sent is None:
        return None
    audience = storage.privacy.resolve_audience(session, team=team, destination=key.channel)
    if includes_outsiders(audience):
        return ThreadPicture(*sent, name, None)
    asked = ViewRequest(Person(id="", team=team), key.program, key.channel, now, public=True)
    if name in KINDS:
        return _program_picture(session, name, asked, sent)
    state = plan_queries.program_state(session, team=team, program=key.program, now=now)
    if name == GOALS:
        return ThreadPicture(*sent, name, goals_facts(session, team, state.plan, colours_of(state)))
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=audience)
    curve = _curve_facts(session, team, state, audience, secrets)
    return ThreadPicture(*sent, name, curve) if curve else _program_picture(session, FINISH, asked, sent)


def _program_picture(session: Session, name: str, asked: ViewRequest, place: tuple[str, str]) -> ThreadPicture:
    found = draw_facts(session, name, asked=asked)
    return ThreadPicture(*place, KINDS[name].layout, found.facts if found else None)


def _curve_facts(
    session: Session, team: str, state: ProgramState, audience: Audience, secrets: Secrets
) -> dict[str, Any] | None:
    """Return the curve of the first benefit of the value lines that has one; sums only where channels may read them."""
    may_post_money = money.may_post_money(session, team=team, program=state.plan.program.id)
    for line in value_lines.value_lines(session, team, state, audience, secrets):
        benefit = storage.benefits.get_benefit(session, team=team, id=line.id)
        facts = benefit_facts.facts_of(session, team=team, benefit=benefit, today=state.today)
        curve = benefit_picture.draw_facts(facts, title=benefit.name, today=state.today)
        if curve and (may_post_money or not is_currency(benefit.unit)):
            return curve
    return None
