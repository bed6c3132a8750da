"""Notices of red alerts: one message per refresh and channel, edited as its alerts change and close."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.posted_notices
import storage.privacy
import storage.risks
import templates
from handlers.common import posting
from rules.plan import Plan, Project
from rules.privacy import Secrets
from storage.risks import AlertChanges, StoredAlert


def post_notices(
    session: Session, *, team: str, program: Plan, turned: AlertChanges, worth_telling: Collection[str], now: datetime
) -> None:
    """Post new alerts together, and edit earlier notices whose alerts have changed."""
    changed_alerts = (*turned.opened, *turned.changed, *turned.closed)
    notices_to_edit = {
        (alert.notice, channel) for alert in changed_alerts if alert.notice for channel in alert.channels
    }
    waiting = storage.risks.unannounced_alerts(session, team=team, program=program.program.id) if worth_telling else ()
    new_alerts = [alert for alert in waiting if alert.key in worth_telling]
    channels_by_project = first_open_channels(session, team=team, projects=program.projects)
    channels_by_alert = _channels_by_alert(session, team, new_alerts, channels_by_project)
    postable = [alert for alert in new_alerts if channels_by_alert[alert.key]]
    if postable:
        notice = f"alerts:{postable[0].key}#{postable[0].episode}"
        for alert in postable:
            storage.risks.set_notice(
                session, team=team, key=alert.key, notice=notice, channels=channels_by_alert[alert.key]
            )
        session.flush()
        for channel in dict.fromkeys(channel for alert in postable for channel in channels_by_alert[alert.key]):
            post_or_edit(session, team=team, notice=notice, channel=channel, now=now)
    for notice, channel in sorted(notices_to_edit):
        post_or_edit(session, team=team, notice=notice, channel=channel, now=now)


def first_open_channels(session: Session, *, team: str, projects: Iterable[Project]) -> dict[str, tuple[str, ...]]:
    """Return the first channel of each project that can be posted in, by project; none where all are closed."""
    channels = {project.id: project.channels for project in projects}
    usable = storage.channels.open_channels(session, team=team, ids={c for some in channels.values() for c in some})
    return {id: tuple(c for c in some if c in usable)[:1] for id, some in channels.items()}


def is_readable(alert: StoredAlert, *, secrets: Secrets) -> bool:
    """Return whether an audience with these secrets may read the alert."""
    return secrets.ids.isdisjoint((alert.subject, *alert.chain)) and not secrets.occur_in(alert.sentence)


def _channels_by_alert(
    session: Session, team: str, alerts: Collection[StoredAlert], channels_by_project: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the channels to post each alert to, by the alert's key.

    These are the first channels of the projects it affects, where everyone may read it.
    """
    project_channels = {
        alert.key: tuple(
            dict.fromkeys(c for id in (alert.facts or {}).get("projects", ()) for c in channels_by_project.get(id, ()))
        )
        for alert in alerts
    }
    secrets = {
        channel: storage.privacy.secrets_hidden_from(
            session, team=team, by=storage.privacy.resolve_audience(session, team=team, destination=channel)
        )
        for channel in {channel for channels in project_channels.values() for channel in channels}
    }
    return {
        alert.key: tuple(c for c in project_channels[alert.key] if is_readable(alert, secrets=secrets[c]))
        for alert in alerts
    }


def post_or_edit(session: Session, *, team: str, notice: str, channel: str, now: datetime) -> None:
    """Post a notice to a channel, or edit it there, from its alerts as they are now."""
    alerts = storage.risks.alerts_in_notice(session, team=team, notice=notice, channel=channel)
    actor = storage.audit.current_actor(session) or storage.audit.BATON_ACTOR
    owners = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    message = templates.render("risks/notice", alerts=alerts, names=names, actor=actor)
    key = f"{notice}:{channel}"
    if storage.posted_notices.was_queued(session, key=key):
        words = blake2b(message.text.encode(), digest_size=6).hexdigest()
        stamp = f"{key}@{now.timestamp():.3f}:{words}"
        posting.update_message(
            session, key=stamp, original_key=key, team=team, channel=channel, message=message, now=now
        )
    else:
        posting.post_message(session, key=key, team=team, channel=channel, message=message, now=now, kind="escalation")
