"""The program, project and milestone that an audit record belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.goals
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from rules import audit
from rules.plan import Project
from storage.audit import AuditRecord


@dataclass(frozen=True, slots=True)
class PlanHierarchy:
    """The plan's structure, read once for many records.

    `homes` maps milestone ids to project ids, and goal ids to program ids.
    """

    homes: Mapping[str, str]
    projects: Mapping[str, Project]

    def scope_of(self, entry: AuditRecord) -> str | None:
        return audit.scope_of(entry, project_of=self.homes)

    def program_of(self, entry: AuditRecord) -> str | None:
        scope = self.scope_of(entry)
        project = self.projects.get(scope or "")
        return project.program if project else scope

    def concerns_subject(self, entry: AuditRecord, subject: str) -> bool:
        own = (entry.subject, entry.subject.partition("/")[0])
        return subject in (*own, audit.milestone_of(entry), self.scope_of(entry), self.program_of(entry))


def load_plan_hierarchy(session: Session, team: str) -> PlanHierarchy:
    project_of = {m.id: m.project for m in storage.plan.milestones(session, team=team, with_cancelled=True)}
    projects = storage.plan.projects(session, team=team, with_cancelled=True)
    project_of |= {goal.id: goal.program for goal in storage.goals.goals_of(session, team=team)}
    return PlanHierarchy(project_of, {project.id: project for project in projects})
