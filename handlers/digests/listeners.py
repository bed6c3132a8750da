"""The weekly digest: the verb `digest`, the review of its draft, and the clock that posts it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.digests
import storage.people
import storage.plan
import templates
from handlers.common import isolation, lookup, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click
from handlers.digests import flows, queries
from rules import digests
from rules.digests import Audience, Slot
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from templates import Message


async def digest(call: Call, deps: Deps) -> Message:
    """`digest preview [executive]`, `digest send [--force]`, `digest pause`, `digest resume`"""
    said = call.text.casefold().split() or ["preview"]
    program = await deps.read(lookup.program_meant, person=call.person, text=call.text, channel=call.channel)
    audience = Audience.EXECUTIVE if "executive" in said else Audience.DELIVERY
    if said[0] == "preview":
        rendered = await deps.read(
            flows.preview,
            person=call.person,
            program=program.id,
            audience=audience,
            channel=call.channel,
            now=call.now,
        )
        return rendered.top
    if said[0] == "send":
        sent = await deps.transact(
            flows.send,
            person=call.person,
            program=program.id,
            force="force" in call.text.casefold(),
            now=call.now,
        )
        return templates.render("digests/sent", channels=sent, program=program)
    if said[0] in ("pause", "resume"):
        paused = said[0] == "pause"
        await deps.transact(pause, person=call.person, program=program.id, paused=paused, now=call.now)
        return templates.render("digests/paused", program=program, paused=paused)
    raise Refusal(f"I don't know `digest {said[0][:20]}`.", "", "Try `digest preview`, `send`, `pause` or `resume`.")


def pause(session: Session, *, person: Person, program: str, paused: bool, now: datetime) -> None:
    storage.people.require(session, person=person, action=Action.EDIT_DIGEST, program=program)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    storage.digests.pause(session, team=person.team, program=program, paused=paused)


async def every_edition(deps: Deps) -> None:
    """Each minute: what should stand by now is posted; one program's fault never stops another's."""
    now = deps.now()
    jobs: tuple[tuple[str, Any, Any], ...] = (
        ("digests", flows.due, flows.publish),
        ("missed digests", flows.missed, flows.skip),
        ("digest drafts", _drafts_due, draft),
    )
    for job, due, flow in jobs:
        found = await deps.read(due, team=deps.team, now=now)
        turns = {id: isolation.turn(deps, flow, program=id, slot=slot, now=now) for id, slot in found}
        await isolation.each(deps, job=job, turns=turns)


def _drafts_due(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, Slot], ...]:
    found = []
    for program in flows.informed(session, team=team):
        slot = digests.draft_due(now=now, zone=program.zone)
        if slot is None or not program.manager or storage.digests.paused(session, team=team, program=program.id):
            continue
        known = storage.digests.get(
            session, team=team, program=program.id, period=slot.period, channel=storage.digests.DRAFT
        )
        if known is None:
            found.append((program.id, slot))
    return tuple(found)


def draft(session: Session, *, team: str, program: str, slot: Slot, now: datetime) -> None:
    """Friday's draft goes to the program manager, who has until Monday to look at it (B-80)."""
    found = storage.plan.program(session, team=team, id=program)
    if found.manager is None:
        return
    facts = queries.edition(session, team=team, program=program, period=slot.period, channel="", now=now)
    today = now.date()
    rendered = flows.render(
        session, team=team, edition=facts, audience=Audience.DELIVERY, marks=("draft",), today=today
    )
    key = f"draft:{program}:{slot.period}"
    posting.say(session, key=key, team=team, channel=found.manager, message=rendered.top, now=now, kind="digest")
    ask = templates.render("digests/review", program=found, period=slot.period)
    posting.say(session, key=f"{key}:ask", team=team, channel=found.manager, message=ask, now=now, kind="digest")
    storage.digests.keep(
        session,
        team=team,
        program=program,
        period=slot.period,
        channel=storage.digests.DRAFT,
        revision=0,
        state="draft",
        now=now,
    )


async def on_reviewed(click: Click, deps: Deps) -> Message:
    """*Looks good* under the draft."""
    program, _, period = click.value.partition(" ")
    await deps.transact(review, person=click.person, program=program, period=period, now=click.now)
    return templates.render("digests/reviewed")


def review(session: Session, *, person: Person, program: str, period: str, now: datetime) -> None:
    storage.people.require(session, person=person, action=Action.EDIT_DIGEST, program=program)
    known = storage.digests.get(
        session, team=person.team, program=program, period=period, channel=storage.digests.DRAFT
    )
    if known is None:
        raise NotFound("That draft is gone.")
    storage.digests.keep(
        session,
        team=person.team,
        program=program,
        period=period,
        channel=storage.digests.DRAFT,
        revision=0,
        state="reviewed",
        now=now,
        by=person.id,
    )


COMMANDS = (
    Command(
        "digest",
        "digest [preview|send|pause|resume] [PRG-1] [executive] [--force]",
        "The weekly digest: look at it, send it now, stop it or start it again.",
        digest,
        examples=("digest preview", "digest send", "digest pause", "digest resume"),
    ),
)
CLICKS = {"digest_reviewed": on_reviewed}
