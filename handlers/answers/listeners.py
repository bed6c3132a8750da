"""The buttons under the lines of a digest, and the forms of a question and of its answer."""

from dataclasses import replace
from typing import Any

import templates
from handlers.answers import flows, line_records, line_refs, questions, ticks
from handlers.answers.flows import AnsweredLine
from handlers.answers.line_records import LineRecord
from handlers.answers.line_refs import LineRef
from handlers.change_requests import listeners as change_requests
from handlers.common import forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission, message_permalink, parse_record_number, refuse_malformed
from handlers.decisions import decision_forms
from rules.digests.line_answers import ReaderAnswer
from templates import RenderedMessage

# Records whose mute also silences direct messages: those name them.
SILENCED_PREFIXES = ("M-", "PRJ-")


async def on_answer(click: Click, deps: Deps) -> RenderedMessage | None:
    """Handle any answer to a line, from its button or its menu."""
    ref = line_refs.parse_ref(click.value, click.block)
    line: dict[str, Any] = {"person": click.person, "ref": ref, "channel": click.channel, "now": click.now}
    match ref.kind:
        case ReaderAnswer.ON_IT:
            answered = await deps.commit(flows.take_on, **line, link=_link(click, deps))
        case ReaderAnswer.HELP:
            answered = await deps.commit(flows.offer_help, **line, link=_link(click, deps))
        case ReaderAnswer.MUTED:
            answered = await deps.commit(flows.mute_line, **line)
            return _muted(answered)
        case ReaderAnswer.ASKED:
            record = await deps.read(line_refs.open_line, **line)
            await _open_question(click, ref, record, deps)
            return None
        case ReaderAnswer.DECIDE:
            await deps.read(line_refs.open_line, **line)
            await decision_forms.on_choose(replace(click, value=ref.record), deps)
            return None
        case ReaderAnswer.APPROVE:
            await deps.read(line_refs.open_line, **line)
            return await change_requests.on_approve(replace(click, value=ref.record), deps)
    return _receipt(ref.kind, answered, deps)


async def _open_question(click: Click, ref: LineRef, record: LineRecord, deps: Deps) -> None:
    asked_of = questions.whom_to_ask(record, person=click.person)
    view = templates.render_view(
        "answers/ask_form",
        record=record,
        who=await deps.read(questions.name_of, team=deps.team, user=asked_of),
        question=questions.suggest_question(record),
        metadata=f"{click.channel} {ref.value} {click.message_ts}",
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_question(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Send the question to the owner."""
    with refuse_malformed():
        value, message_ts = form.subject.rsplit(" ", 1)
    answered = await deps.commit(
        questions.ask_owner,
        person=form.person,
        ref=line_refs.parse_ref(value),
        channel=form.channel,
        link=message_permalink(deps.url, form.channel, message_ts) if message_ts else "",
        text=form.required_text("question", "What do you want to know?")[: questions.MAX_WORDS],
        now=form.now,
    )
    return _receipt(ReaderAnswer.ASKED, answered, deps)


async def on_reply_button(click: Click, deps: Deps) -> None:
    """Open the form for the answer to a question."""
    id = parse_record_number(click.value)
    question = await deps.read(questions.open_question, person=click.person, id=id)
    view = templates.render_view(
        "answers/reply_form",
        record=await deps.read(line_records.find_record, team=deps.team, id=question.item),
        by=await deps.read(questions.name_of, team=deps.team, user=question.by),
        question=question.text,
        metadata=f"{click.channel} {id}",
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_reply(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Pass the answer on to the asker."""
    answered = await deps.commit(
        questions.reply_to,
        person=form.person,
        id=parse_record_number(form.subject),
        text=form.required_text("reply", "What is your answer?")[: questions.MAX_WORDS],
        now=form.now,
    )
    return _receipt("reply", answered, deps)


def _receipt(kind: str, answered: AnsweredLine, deps: Deps) -> RenderedMessage:
    message = templates.render("answers/answered", kind=str(kind), record=answered.record, told=answered.told)
    return undoing.with_undo(deps, message)


def _muted(answered: AnsweredLine) -> RenderedMessage:
    record, answer = answered.record, answered.answer
    return templates.render(
        "answers/answered",
        kind="muted",
        record=record,
        told=(),
        until=answer.until if answer else None,
        silences=record.id.startswith(SILENCED_PREFIXES),
    )


def _link(click: Click, deps: Deps) -> str:
    """Return the address of the digest in which the button was pressed."""
    return message_permalink(deps.url, click.channel, click.message_ts) if click.message_ts else ""


CLICKS = {"digest_answer": on_answer, "digest_reply": on_reply_button}
FORMS = {"digest_ask": on_question, "digest_reply": on_reply}
TICKS = (ticks.refresh_posted_digests,)
