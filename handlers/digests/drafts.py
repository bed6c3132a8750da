"""The draft of a digest: sent to the program manager on Friday, who has until Monday to review it (B-80)."""

from datetime import datetime

from sqlmodel import Session

import storage.digests
import storage.people
import storage.plan
import templates
from handlers.common import posting
from handlers.digests import flows, queries, weekly_slots
from rules.digests import slots
from rules.digests.editions import EditionAudience
from rules.digests.slots import EditionSlot
from rules.people import Action, Person
from rules.refusal import NotFound
from rules.time.working_time import local_day
from storage.digests import EditionKey


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
    today = local_day(program_record.zone, now)
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


def mark_reviewed(session: Session, *, person: Person, program: str, period: str, now: datetime) -> None:
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program)
    draft = EditionKey(person.team, program, period, storage.digests.DRAFT)
    if storage.digests.find_edition(session, draft) is None:
        raise NotFound("That draft is gone.")
    storage.digests.save_edition(session, draft, state="reviewed", now=now, by=person.id)
