"""Action items about gaps between reported and computed colours: first for the lead, a week later for the manager."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.reporting.status_weeks
from handlers.home.action_item_types import ActionItem, ActionItemKind
from rules.people import Person
from rules.reporting.gaps import OpenGap
from rules.time.working_time import local_day


def gap_items(session: Session, *, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield the gaps without an explanation that this person may see, as the last refresh or report left them (M-3)."""
    team = person.team
    projects = {project.id: project for project in storage.plan.projects(session, team=team) if project.open}
    managed = {program.id for program in storage.plan.programs(session, team=team, ids=(), manager=person.id)}
    programs = managed | {project.program for project in projects.values() if project.lead == person.id}
    if not programs:
        return
    zones = {program.id: program.zone for program in storage.plan.programs(session, team=team, ids=programs)}
    weeks = storage.reporting.status_weeks.latest_weeks(session, team=team, programs=programs)
    for week in weeks.values():
        project = projects.get(week.subject)
        if project is None or week.explain_since is None or week.explanation or week.reported is None:
            continue
        gap = OpenGap(week.explain_since)
        about = (week.reported.value, week.computed.value)
        if project.lead == person.id:
            yield ActionItem(ActionItemKind.EXPLAIN, project.id, project.name, about)
        elif project.program in managed and gap.is_public(local_day(zones[project.program], now)):
            yield ActionItem(ActionItemKind.GAP, f"gap {project.id}", project.name, about)
