"""Red alerts told in project channels: one message a refresh and channel, edited as its alerts change and close."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b

from sqlmodel import Session

import storage.audit
import storage.notices
import storage.people
import storage.risks
import templates
from handlers import post
from program.plan import Plan
from storage.risks import Alert, Turned

_ID = re.compile(r"\b[A-Z]{1,4}-\d+\b")


def announce(
    session: Session, *, team: str, program: Plan, turned: Turned, worth_telling: Collection[str], now: datetime
) -> None:
    """What newly stands is told together; what was told before is edited where it was told."""
    everything = (*turned.opened, *turned.changed, *turned.closed)
    retold = {(alert.notice, channel) for alert in everything if alert.notice for channel in alert.channels}
    every = storage.risks.open_alerts(session, team=team, program=program.program.id) if worth_telling else ()
    fresh = [alert for alert in every if alert.key in worth_telling and not alert.notice]
    hidden = storage.risks.restricted(session, team=team) if fresh else {}
    first = {project.id: project.channels[:1] for project in program.projects}
    places = {alert.key: _places(alert, first, hidden) for alert in fresh}
    told = [alert for alert in fresh if places[alert.key]]
    if told:
        notice = f"alerts:{told[0].key}#{told[0].episode}"
        for alert in told:
            storage.risks.tell_in(session, team=team, key=alert.key, notice=notice, channels=places[alert.key])
        session.flush()
        for channel in dict.fromkeys(channel for alert in told for channel in places[alert.key]):
            _say(session, team=team, notice=notice, channel=channel, now=now)
    for notice, channel in sorted(retold):
        _say(session, team=team, notice=notice, channel=channel, now=now)


def readable(alert: Alert, *, channel: str, hidden: Mapping[str, str | None]) -> bool:
    """Whether everybody in a channel may read it: what came from a closed channel stays there."""
    named = {alert.subject, *alert.chain, *_ID.findall(alert.sentence)}
    return all(hidden[id] == channel for id in named if id in hidden)


def _places(alert: Alert, first: Mapping[str, tuple[str, ...]], hidden: Mapping[str, str | None]) -> tuple[str, ...]:
    """The first channel of each project it concerns."""
    projects: Iterable[str] = (alert.facts or {}).get("projects", ())
    channels = dict.fromkeys(channel for id in projects for channel in first.get(id, ()))
    return tuple(channel for channel in channels if readable(alert, channel=channel, hidden=hidden))


def _say(session: Session, *, team: str, notice: str, channel: str, now: datetime) -> None:
    alerts = storage.risks.told_in(session, team=team, notice=notice, channel=channel)
    actor = session.info["acting"].actor if "acting" in session.info else storage.audit.BATON
    owners = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.names(session, team=team, ids=owners)
    message = templates.render("risks/notice", alerts=alerts, names=names, actor=actor)
    key = f"{notice}:{channel}"
    if storage.notices.known(session, key=key):
        words = blake2b(message.text.encode(), digest_size=6).hexdigest()
        stamp = f"{key}@{now.timestamp():.3f}:{words}"
        post.edit(session, key=stamp, of=key, team=team, channel=channel, message=message, now=now)
    else:
        post.say(session, key=key, team=team, channel=channel, message=message, now=now, kind="escalation")
