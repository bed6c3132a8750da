"""Answers under the lines of a posted digest: put together from what is stored, and edited in place (M-13).

The message as it was posted is kept with its edition, and each answer is laid over its block, which is named after
the edition and the line. The edition is not rendered again: the plan of today would tell other facts than those that
people answered.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.channels
import storage.digesting.answers
import storage.digesting.shown
import storage.people
import storage.plan
import templates
from handlers.answers import line_records, line_refs
from handlers.common import posting
from rules.digests import answers as rule
from rules.digests.answers import LineAnswers
from rules.digests.editions import EditionAudience
from rules.digests.line_answers import LineAnswer
from rules.refusal import NotFound
from rules.time.working_time import local_day
from storage.digesting.answers import StoredAnswer
from storage.digesting.shown import ShownEdition
from storage.digests import EditionKey
from templates import RenderedMessage
from templates.limits import JSON_IN_PART

# Editions that are kept current; an older one is edited only where somebody answers in it.
CURRENT = timedelta(days=14)
# Letters of a quoted question or reply, from the usual to what a crowded message has room for.
QUOTED_LENGTHS = (160, 80, 40)


def lock_editions(
    session: Session,
    *,
    team: str,
    program: str,
    keys: Collection[str],
    now: datetime,
    clicked: tuple[EditionKey, int] | None = None,
) -> tuple[ShownEdition, ...]:
    """Return the posted editions that show one of these lines, locked in one order: two answers wait for each other.

    Without the lock two people who answer two lines at once would each save a message that lacks the other's answer.
    """
    found = storage.digesting.shown.shown_editions(session, team=team, since=now - CURRENT, program=program)
    wanted = {(shown.key, shown.revision) for shown in found if not shown.lines.keys().isdisjoint(keys)}
    wanted |= {clicked} if clicked else set()
    ordered = sorted(wanted, key=lambda one: (one[0].period, one[0].channel, one[1]))
    locked = (storage.digesting.shown.find_shown(session, key, revision=n, lock=True) for key, n in ordered)
    return tuple(shown for shown in locked if shown)


def show_answers(session: Session, *, team: str, editions: Iterable[ShownEdition], now: datetime) -> None:
    """Edit each of these locked editions whose lines have other answers than it shows."""
    session.flush()
    for shown in editions:
        _show_in_edition(session, team, shown, now=now)


def _show_in_edition(session: Session, team: str, shown: ShownEdition, *, now: datetime) -> None:
    program = storage.plan.program(session, team=team, id=shown.key.program)
    found = answers_of_edition(session, team=team, shown=shown, zone=program.zone)
    posted = storage.digesting.shown.message_of(session, shown)
    if not posted:
        return
    today = local_day(program.zone, now)
    ref = f"{shown.key.program} {shown.key.period}:{shown.revision}"
    for length in QUOTED_LENGTHS:
        lines = {key: _sentence(found[key], shown, length, today) for key in shown.lines}
        additions = {f"{line_refs.BLOCK_PREFIX}{ref} {key}": words for key, words in lines.items() if words}
        message = templates.with_lines(RenderedMessage(list(posted["blocks"]), str(posted["text"])), additions)
        if templates.json_size(message.blocks) <= JSON_IN_PART:
            break
    if lines == dict(shown.lines):
        return
    number = storage.digesting.shown.save_lines(session, shown, lines)
    posting.update_message(
        session,
        key=f"{shown.message_key}:answers:{number}",
        original_key=shown.message_key,
        team=team,
        channel=shown.key.channel,
        message=message,
        now=now,
    )


def _sentence(answers: LineAnswers, shown: ShownEdition, quoted: int, today: date) -> str:
    if not answers:
        return ""
    ids = shown.audience != EditionAudience.EXECUTIVE
    return templates.render_text("answers/line_answers", answers=answers, ids=ids, quoted=quoted, today=today)


def answers_of_edition(session: Session, *, team: str, shown: ShownEdition, zone: str) -> dict[str, LineAnswers]:
    """Return what stands under each line: what was answered since the edition was posted, and what became of it."""
    records = {key: key.partition(":")[2] for key in shown.lines}
    stored = storage.digesting.answers.answers_since(
        session, team=team, programs=[shown.key.program], since=shown.at, items=frozenset(records.values())
    )
    readable = readable_answers(session, team=team, stored=stored, channel=shown.key.channel, zone=zone)
    return {
        key: rule.put_together(
            (answer for answer in readable if answer.record == record), outcome=_outcome(session, team, record)
        )
        for key, record in records.items()
    }


def _outcome(session: Session, team: str, record: str) -> str:
    try:
        return line_records.find_record(session, team=team, id=record).over
    except NotFound:
        return "Deleted"


def readable_answers(
    session: Session, *, team: str, stored: Iterable[StoredAnswer], channel: str, zone: str
) -> tuple[LineAnswer, ...]:
    """Return answers as the readers of a channel may know them: what was said in a closed channel stays there.

    A direct message to Baton is meant to be acted on, so that what is answered there is shown.
    """
    stored = tuple(stored)
    closed = {
        id
        for id in {answer.channel for answer in stored} - {channel}
        if not id.startswith("D")
        if (known := storage.channels.find_channel(session, team=team, id=id)) is None
        or known.is_private
        or known.is_external
    }
    ids = frozenset(user for answer in stored for user in (answer.by, answer.asked_of) if user)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        LineAnswer(
            answer.item,
            answer.kind,
            names.get(answer.by, "Someone"),
            answer.at,
            text=answer.text,
            asked_of=names.get(answer.asked_of, ""),
            reply=answer.reply,
            day=local_day(zone, answer.at),
        )
        for answer in stored
        if answer.channel not in closed
    )
