"""Packs: previewed, sent by hand, and posted when they are due, once per program, period and channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.digests
import storage.packs.schedule
import storage.people
import storage.plan
import storage.queues.claims
import templates
from handlers.common import posting
from handlers.common.public_holidays import with_holidays
from handlers.digests import flows as digests_flows
from handlers.digests import previews, stand_ins
from handlers.digests.flows import NO_NEWS_REASON
from handlers.packs import attachments, moments, rendering, sunset_asks
from handlers.packs.options import PackRequest
from handlers.packs.rendering import RenderedPack
from rules import dates
from rules.digests.editions import EditionAudience
from rules.digests.slots import TOO_LATE_REASON
from rules.packs.parts import PackPart
from rules.packs.periods import (
    PackPeriod,
    PackRhythm,
    PackSchedule,
    PackSlot,
    last_whole_period,
    period_until,
)
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.weeks import Rhythm
from storage.digests import EditionKey


def preview_pack(
    session: Session, *, person: Person, program: str, asked: PackRequest, channel: str, now: datetime
) -> RenderedPack:
    """Render the pack as it would be posted, in the voice named, else in that of this channel."""
    record = storage.plan.program(session, team=person.team, id=program)
    reader = stand_ins.principal_of(session, person=person, program=record, now=now)
    previews.require_may_preview(session, person=reader, program=record, what="packs")
    part = _part_of_lead(session, reader, record)
    voice = asked.audience or digests_flows.channel_audience(
        session, team=person.team, program=program, channel=channel
    )
    period = period_asked(record, asked, person=person, now=now)
    if not asked.as_of:
        period = moments.begun_period(session, team=person.team, program=record, period=period, now=now)
    return rendering.read_pack(
        session,
        team=person.team,
        program=program,
        period=period,
        audience=voice,
        channel=channel,
        now=now,
        marks=("part",) if part else ("preview",),
        part=part,
    )


def _part_of_lead(session: Session, person: Person, program: Program) -> PackPart | None:
    """Return what a lead may look at: their own projects; None for those who may read all of it."""
    led = previews.led_projects(session, person=person, program=program)
    if led is None:
        return None
    projects = frozenset(project.id for project in led)
    own = storage.plan.milestones(session, team=person.team, projects=projects)
    names = frozenset(project.name for project in led)
    return PackPart(projects, names, frozenset(milestone.id for milestone in own), person.id)


def period_asked(program: Program, asked: PackRequest, *, person: Person, now: datetime) -> PackPeriod:
    """Return the period up to the day that was named, else the last whole one."""
    today = local_day(program.zone, now)
    if not asked.as_of:
        return last_whole_period(asked.rhythm, today, start=program.start)
    parsed = dates.parse_or_raise(asked.as_of, today=today, locale=person.locale, past=True)
    day = dates.resolve_day(parsed, old=None)
    dates.require_begun(day, today=today, sure=True, what="Give a past day, such as 1 Mar or fri.")
    return period_until(asked.rhythm, day, start=program.start)


def send_pack(session: Session, *, person: Person, program: str, asked: PackRequest, now: datetime) -> tuple[str, ...]:
    """Post a pack now; what is already out is sent again only with force, and marked as corrected."""
    record = storage.plan.program(session, team=person.team, id=program)
    act = f"send the packs of {record.name} ({program})"
    storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=program, act=act)
    period = _period_to_send(session, record, asked, person=person, now=now)
    find = partial(digests_flows.targets_of, session, team=person.team, program=program, audience=asked.audience)
    targets = find(rhythm=Rhythm(asked.rhythm.value)) or find(rhythm=None)
    channels = [target.channel for target in targets]
    digests_flows.require_open_channel(session, team=person.team, program=program, channels=channels)
    posted = []
    for target in targets:
        key = EditionKey(person.team, program, period.id, target.channel)
        is_posted = storage.digests.is_posted(session, key)
        if not is_posted or asked.is_forced:
            marks = ("corrected",) if is_posted else ()
            _post(session, _ChannelPack(key, period, target.digest.audience, marks, person.id), now=now)
            posted.append(target.channel)
    if not posted:
        raise Refusal(
            f"This pack of {record.name} has already been sent.",
            "",
            f"Use `pack send {asked.rhythm} --force` to send a corrected version.",
        )
    summary = f"Sending the {asked.rhythm} pack of {record.name}"
    storage.changes.record_final(session, team=person.team, actor=person.id, summary=summary, now=now)
    return tuple(posted)


def _period_to_send(
    session: Session, program: Program, asked: PackRequest, *, person: Person, now: datetime
) -> PackPeriod:
    """Return the whole period that was asked for; raise Refusal for a part of one."""
    period = period_asked(program, asked, person=person, now=now)
    if not period.id:
        raise Refusal(
            "A pack that is sent covers a whole period.",
            "",
            f"Look at it with `pack {asked.rhythm} asof {asked.as_of}`.",
        )
    if (
        not asked.as_of
        and moments.begun_period(session, team=person.team, program=program, period=period, now=now) != period
    ):
        raise Refusal(
            f"The first {asked.rhythm} period of {program.name} ({program.id}) isn't over yet.",
            "",
            f"Look at it so far with `pack {asked.rhythm}`.",
        )
    return period


@dataclass(frozen=True, slots=True)
class _ChannelPack:
    """A pack about to be posted to one channel."""

    key: EditionKey
    period: PackPeriod
    audience: EditionAudience
    marks: tuple[str, ...]
    by: str
    only_news: bool = False


def _post(session: Session, issue: _ChannelPack, *, now: datetime) -> None:
    team, channel = issue.key.team, issue.key.channel
    revision = storage.digests.next_revision(session, issue.key)
    rendered = rendering.read_pack(
        session,
        team=team,
        program=issue.key.program,
        period=issue.period,
        audience=issue.audience,
        channel=channel,
        now=now,
        marks=issue.marks,
    )
    if issue.only_news and not rendered.pack.has_news:
        _skip(session, issue.key, issue.period, reason=NO_NEWS_REASON, now=now)
        return
    post = partial(posting.post_message, session, team=team, channel=channel, now=now, kind="digest")
    top_key = issue.key.message_key(revision)
    post(key=top_key, message=rendered.top)
    for number, part in enumerate(rendered.detail, 1):
        post(key=f"{top_key}:{number}", message=part, thread_ts={"$ts_of": top_key})
    sunset_asks.ask_sponsors(session, key=issue.key, revision=revision, pack=rendered.pack, now=now)
    storage.digests.save_edition(
        session,
        issue.key,
        revision=revision,
        state=storage.digests.POSTED,
        rhythm=issue.period.rhythm.value,
        now=now,
        by=issue.by,
        audience=issue.audience.value,
        facts={"marks": list(issue.marks), "pictures": attachments.names_of(issue.audience)},
    )


def due_packs(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, PackSlot], ...]:
    """Return the packs that should be out by now and are not, as (program, slot)."""
    return tuple(
        (program.id, slot)
        for program, rhythm, schedule in _scheduled(session, team)
        if (slot := schedule.due_slot(rhythm, now=now)) and _awaiting(session, team, program.id, slot)
    )


def missed_packs(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, PackSlot], ...]:
    """Return the packs that were not posted in time and have no record yet, as (program, slot)."""
    return tuple(
        (program.id, slot)
        for program, rhythm, schedule in _scheduled(session, team)
        if (slot := schedule.missed_slot(rhythm, now=now)) and _awaiting(session, team, program.id, slot)
    )


def _scheduled(session: Session, team: str) -> Iterator[tuple[Program, PackRhythm, PackSchedule]]:
    """Yield each rhythm in which a channel gets packs of a program that is not paused."""
    rhythms = storage.packs.schedule.pack_rhythms(session, team=team)
    for program in storage.plan.programs(session, team=team, ids=rhythms.keys()) if rhythms else ():
        if storage.digests.is_paused(session, team=team, program=program.id):
            continue
        calendar = Calendar.of(with_holidays(program).calendar)
        schedule = PackSchedule(program.start, calendar, program.zone)
        for rhythm in PackRhythm:
            if rhythm.value in rhythms[program.id]:
                yield program, rhythm, schedule


def _awaiting(session: Session, team: str, program: str, slot: PackSlot) -> tuple[tuple[str, str, bool], ...]:
    """Return (channel, voice, quiet) of those that got this rhythm by the time of the slot and have no record of it."""
    return storage.packs.schedule.channels_awaiting(
        session, team=team, program=program, rhythm=slot.period.rhythm.value, period=slot.period.id, since=slot.at
    )


def post_due(session: Session, *, team: str, program: str, slot: PackSlot, now: datetime) -> None:
    """Queue a pack for every channel that awaits it; another process at the same moment comes too late."""
    for channel, voice, quiet in _awaiting(session, team, program, slot):
        key = EditionKey(team, program, slot.period.id, channel)
        name = f"pack:{program}:{channel}"
        is_mine = storage.queues.claims.claim_slot(session, team=team, name=name, slot=slot.period.id, now=now)
        if not is_mine or storage.digests.is_posted(session, key):
            continue
        marks = ("late",) if slot.late else ()
        issue = _ChannelPack(key, slot.period, EditionAudience(voice), marks, storage.audit.BATON_ACTOR, quiet)
        _post(session, issue, now=now)


def _skip(session: Session, key: EditionKey, period: PackPeriod, *, reason: str, now: datetime) -> None:
    storage.digests.save_edition(
        session,
        key,
        state=storage.digests.SKIPPED,
        rhythm=period.rhythm.value,
        now=now,
        by=storage.audit.BATON_ACTOR,
        facts={"reason": reason},
    )


def skip_missed(session: Session, *, team: str, program: str, slot: PackSlot, now: datetime) -> None:
    """Record that a pack was left out, with the reason, and notify the program manager, who may send it."""
    for channel, *_ in _awaiting(session, team, program, slot):
        edition = EditionKey(team, program, slot.period.id, channel)
        _skip(session, edition, slot.period, reason=TOO_LATE_REASON, now=now)
    record = storage.plan.program(session, team=team, id=program)
    if record.manager:
        message = templates.render(
            "packs/missed",
            program=record,
            period=slot.period,
            day=local_day(record.zone, slot.at),
            today=local_day(record.zone, now),
        )
        key = f"missed:{program}:{slot.period.id}"
        posting.post_message(
            session, key=key, team=team, channel=record.manager, message=message, now=now, kind="digest"
        )
