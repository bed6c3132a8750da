"""Computed project colours, the same on every screen: from committed targets and from the project's milestones."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

import storage.blockers
import storage.plan
import storage.risks
from handlers.common.public_holidays import with_holidays
from handlers.schedule.recompute import local_day
from rules.alerts import milestone_status
from rules.alerts.active import LATE_START
from rules.alerts.lead_time import Colour
from rules.plan import Milestone, Project
from rules.time.calendars import Calendar
from storage.risks import DisplayedColour, StoredAlert


def project_colours(
    session: Session, *, team: str, projects: Collection[Project], now: datetime
) -> dict[str, milestone_status.ComputedStatus]:
    """Return the computed status of each project, by its id.

    Uses the dates stored by the last refresh, so that no network has to be built.
    """
    ids = {project.id for project in projects}
    milestones_by_project: dict[str, list[Milestone]] = {id: [] for id in ids}
    for milestone in storage.plan.milestones(session, team=team, projects=ids):
        milestones_by_project[milestone.project].append(milestone)
    computed = storage.risks.computed_dates(session, team=team, projects=ids)
    blocked = blocked_by_milestone(session, team=team)
    alerts = late_starts(storage.risks.open_alerts_of_kinds(session, team=team, kinds={LATE_START}))
    displayed = storage.risks.displayed_colours(session, team=team)
    programs = {
        p.id: p for p in storage.plan.programs(session, team=team, ids={project.program for project in projects})
    }
    return {
        project.id: with_targets(
            displayed.get(project.id),
            milestone_status.status_of_project(
                milestones_by_project[project.id],
                calendar=Calendar.of(with_holidays(programs[project.program]).calendar),
                today=local_day(programs[project.program].zone, now),
                computed=computed,
                blocked=blocked,
                alerts=alerts,
            ),
        )
        for project in projects
    }


def with_targets(
    shown: DisplayedColour | None, by_items: milestone_status.ComputedStatus
) -> milestone_status.ComputedStatus:
    """Return the worse of the stored status of a project's targets and the status of its milestones."""
    by_targets = (
        milestone_status.ComputedStatus(shown.colour, shown.why)
        if shown
        else milestone_status.ComputedStatus(Colour.GREY, "")
    )
    return milestone_status.worse_status(by_targets, by_items)


def blocked_by_milestone(session: Session, *, team: str) -> Counter[str]:
    """Return the number of open blockers of each milestone."""
    return Counter(blocker.milestone for blocker in storage.blockers.open_blockers(session, team=team))


def late_starts(alerts: Sequence[StoredAlert]) -> dict[str, str]:
    """Return the level of each milestone's late-start alert, the worst if there are several."""
    return {alert.subject: alert.level for alert in reversed(alerts) if alert.kind == LATE_START}
