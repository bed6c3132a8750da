"""The computed colour of projects, wherever one is shown: by their promised targets, and by their own milestones."""

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
    """By project id; from the computed dates as the last refresh stored them, so that no network is built."""
    ids = {one.id for one in projects}
    inside: dict[str, list[Milestone]] = {id: [] for id in ids}
    for milestone in storage.plan.milestones(session, team=team, projects=ids):
        inside[milestone.project].append(milestone)
    computed = storage.risks.computed_dates(session, team=team, projects=ids)
    blocked = blocked_by_milestone(session, team=team)
    alerts = late_starts(storage.risks.open_alerts_of_kinds(session, team=team, kinds={LATE_START}))
    shown = storage.risks.displayed_colours(session, team=team)
    homes = {p.id: p for p in storage.plan.programs(session, team=team, ids={one.program for one in projects})}
    return {
        one.id: with_targets(
            shown.get(one.id),
            milestone_status.status_of_project(
                inside[one.id],
                calendar=Calendar.of(with_holidays(homes[one.program]).calendar),
                today=local_day(homes[one.program].zone, now),
                computed=computed,
                blocked=blocked,
                alerts=alerts,
            ),
        )
        for one in projects
    }


def with_targets(
    shown: DisplayedColour | None, by_items: milestone_status.ComputedStatus
) -> milestone_status.ComputedStatus:
    """The worse of what the network says of a project's targets, as it was stored, and of what its milestones say."""
    by_targets = (
        milestone_status.ComputedStatus(shown.colour, shown.why)
        if shown
        else milestone_status.ComputedStatus(Colour.GREY, "")
    )
    return milestone_status.worse_status(by_targets, by_items)


def blocked_by_milestone(session: Session, *, team: str) -> Counter[str]:
    """How many open blockers each milestone has."""
    return Counter(one.milestone for one in storage.blockers.open_blockers(session, team=team))


def late_starts(alerts: Sequence[StoredAlert]) -> dict[str, str]:
    """The level of those that say so of a milestone, the worst of each (they come red first)."""
    return {one.subject: one.level for one in reversed(alerts) if one.kind == LATE_START}
