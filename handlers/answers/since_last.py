"""Answers to the lines of the last edition, for the next one to say."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.digesting.answers
from handlers.answers import line_records, shown_lines
from rules.digests.line_answers import LineAnswer
from rules.plan import Program
from rules.privacy import Secrets
from rules.refusal import NotFound


def answers_since(
    session: Session, *, team: str, program: Program, channel: str, secrets: Secrets, since: datetime
) -> tuple[LineAnswer, ...]:
    """Return what was answered since an instant about what is still open, as the readers of a channel may know it."""
    stored = storage.digesting.answers.answers_since(session, team=team, programs=[program.id], since=since)
    visible = [answer for answer in stored if answer.item not in secrets.ids]
    labels = {item: _open_label(session, team, item) for item in {answer.item for answer in visible}}
    readable = shown_lines.readable_answers(session, team=team, stored=visible, channel=channel, zone=program.zone)
    return tuple(
        replace(answer, label=labels[answer.record]) for answer in dict.fromkeys(readable) if labels[answer.record]
    )


def _open_label(session: Session, team: str, item: str) -> str:
    """Return the label of a record, empty once it is over."""
    try:
        record = line_records.find_record(session, team=team, id=item)
    except NotFound:
        return ""
    return "" if record.over else record.label
