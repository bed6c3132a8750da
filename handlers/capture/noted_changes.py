"""🔀 on a message: the form of a change request, prefilled from its words, saved once per message."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import rules.text
from handlers.capture import heard, logged_messages
from handlers.capture.logged_messages import LogFormFields, LoggedRecord
from handlers.change_requests import flows, request_form
from handlers.common import channels
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    FormSubmission,
    InvalidForm,
    Source,
    message_permalink,
    parse_record_number,
    refuse_malformed,
)
from rules.capture import index_milestones
from rules.change_requests.parsing import RequestedChange
from rules.people import Person
from rules.refusal import Refusal
from storage.change_requests import ChangeRequest
from storage.proposals import Proposal
from templates import RenderedMessage

MAX_PREFILL_LENGTH = 1000


async def open_change_form(click: Click, deps: Deps, proposal: Proposal) -> None:
    """Open the form of a change request; the first milestone that the message names is chosen."""
    words = rules.text.read(proposal.text).plain
    milestones = await deps.read(
        logged_messages.open_milestones, team=deps.team, channel=proposal.channel, user=click.person.id
    )
    mentions = index_milestones((m.id, m.name, m.aliases) for m in milestones).mentions_in(words)
    named = next(iter(mentions), None)
    milestone = next((m for m in milestones if named and m.id == named.id), None)
    metadata = f"{proposal.channel} {proposal.id} {proposal.ts} {proposal.thread_ts or '-'}"
    await request_form.open_form(
        click.person,
        metadata,
        click.trigger,
        deps,
        milestone=milestone,
        why=words[:MAX_PREFILL_LENGTH],
        callback="change_noted",
    )


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save the request of a message, and mark the message."""
    with refuse_malformed():
        proposal, ts, thread = form.subject.split(" ")
    title, asked, why = request_form.read_form(form)
    thread_ts = thread if thread not in ("-", ts) else None
    source = Source(
        channel=form.channel,
        ts=ts,
        thread_ts=thread_ts,
        permalink=message_permalink(deps.url, form.channel, ts, thread_ts),
        private=await channels.is_closed(deps, form.channel),
    )
    request = await deps.commit(
        save_request,
        person=form.person,
        proposal=parse_record_number(proposal),
        title=title,
        asked=asked,
        why=why,
        source=source,
        now=form.now,
    )
    return await request_form.render_saved(request, form.person, deps)


def save_request(
    session: Session,
    *,
    person: Person,
    proposal: int,
    title: str,
    asked: Sequence[RequestedChange],
    why: str,
    source: Source,
    now: datetime,
) -> ChangeRequest:
    """Save a change request from a message, once per message."""
    entry = LoggedRecord(person, LogFormFields(kind="change", text=why), source, proposal, now)
    try:
        logged_messages.claim_message(session, entry=entry)
    except InvalidForm as taken:
        raise Refusal(taken.errors["text"]) from None
    request = flows.request_change(session, person=person, title=title, asked=asked, why=why, source=source, now=now)
    heard.add_saved_reaction(session, person=person, source=source, now=now)
    return request


FORMS = {"change_noted": on_form}
