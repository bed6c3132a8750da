"""The draft of a digest: sent to the program manager on Friday, who has until Monday to review it (B-80)."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.digests
import storage.plan
import templates
from handlers.common import posting
from handlers.digests import edits, queries, rendering, stand_ins, weekly_slots
from rules.digests import slots
from rules.digests.editions import DigestEdition, EditionAudience
from rules.digests.slots import EditionSlot
from rules.people import Person
from rules.plan import Program
from rules.refusal import NotFound
from rules.time.working_time import local_day
from storage.digests import EditionKey
from templates import RenderedMessage


def due_drafts(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, EditionSlot], ...]:
    """Return the drafts that should be out by now and are not, as (program, slot)."""
    due = []
    for program in weekly_slots.programs_with_digest(session, team=team):
        slot = slots.due_draft_slot(now=now, zone=program.zone)
        if slot is None or not program.manager or storage.digests.is_paused(session, team=team, program=program.id):
            continue
        key = EditionKey(team, program.id, slot.period, storage.digests.DRAFT)
        if storage.digests.find_edition(session, key) is None:
            due.append((program.id, slot))
    return tuple(due)


def send_draft(session: Session, *, team: str, program: str, slot: EditionSlot, now: datetime) -> None:
    """Send the draft to the program manager, with the request to review it."""
    program_record = storage.plan.program(session, team=team, id=program)
    if program_record.manager is None:
        return
    facts = queries.build_edition(session, team=team, program=program, period=slot.period, channel="", now=now)
    request = templates.render("digests/review", program=program_record, period=slot.period)
    messages = [
        *_draft_in_both_voices(session, team=team, program=program_record, facts=facts, now=now),
        ("ask", request),
    ]
    for user in stand_ins.reviewers(session, team=team, program=program_record, now=now):
        for name, message in messages:
            key = f"draft:{program}:{slot.period}:{name}:{user}"
            posting.post_message(session, key=key, team=team, channel=user, message=message, now=now, kind="digest")
    draft = EditionKey(team, program, slot.period, storage.digests.DRAFT)
    storage.digests.save_edition(session, draft, state="draft", now=now)


def _draft_in_both_voices(
    session: Session, *, team: str, program: Program, facts: DigestEdition, now: datetime
) -> Iterator[tuple[str, RenderedMessage]]:
    """Yield the edition as it would be posted now, as people edited it already."""
    today = local_day(program.zone, now)
    for voice in EditionAudience:
        edition = edits.edited_edition(
            session, team, facts, program, audience=voice, by=storage.audit.BATON_ACTOR, now=now
        )
        rendered = rendering.render_edition(
            session, team=team, edition=edition, audience=voice, marks=("draft",), today=today
        )
        yield voice.value, rendered.top


def mark_reviewed(session: Session, *, person: Person, program: str, period: str, now: datetime) -> None:
    program_record = storage.plan.program(session, team=person.team, id=program)
    edits.require_may_edit(session, person=person, program=program_record, now=now)
    draft = EditionKey(person.team, program, period, storage.digests.DRAFT)
    if storage.digests.find_edition(session, draft) is None:
        raise NotFound("That draft is gone.")
    storage.digests.save_edition(session, draft, state="reviewed", now=now, by=person.id)
