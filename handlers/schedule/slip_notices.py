"""The notice of a slip: one message a channel with what moves there and what no longer fits there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
import storage.posted_notices
import storage.risks
import storage.updates
import templates
from handlers.common import posting
from handlers.schedule import alert_notices
from handlers.schedule.recompute import WorkspaceEffect
from rules.people import Person
from rules.plan import Milestone
from rules.schedule.slips import MilestoneMove
from rules.time.working_time import local_day
from storage.risks import StoredAlert


@dataclass(frozen=True, slots=True)
class ToldSlip:
    """A saved slip to tell people about. `reason` must be readable by all of them: it is empty if it is private."""

    person: Person
    changed: Milestone
    effect: WorkspaceEffect
    notice: str
    reason: str


@dataclass(slots=True)
class _Place:
    """A channel, or a person where no channel can be posted in, with what moves and what no longer fits there."""

    moves: list[MilestoneMove] = field(default_factory=list)
    alerts: list[StoredAlert] = field(default_factory=list)


def notice_key(milestone: str, *, update: int, told: bool) -> str:
    """Return the key of the notice of a slip, which the alerts that it raises become part of."""
    return f"{alert_notices.SLIP_NOTICE if told else alert_notices.QUIET_NOTICE}{milestone}:{update}"


def post_slip_notices(session: Session, *, slip: ToldSlip, now: datetime) -> None:
    """Tell each channel once what a slip moves there; owners hear of it directly where no channel can be posted in."""
    team = slip.person.team
    places = _affected_places(session, slip=slip)
    _strike_earlier(session, slip=slip, now=now)
    for place, news in places.items():
        posting.post_message(
            session,
            key=f"{slip.notice}:{place}",
            team=team,
            channel=place,
            message=_render_notice(slip, news, now=now),
            now=now,
            kind="escalation",
        )
    _report_closed_channels(session, slip=slip, now=now)


def _affected_places(session: Session, *, slip: ToldSlip) -> dict[str, _Place]:
    """Return what to tell where; the person who moved it is not told in a direct message."""
    effect, places = slip.effect, dict[str, _Place]()
    channels = _channels_by_project(session, slip)
    for move in effect.radius.moved:
        owner = effect.milestones[move.id].owner
        for place in channels[move.project] or filter(None, (owner,)):
            places.setdefault(place, _Place()).moves.append(move)
    for alert in storage.risks.alerts_of_notice(session, team=slip.person.team, notice=slip.notice):
        for channel in alert.channels:
            place_news = places.setdefault(channel, _Place())
            if alert.subject not in {move.id for move in place_news.moves}:
                place_news.alerts.append(alert)
    places.pop(slip.person.id, None)
    return places


def _channels_by_project(session: Session, slip: ToldSlip) -> Mapping[str, tuple[str, ...]]:
    projects = slip.effect.projects.values()
    return alert_notices.first_open_channels(session, team=slip.person.team, projects=projects)


def _render_notice(slip: ToldSlip, news: _Place, *, now: datetime) -> templates.RenderedMessage:
    effect = slip.effect
    return templates.render(
        "plan/slip_moved",
        cause=slip.changed,
        by=slip.person.name,
        moves=news.moves,
        alerts=news.alerts,
        projects=[effect.projects[id].name for id in dict.fromkeys(move.project for move in news.moves)],
        effect=effect,
        actor=slip.person.id,
        reason=slip.reason,
        today=_today(slip, now),
    )


def _today(slip: ToldSlip, now: datetime) -> date:
    return local_day(slip.effect.plan.program.zone, now)


def _strike_earlier(session: Session, *, slip: ToldSlip, now: datetime) -> None:
    """Leave one struck line of the last notice of the same milestone in each channel: only the newest date counts."""
    posted = storage.posted_notices.messages_with_prefix(
        session, prefix=f"{alert_notices.SLIP_NOTICE}{slip.changed.id}:"
    )
    last_keys = {channel: key for key, channel in posted if ":undone:" not in key}
    message = templates.render("plan/slip_replaced", cause=slip.changed, today=_today(slip, now))
    for channel, key in last_keys.items():
        posting.update_message(
            session,
            key=f"{key}:replaced:{slip.notice}",
            original_key=key,
            team=slip.person.team,
            channel=channel,
            message=message,
            now=now,
        )


def show_notice_again(session: Session, *, team: str, key: str, channel: str, stamp: str, now: datetime) -> None:
    """Show the notice of a slip in a line, because the slip that replaced it was undone."""
    _, milestone_id, update = key.split(":")[:3]
    record = storage.updates.get_record(session, team=team, id=int(update))
    milestone = storage.plan.milestone(session, team=team, id=milestone_id)
    names = storage.people.display_names(session, team=team, ids=frozenset({record.author}))
    message = templates.render("plan/slip_restored", cause=milestone, by=names.get(record.author, "Someone"))
    posting.update_message(session, key=stamp, original_key=key, team=team, channel=channel, message=message, now=now)


def _report_closed_channels(session: Session, *, slip: ToldSlip, now: datetime) -> None:
    """Tell the person, and the program manager, which project's channel cannot be posted in, and who hears instead."""
    effect, channels = slip.effect, _channels_by_project(session, slip)
    for project in effect.radius.projects:
        named = effect.projects[project].channels[:1]
        moves = [move for move in effect.radius.moved if move.project == project]
        owners = dict.fromkeys(filter(None, (effect.milestones[move.id].owner for move in moves)))
        owners.pop(slip.person.id, None)
        if not named or channels[project]:
            continue
        channel = storage.channels.find_channel(session, team=slip.person.team, id=named[0])
        message = templates.render(
            "common/undelivered",
            channel=named[0],
            error="is_archived" if channel and channel.is_archived else "not_in_channel",
            text=_render_notice(slip, _Place(moves), now=now).text,
            people=[effect.names[owner] for owner in owners if owner in effect.names],
        )
        for user in dict.fromkeys(filter(None, (slip.person.id, effect.plan.program.manager))):
            posting.post_message(
                session,
                key=f"closed:{project}:{user}:{now.isoformat()}",
                team=slip.person.team,
                channel=user,
                message=message,
                now=now,
                counts_against_budget=False,
            )
