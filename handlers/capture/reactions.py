"""Reactions in linked channels: a draft for the person who reacted, one record per message and kind (B-21 to B-23)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.capture
import storage.channels
import storage.proposals
import templates
from handlers.capture import heard, logged_messages, noted_changes, shortcuts
from handlers.capture.shortcuts import LogTarget
from handlers.common import identity
from handlers.common.deps import Deps
from handlers.common.requests import Click, Source, local_date, parse_record_number
from handlers.common.slack_reads import find_message
from rules.capture.proposals import ProposalOrigin, ProposalState
from rules.people import Person
from storage.proposals import Proposal
from templates import RenderedMessage

KIND_BY_EMOJI = {
    "triangular_flag_on_post": "update",
    "octagonal_sign": "blocker",
    "link": "dependency",
    "scales": "decision",
    "game_die": "risk",
    "twisted_rightwards_arrows": "change",
    "dart": "benefit",
}
NAME_BY_KIND = {
    "update": "a milestone update",
    "blocker": "a blocker",
    "dependency": "a dependency",
    "decision": "a decision",
    "risk": "a risk",
    "change": "a change request",
    "benefit": "benefit evidence",
}
# Removing a reaction within this time withdraws its draft.
WITHDRAWAL_WINDOW = timedelta(minutes=10)
Event = dict[str, Any]


async def on_added(event: Event, deps: Deps) -> None:
    """Handle reaction_added: fetch the message once, and ask the person who reacted in private."""
    kind = await _reaction_kind(event, deps)
    if not kind:
        return
    channel, ts = event["item"]["channel"], event["item"]["ts"]
    logged = await deps.read(logged_messages.logged_proposal, team=deps.team, channel=channel, ts=ts, kind=kind)
    message = (
        {"text": logged.text, "thread_ts": logged.thread_ts}
        if logged
        else await find_message(deps.slack, channel=channel, ts=ts)
    )
    if message is None:
        return
    person = await identity.load_person(deps, event["user"])
    deps = deps.signed_by(person.id)
    source = await heard.message_source({**message, "channel": channel, "ts": ts}, message.get("text") or "", deps)
    await deps.commit(offer_draft, person=person, kind=kind, source=source, stamp=event["event_ts"], now=deps.now())


async def on_removed(event: Event, deps: Deps) -> None:
    """Handle reaction_removed: withdraw the draft if the reaction is recent enough."""
    if kind := await _reaction_kind(event, deps):
        item = event["item"]
        await deps.commit(
            withdraw_draft,
            team=deps.team,
            channel=item["channel"],
            ts=item["ts"],
            kind=kind,
            user=event["user"],
            now=deps.now(),
        )


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *Review and save*: open the form, prefilled from the message."""
    proposal = await deps.read(logged_messages.open_draft, person=click.person, id=parse_record_number(click.value))
    if proposal.kind == "change":
        await noted_changes.open_change_form(click, deps, proposal)
        return
    target = LogTarget(proposal.kind, proposal.channel, proposal.ts, proposal.thread_ts or "", proposal.id)
    await shortcuts.open_form(deps, target, trigger=click.trigger, user=click.person.id, text=proposal.text)


async def on_drop(click: Click, deps: Deps) -> RenderedMessage:
    await deps.commit(dismiss_draft, person=click.person, id=parse_record_number(click.value))
    return templates.render("capture/reaction_dropped")


def offer_draft(session: Session, *, person: Person, kind: str, source: Source, stamp: str, now: datetime) -> None:
    """Offer the one draft of this message and kind; the next person to react is shown the same one."""
    team = person.team
    draft = logged_messages.logged_proposal(session, team=team, channel=source.channel, ts=source.ts, kind=kind)
    if draft and draft.state is ProposalState.SAVED:
        return
    expires_at = now + logged_messages.LOGGED_DRAFT_LIFETIME
    if draft and draft.state is not ProposalState.OPEN:
        draft = storage.proposals.reopen_proposal(
            session, team=team, id=draft.id, author=person.id, now=now, expires_at=expires_at
        )
    draft = draft or storage.proposals.add_proposal(
        session,
        team=team,
        origin=ProposalOrigin.MARK,
        kind=kind,
        author=person.id,
        asked=person.id,
        source=source,
        statement={},
        expires_at=expires_at,
        now=now,
    )
    _offer_privately(session, person=person, proposal=draft, source=source, stamp=stamp, now=now)


def withdraw_draft(session: Session, *, team: str, channel: str, ts: str, kind: str, user: str, now: datetime) -> None:
    draft = logged_messages.logged_proposal(session, team=team, channel=channel, ts=ts, kind=kind)
    if draft and draft.state is ProposalState.OPEN and draft.author == user and now - draft.at <= WITHDRAWAL_WINDOW:
        storage.proposals.close_proposal(session, team=team, id=draft.id, state=ProposalState.WITHDRAWN, by=user)


def dismiss_draft(session: Session, *, person: Person, id: int) -> None:
    logged_messages.open_draft(session, person=person, id=id)
    storage.proposals.close_proposal(session, team=person.team, id=id, state=ProposalState.DISMISSED, by=person.id)


def kind_for_emoji(session: Session, *, team: str, channel: str, emoji: str, at: datetime) -> str:
    """Return the kind of record a reaction means here; empty in a channel that serves no project."""
    if not storage.channels.served_projects(session, team=team, channel=channel):
        return ""
    return storage.capture.reaction_meaning(session, team=team, emoji=emoji, default=KIND_BY_EMOJI, at=at)


def _offer_privately(
    session: Session, *, person: Person, proposal: Proposal, source: Source, stamp: str, now: datetime
) -> None:
    title = NAME_BY_KIND[proposal.kind]
    message = templates.render("capture/reaction_asked", proposal=proposal, title=title, today=local_date(person, now))
    stamp = f":{proposal.kind}:{person.id}:{stamp}"
    heard.reply_privately(session, person=person, source=source, message=message, now=now, kind="mark", stamp=stamp)


async def _reaction_kind(event: Event, deps: Deps) -> str:
    item = event["item"]
    if item.get("type") != "message" or event["user"] == deps.bot_user:
        return ""
    emoji, reacted_at = event["reaction"].partition("::")[0], datetime.fromtimestamp(float(event["event_ts"]), UTC)
    return await deps.read(kind_for_emoji, team=deps.team, channel=item["channel"], emoji=emoji, at=reacted_at)


CLICKS = {"mark_open": on_open, "mark_drop": on_drop}
