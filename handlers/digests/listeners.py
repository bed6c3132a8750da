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
from handlers.common.requests import Click, CommandCall
from handlers.digests import flows, queries
from rules import digests
from rules.digests import EditionAudience, EditionSlot
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from storage.digests import EditionKey
from templates import RenderedMessage


async def run_digest(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `digest preview [executive]`, `digest send [--force]`, `digest pause` or `digest resume`."""
    words = call.text.casefold().split() or ["preview"]
    program = await deps.read(lookup.resolve_program, person=call.person, text=call.text, channel=call.channel)
    audience = EditionAudience.EXECUTIVE if "executive" in words else EditionAudience.DELIVERY
    if words[0] == "preview":
        rendered = await deps.read(
            flows.preview_edition,
            person=call.person,
            program=program.id,
            audience=audience,
            channel=call.channel,
            now=call.now,
        )
        return rendered.top
    if words[0] == "send":
        sent = await deps.commit(
            flows.send_edition,
            person=call.person,
            program=program.id,
            force="force" in call.text.casefold(),
            now=call.now,
        )
        return templates.render("digests/sent", channels=sent, program=program)
    if words[0] in ("pause", "resume"):
        paused = words[0] == "pause"
        await deps.commit(set_paused, person=call.person, program=program.id, paused=paused)
        return templates.render("digests/paused", program=program, paused=paused)
    raise Refusal(f"I don't know `digest {words[0][:20]}`.", "", "Try `digest preview`, `send`, `pause` or `resume`.")


def set_paused(session: Session, *, person: Person, program: str, paused: bool) -> None:
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    storage.digests.set_paused(session, team=person.team, program=program, paused=paused)


async def post_due_digests(deps: Deps) -> None:
    """Run each minute: post what is due; one program's failure never stops another's."""
    now = deps.now()
    jobs: tuple[tuple[str, Any, Any], ...] = (
        ("digests", flows.due_editions, flows.post_edition),
        ("missed digests", flows.missed_editions, flows.skip_edition),
        ("digest drafts", _due_drafts, send_draft),
    )
    for job, due_query, flow in jobs:
        due_items = await deps.read(due_query, team=deps.team, now=now)
        tasks = {id: isolation.transaction_task(deps, flow, program=id, slot=slot, now=now) for id, slot in due_items}
        await isolation.run_each(deps, job=job, tasks=tasks)


def _due_drafts(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    due = []
    for program in flows.programs_with_digest(session, team=team):
        slot = digests.due_draft_slot(now=now, zone=program.zone)
        if slot is None or not program.manager or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        key = EditionKey(team, program.id, slot.period, storage.digests.DRAFT)
        if storage.digests.find_edition(session, key) is None:
            due.append((program.id, slot))
    return tuple(due)


def send_draft(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """Send Friday's draft to the program manager, who has until Monday to review it (B-80)."""
    program_record = storage.plan.program(session, team=team, id=program)
    if program_record.manager is None:
        return
    facts = queries.build_edition(session, team=team, program=program, period=slot.period, channel="", now=now)
    today = now.date()
    rendered = flows.render_edition(
        session, team=team, edition=facts, audience=EditionAudience.DELIVERY, marks=("draft",), today=today
    )
    key = f"draft:{program}:{slot.period}"
    posting.post_message(
        session, key=key, team=team, channel=program_record.manager, message=rendered.top, now=now, kind="digest"
    )
    request = templates.render("digests/review", program=program_record, period=slot.period)
    posting.post_message(
        session, key=f"{key}:ask", team=team, channel=program_record.manager, message=request, now=now, kind="digest"
    )
    draft = EditionKey(team, program, slot.period, storage.digests.DRAFT)
    storage.digests.save_edition(session, draft, state="draft", now=now)


async def on_reviewed(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Looks good* under the draft."""
    program, _, period = click.value.partition(" ")
    await deps.commit(mark_reviewed, person=click.person, program=program, period=period, now=click.now)
    return templates.render("digests/reviewed")


def mark_reviewed(session: Session, *, person: Person, program: str, period: str, now: datetime) -> None:
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    draft = EditionKey(person.team, program, period, storage.digests.DRAFT)
    if storage.digests.find_edition(session, draft) is None:
        raise NotFound("That draft is gone.")
    storage.digests.save_edition(session, draft, state="reviewed", now=now, by=person.id)


COMMANDS = (
    Command(
        "digest",
        "digest [preview|send|pause|resume] [PRG-1] [executive] [--force]",
        "The weekly digest: look at it, send it now, stop it or start it again.",
        run_digest,
        examples=("digest preview", "digest send", "digest pause", "digest resume"),
    ),
)
CLICKS = {"digest_reviewed": on_reviewed}
