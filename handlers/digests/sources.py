"""The sources of an edition: the plan, what its readers may not know of it, and the edition before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.digests.changes import LastEdition
from handlers.plan.queries import ProgramState
from rules.plan import Milestone, Project
from rules.privacy import Audience, Secrets
from rules.time.working_time import local_day


@dataclass(frozen=True, slots=True)
class EditionSources:
    """Facts read once for all parts of an edition for one channel; `projects` are the program's own."""

    team: str
    program: str
    channel: str
    now: datetime
    state: ProgramState
    projects: Mapping[str, Project]
    all_milestones: Mapping[str, Milestone]
    audience: Audience
    secrets: Secrets
    last: LastEdition

    @property
    def milestones(self) -> dict[str, Milestone]:
        """The milestones that every reader of the channel may know of."""
        return {id: milestone for id, milestone in self.all_milestones.items() if id not in self.secrets.ids}

    @property
    def since(self) -> date:
        """The day of the last edition, in the program's zone."""
        return local_day(self.state.plan.program.zone, self.last.at)
