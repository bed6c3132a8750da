"""Digest editions: gather the facts, render them for an audience, post once per program, period and channel."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.digests
import storage.people
import storage.plan
from handlers.common import posting
from handlers.digests import edits, kept_facts, previews, queries
from handlers.digests.rendering import RenderedDigest, render_edition
from rules.digests.answers import answerable_lines
from rules.digests.editions import EditionAudience
from rules.digests.slots import EditionSlot
from rules.people import Action, Person
from rules.refusal import Refusal
from rules.time.working_time import local_day
from rules.weeks import Rhythm, period_of
from storage.channels import DigestChannel
from storage.digests import EditionKey

NO_NEWS_REASON = "nothing had changed and nothing was needed"


def preview_edition(
    session: Session, *, person: Person, program: str, audience: EditionAudience | None, channel: str, now: datetime
) -> RenderedDigest:
    """Render the edition as it would be posted now, in the voice named, else in that of this channel."""
    program_record = storage.plan.program(session, team=person.team, id=program)
    today = local_day(program_record.zone, now)
    facts, marks = previews.readable_edition(
        session, person=person, program=program_record, period=period_of(today), channel=channel, now=now
    )
    voice = audience or channel_audience(session, team=person.team, program=program, channel=channel)
    facts = edits.edited_edition(session, person.team, facts, program_record, audience=voice, by=person.id, now=now)
    return render_edition(session, team=person.team, edition=facts, audience=voice, marks=marks, today=today)


def channel_audience(session: Session, *, team: str, program: str, channel: str) -> EditionAudience:
    """Return the voice of a channel: its own, else that of delivery."""
    target = storage.channels.find_digest_channel(session, team=team, program=program, channel=channel)
    return target.digest.audience if target else EditionAudience.DELIVERY


def send_edition(
    session: Session, *, person: Person, program: str, audience: EditionAudience | None, force: bool, now: datetime
) -> tuple[str, ...]:
    """Post this period's edition now; with `audience`, to the channels of that audience (see `post_edition`).

    An edition that is already out is sent again only with `force`, and marked as corrected; else raise Refusal.
    """
    program_record = storage.plan.program(session, team=person.team, id=program)
    act = f"send the digest of {program_record.name} ({program})"
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program, act=act)
    period = period_of(local_day(program_record.zone, now))
    posted = post_edition(
        session,
        team=person.team,
        program=program,
        slot=EditionSlot(period, now),
        audience=audience,
        force=force,
        now=now,
        by=person.id,
    )
    if not posted:
        raise Refusal(
            f"This week's digest of {program_record.name} has already been sent.",
            "",
            "Use `digest send --force` to send a corrected version.",
        )
    summary = f"Sending the digest of {program_record.name}"
    storage.changes.record_final(session, team=person.team, actor=person.id, summary=summary, now=now)
    return posted


def post_edition(
    session: Session,
    *,
    team: str,
    program: str,
    slot: EditionSlot,
    now: datetime,
    audience: EditionAudience | None = None,
    force: bool = False,
    by: str = storage.audit.BATON_ACTOR,
) -> tuple[str, ...]:
    """Queue the edition for every channel of the weekly digest that lacks it; return these channels.

    With `audience`, only the channels of that audience get it; if none has it, all of them get this edition that way.
    """
    targets = targets_of(session, team=team, program=program, audience=audience, rhythm=Rhythm.WEEKLY)
    is_clock = by == storage.audit.BATON_ACTOR
    if not is_clock:
        require_open_channel(session, team=team, program=program, channels=[target.channel for target in targets])
    linked_in_time = storage.digests.channels_without_edition(
        session, team=team, program=program, period=slot.period, since=slot.at
    )
    draft = storage.digests.find_edition(session, EditionKey(team, program, slot.period, storage.digests.DRAFT))
    reached = []
    for target in targets:
        key = EditionKey(team, program, slot.period, target.channel)
        revision = storage.digests.next_revision(session, key)
        is_posted = storage.digests.is_posted(session, key)
        if (is_posted and not force) or (is_clock and target.channel not in linked_in_time):
            continue
        is_reviewed = draft is None or draft.state == "reviewed" or not is_clock
        marks = _edition_marks(slot, is_correction=is_posted, reviewed=is_reviewed)
        issue = _ChannelIssue(key, target.digest.audience, revision, marks, by, is_clock and target.digest.quiet)
        if _post_to_channel(session, issue, now=now):
            reached.append(target.channel)
    return tuple(reached)


def require_open_channel(session: Session, *, team: str, program: str, channels: list[str]) -> None:
    """Raise Refusal if no channel gets the weekly digest, or none of them can be posted in, as far as we know."""
    if not channels:
        raise Refusal("No channel gets this digest yet.", "", f"Link one: `link #channel {program} weekly`.")
    if storage.channels.open_channels(session, team=team, ids=channels):
        return
    known = storage.channels.find_channel(session, team=team, id=channels[0])
    is_archived = known is not None and known.is_archived
    raise Refusal(
        f"I can't post in #{known.name if known else 'that channel'}.",
        "It's archived." if is_archived else "I'm not in it.",
        "Unarchive it, or link another channel." if is_archived else "Invite me there with `/invite @Baton`.",
    )


def targets_of(
    session: Session, *, team: str, program: str, audience: EditionAudience | None, rhythm: Rhythm | None
) -> tuple[DigestChannel, ...]:
    """Return the channels of an audience and rhythm; where none has the audience, all of them in that voice."""
    targets = storage.channels.digest_channels(session, team=team, program=program, rhythm=rhythm)
    if audience is None:
        return targets
    matching = tuple(target for target in targets if target.digest.audience is audience)
    return matching or tuple(replace(each, digest=replace(each.digest, audience=audience)) for each in targets)


@dataclass(frozen=True, slots=True)
class _ChannelIssue:
    """An edition about to be posted to one channel, or to be left out if it has no news."""

    key: EditionKey
    audience: EditionAudience
    revision: int
    marks: tuple[str, ...]
    by: str
    only_news: bool


def _post_to_channel(session: Session, issue: _ChannelIssue, *, now: datetime) -> bool:
    """Queue the edition and return True, or record why it is left out."""
    team, program, channel = issue.key.team, issue.key.program, issue.key.channel
    program_record = storage.plan.program(session, team=team, id=program)
    facts = queries.build_edition(
        session, team=team, program=program, period=issue.key.period, channel=channel, now=now
    )
    facts = edits.edited_edition(session, team, facts, program_record, audience=issue.audience, by=issue.by, now=now)
    if issue.only_news and facts.quiet:
        reason = {"reason": NO_NEWS_REASON}
        storage.digests.save_edition(
            session, issue.key, state=storage.digests.SKIPPED, now=now, by=issue.by, facts=reason
        )
        return False
    today = local_day(program_record.zone, now)
    number, voice, marks = issue.revision, issue.audience, issue.marks
    rendered = render_edition(
        session, team=team, edition=facts, audience=voice, marks=marks, today=today, revision=number
    )
    post = partial(posting.post_message, session, team=team, channel=channel, now=now, kind="digest")
    top_key = issue.key.message_key(issue.revision)
    post(key=top_key, message=rendered.top)
    for number, part in enumerate(rendered.detail, 1):
        post(key=f"{top_key}:{number}", message=part, thread_ts={"$ts_of": top_key})
    storage.digests.save_edition(
        session,
        issue.key,
        revision=issue.revision,
        state="posted",
        now=now,
        by=issue.by,
        audience=issue.audience.value,
        facts=kept_facts.facts_of(facts, marks=marks, audience=voice, top=rendered.top),
        lines=answerable_lines(facts),
    )
    return True


def _edition_marks(slot: EditionSlot, *, is_correction: bool, reviewed: bool) -> tuple[str, ...]:
    marks = (("late",) if slot.late else ()) + (("corrected",) if is_correction else ())
    return marks if reviewed else (*marks, "not reviewed")


def set_paused(session: Session, *, person: Person, program: str, paused: bool) -> None:
    name = storage.plan.program(session, team=person.team, id=program).name
    act = f"{'pause' if paused else 'resume'} the digest of {name} ({program})"
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program, act=act)
    storage.digests.set_paused(session, team=person.team, program=program, paused=paused)
