"""Notices of red alerts: one message per refresh and channel, edited as its alerts change and close."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
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
from rules.time.working_time import local_day
from storage.risks import AlertChanges, StoredAlert

# Notices that tell of a change, and the alerts of a change that was saved quietly, are not rendered from their alerts.
SLIP_NOTICE, QUIET_NOTICE = "moved:", "quiet:"


def post_notices(
    session: Session,
    *,
    team: str,
    program: Plan,
    turned: AlertChanges,
    worth_telling: Collection[str],
    now: datetime,
    notice: str | None = None,
) -> None:
    """Post new alerts together, and edit earlier notices whose alerts have changed.

    Alerts that a change has raised belong to the `notice` of that change, where there is one.
    """
    changed_alerts = (*turned.opened, *turned.changed, *turned.closed)
    if not (changed_alerts or worth_telling):
        return
    notices_to_edit = {
        (alert.notice, channel)
        for alert in changed_alerts
        if alert.notice and not alert.notice.startswith(SLIP_NOTICE)
        for channel in alert.channels
    }
    waiting = storage.risks.unannounced_alerts(session, team=team, program=program.program.id) if worth_telling else ()
    new_alerts = [alert for alert in waiting if alert.key in worth_telling]
    channels_by_project = first_open_channels(session, team=team, projects=program.projects)
    if notice:
        raised = {alert.key for alert in (*turned.opened, *turned.changed)}
        of_change = [alert for alert in new_alerts if alert.key in raised]
        _add_to_change(session, team=team, notice=notice, alerts=of_change, channels_by_project=channels_by_project)
        new_alerts = [alert for alert in new_alerts if alert.key not in raised]
    _post_new(session, team=team, alerts=new_alerts, channels_by_project=channels_by_project, now=now)
    for earlier_notice, channel in sorted(notices_to_edit):
        post_or_edit(session, team=team, notice=earlier_notice, channel=channel, now=now)


def _post_new(
    session: Session,
    *,
    team: str,
    alerts: Collection[StoredAlert],
    channels_by_project: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> None:
    channels_by_alert = _channels_by_alert(session, team, alerts, channels_by_project)
    postable = [alert for alert in alerts if channels_by_alert[alert.key]]
    if not postable:
        return
    notice = f"alerts:{postable[0].key}#{postable[0].episode}"
    for alert in postable:
        storage.risks.set_notice(
            session, team=team, key=alert.key, notice=notice, channels=channels_by_alert[alert.key]
        )
    session.flush()
    for channel in dict.fromkeys(channel for alert in postable for channel in channels_by_alert[alert.key]):
        post_or_edit(session, team=team, notice=notice, channel=channel, now=now)


def _add_to_change(
    session: Session,
    *,
    team: str,
    notice: str,
    alerts: Iterable[StoredAlert],
    channels_by_project: Mapping[str, tuple[str, ...]],
) -> None:
    """Make alerts part of the notice of the change that raised them, in the channel of the milestone each is about.

    The project of the change itself has heard of it from whoever made it. After a quiet change they are in no channel.
    """
    is_quiet = notice.startswith(QUIET_NOTICE)
    affected = [replace(alert, facts={"projects": (alert.facts or {}).get("projects", ())[:1]}) for alert in alerts]
    channels = {} if is_quiet else _channels_by_alert(session, team, affected, channels_by_project)
    for alert in affected:
        storage.risks.set_notice(session, team=team, key=alert.key, notice=notice, channels=channels.get(alert.key, ()))
    session.flush()


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
    message = templates.render("risks/notice", alerts=alerts, names=names, actor=actor, today=local_day("UTC", now))
    key = f"{notice}:{channel}"
    if storage.posted_notices.was_queued(session, key=key):
        words = blake2b(message.text.encode(), digest_size=6).hexdigest()
        stamp = f"{key}@{now.timestamp():.3f}:{words}"
        posting.update_message(
            session, key=stamp, original_key=key, team=team, channel=channel, message=message, now=now
        )
    else:
        posting.post_message(session, key=key, team=team, channel=channel, message=message, now=now, kind="escalation")
