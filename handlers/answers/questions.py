"""Questions about lines of a digest: asked of the owner, answered, and shown under the line (B-128)."""

from datetime import datetime

from sqlmodel import Session

import storage.changes
import storage.digesting.answers
import storage.people
import templates
from handlers.answers import flows, line_records, line_refs, shown_lines
from handlers.answers.flows import AnsweredLine
from handlers.answers.line_records import LineRecord
from handlers.answers.line_refs import LineRef
from handlers.common import posting
from handlers.common.requests import Outdated
from rules.digests.answers import ANSWERABLE_KINDS
from rules.digests.line_answers import ReaderAnswer
from rules.digests.lines import line_key
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.time.working_time import local_day
from storage.digesting.answers import StoredAnswer

MAX_WORDS = 500


def ask_owner(
    session: Session, *, person: Person, ref: LineRef, channel: str, link: str, text: str, now: datetime
) -> AnsweredLine:
    """Ask the first person of the line; they get the question with *Answer*."""
    editions = flows.lock_line(session, person=person, ref=ref, channel=channel, now=now)
    record = line_refs.open_line(session, person=person, ref=ref, channel=channel, now=now)
    asked_of = whom_to_ask(record, person=person)
    return flows.save_answer(
        session, person, ref, record, editions, channel=channel, link=link, told=(asked_of,), now=now, text=text
    )


def whom_to_ask(record: LineRecord, *, person: Person) -> str:
    """Return the first person of a line other than the asker; raise Refusal if it is the asker's own."""
    asked_of = next((user for user in record.people if user != person.id), None)
    if asked_of is None:
        raise Refusal(f"{record.label} is yours: there is no one else to ask.", "", "")
    return asked_of


def suggest_question(record: LineRecord) -> str:
    """Return the question that a form begins with."""
    if record.id.startswith("M-"):
        return f"When do you expect {record.name} now, and what would help?"
    if record.id.startswith(("DEC-", "CR-")):
        return f"What do you still need to decide “{record.name}”?"
    return f"What is the latest on “{record.name}”?"


def name_of(session: Session, *, team: str, user: str) -> str:
    return storage.people.display_names(session, team=team, ids=frozenset({user})).get(user, "The owner")


def reply_to(session: Session, *, person: Person, id: int, text: str, now: datetime) -> AnsweredLine:
    """Save the answer of the person asked; the asker gets it, and it stands under the line."""
    found = storage.digesting.answers.get_answer(session, team=person.team, id=id)
    keys = [line_key(kind, found.item) for kind in ANSWERABLE_KINDS]
    editions = shown_lines.lock_editions(session, team=person.team, program=found.program, keys=keys, now=now)
    question = open_question(session, person=person, id=id, lock=True)
    record = line_records.find_record(session, team=person.team, id=question.item)
    storage.digesting.answers.save_reply(session, id=id, reply=text, now=now)
    session.flush()
    storage.changes.describe(session, f"The answer about {record.label}")
    today = local_day(person.zone, now)
    message = templates.render(
        "answers/reply_news", record=record, by=person.name, question=question.text, reply=text, today=today
    )
    key_of_news = f"digest-reply:{id}:{question.by}"
    posting.post_message(session, key=key_of_news, team=person.team, channel=question.by, message=message, now=now)
    shown_lines.show_answers(session, team=person.team, editions=editions, now=now)
    names = storage.people.display_names(session, team=person.team, ids=frozenset({question.by}))
    return AnsweredLine(record, (names.get(question.by, "the asker"),), question)


def open_question(session: Session, *, person: Person, id: int, lock: bool = False) -> StoredAnswer:
    """Return a question for the person it was put to; raise Refusal for others and once it is answered."""
    question = storage.digesting.answers.get_answer(session, team=person.team, id=id, lock=lock)
    if question.kind is not ReaderAnswer.ASKED:
        raise Outdated
    if question.asked_of != person.id:
        names = storage.people.display_names(session, team=person.team, ids=frozenset({question.asked_of}))
        raise NotAllowed(
            "This question isn't yours to answer.", f"{names.get(question.asked_of, 'Its owner')} was asked."
        )
    if question.reply:
        raise Refusal("You have answered this question already.", "", "`undo` takes it back.")
    return question
