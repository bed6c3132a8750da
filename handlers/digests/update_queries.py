"""The updates that an edition quotes, and the projects without one, as far as the readers of its channel may know."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.milestone_activity
import storage.project_reports
from rules.digests.drafting import draft_update
from rules.digests.editions import ProjectUpdate
from rules.plan import Milestone, Project
from rules.privacy import Audience

# A project whose update is older than this is named as missing.
UPDATE_INTERVAL = timedelta(days=7)


def quoted_updates(
    session: Session, *, team: str, projects: Mapping[str, Project], audience: Audience, since: datetime
) -> tuple[ProjectUpdate, ...]:
    """Return the newest words of each project that was written about since an instant."""
    reports = storage.project_reports.latest_reports(session, team=team, projects=tuple(projects), by=audience)
    return tuple(
        ProjectUpdate(
            projects[id],
            report.text,
            report.colour.value if report.colour else "",
            report.by,
            report.permalink,
            report.help_wanted,
        )
        for id, report in reports.items()
        if report.text and report.at >= since
    )


def drafted_updates(silent: Iterable[Project], milestones: Mapping[str, Milestone]) -> dict[str, str]:
    """Return what there is to say of silent projects, from the milestones that the readers may know of."""
    return {
        project.id: draft_update(one for one in milestones.values() if one.project == project.id) for project in silent
    }


def silent_projects(
    session: Session, team: str, projects: Mapping[str, Project], milestones: Mapping[str, Milestone], *, now: datetime
) -> tuple[Project, ...]:
    """Return the projects with open milestones whose people wrote no update and reported no status for a week."""
    updated = storage.milestone_activity.last_updates(session, team=team, projects=projects)
    open_projects = {milestone.project for milestone in milestones.values() if not milestone.done}
    return tuple(
        project
        for id, project in projects.items()
        if id in open_projects and (id not in updated or updated[id] < now - UPDATE_INTERVAL)
    )
