"""Proposals of goals: sent for whoever may not set them, and *Accept* and *Decline* under them."""

from dataclasses import dataclass
from datetime import datetime

import templates
from handlers.common import channels
from handlers.common.deps import Deps
from handlers.common.requests import Click, local_date, refuse_malformed
from handlers.goals import asking, replies
from handlers.goals.asking import GoalRequest
from rules.people import NeedsConsent, Person
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class _Answered:
    """A proposal as its buttons carry it, read again."""

    request: GoalRequest
    author: str
    key: str


async def propose(person: Person, channel: str, text: str, refusal: NeedsConsent, deps: Deps) -> RenderedMessage:
    """Ask whoever may change these goals to make the change that was refused."""
    now = deps.now()
    request = await deps.read(
        asking.read_request, team=deps.team, text=text, day=local_date(person, now), locale=person.locale
    )
    private = await channels.is_closed(deps, channel)
    asked = await deps.commit(asking.ask, person=person, request=request, private=private, now=now, refusal=refusal)
    return templates.render("goals/proposed", asked=asked)


async def on_accept(click: Click, deps: Deps) -> RenderedMessage:
    """Make the proposed change, and show its result."""
    answered = await _read_click(click, deps)
    id = await deps.commit(
        asking.accept,
        person=click.person,
        request=answered.request,
        author=answered.author,
        key=answered.key,
        now=click.now,
    )
    if id.startswith("PRJ-"):
        return await replies.render_weights(id, click.person, deps, saved=True)
    return await replies.render_card(id, click.person, deps, saved=True)


async def on_decline(click: Click, deps: Deps) -> None:
    """Decline the proposal; the message itself then says so."""
    answered = await _read_click(click, deps)
    await deps.commit(
        asking.decline,
        person=click.person,
        request=answered.request,
        author=answered.author,
        key=answered.key,
        now=click.now,
    )


async def _read_click(click: Click, deps: Deps) -> _Answered:
    with refuse_malformed():
        text, key = str(click.fields["text"]), str(click.fields["key"])
        at = datetime.fromisoformat(click.fields["day"])
        day = local_date(click.person, at)
    request = await deps.read(asking.read_request, team=deps.team, text=text, day=day, locale=click.person.locale)
    return _Answered(request, asking.author_of(key), key)


CLICKS = {"goal_accept": on_accept, "goal_decline": on_decline}
