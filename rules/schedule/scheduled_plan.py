"""A plan with its schedule, and the lookups and phrases that alerts are built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from rules.plan import Milestone, Plan, Project
from rules.schedule.computed_dates import NO_PATH_FLOAT, Schedule, driving_chain, floats_to_targets
from rules.schedule.network import Days
from rules.schedule.program_end import find_program_end
from rules.schedule.workday_axis import WorkdayAxis
from rules.truth.statuses import label_of

# Float below this many working days is always thin (docs/formulas.md).
THIN_FLOAT_DAYS = 2


@dataclass(frozen=True, slots=True)
class PlanAlert:
    """One thing to act on: `level` is red, amber or info, `days` working days, `owner` the person who can fix it."""

    kind: str
    level: str
    subject: str
    sentence: str
    days: int
    chain: tuple[str, ...] = ()
    owner: str | None = None

    @property
    def sentence_with_owner(self) -> str:
        """The sentence for readers of a file, where nothing else shows who can fix it."""
        return f"{self.sentence.removesuffix('.')}; {f'owner {self.owner}' if self.owner else 'no owner'}."


@dataclass(frozen=True)
class ScheduledPlan:
    """A scheduled plan on one day, with the lookups that rules share."""

    plan: Plan
    schedule: Schedule
    axis: WorkdayAxis
    today: date
    targets: tuple[str, ...]

    @cached_property
    def milestones(self) -> Mapping[str, Milestone]:
        return {milestone.id: milestone for milestone in self.plan.milestones}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return {name: self.label(name) for name in self.milestones}

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        return {project.id: project for project in self.plan.projects}

    @cached_property
    def open_milestones(self) -> Sequence[Milestone]:
        return [milestone for milestone in self.plan.milestones if not milestone.done]

    @cached_property
    def committed_targets(self) -> tuple[str, ...]:
        """Open targets with a committed date."""
        rows = self.milestones
        return tuple(name for name in self.targets if rows[name].committed and not rows[name].done)

    @cached_property
    def target_floats(self) -> Days:
        """The float of every milestone to each committed target; NO_PATH_FLOAT means no path."""
        return floats_to_targets(self.schedule, [self.position_of(name) for name in self.committed_targets])

    @cached_property
    def thin_margins(self) -> Mapping[str, int]:
        """The float in working days below which it is thin, by project: the usual slip there, at least 2."""
        slips: dict[str, list[int]] = {}
        for milestone in self.plan.milestones:
            if milestone.actual and milestone.baseline:
                days = abs(self.axis.calendar.between(milestone.baseline, milestone.actual))
                slips.setdefault(milestone.project, []).append(days)
        return {project: max(THIN_FLOAT_DAYS, round(median(project_slips))) for project, project_slips in slips.items()}

    @cached_property
    def end(self) -> Milestone | None:
        """The open milestone whose dates are the program's."""
        return find_program_end(self.plan)

    def is_alone(self, name: str) -> bool:
        """Return whether a milestone stands beside the plan: a date without links or work, or neither."""
        return bool(self.schedule.alone[self.position_of(name)])

    def position_of(self, name: str) -> int:
        return self.schedule.network.position[name]

    def finish_date(self, name: str) -> date:
        """Return the expected date of a milestone; the date its work allows, where it has no expected one."""
        milestone = self.milestones[name]
        return milestone.expected or self.axis.day(int(self.schedule.early_finish[self.position_of(name)]))

    def days_over(self, target: str) -> int:
        """Return the working days a target is expected after its committed date; negative if early."""
        committed = self.milestones[target].committed
        return 0 if committed is None else self.axis.calendar.between(committed, self.finish_date(target))

    def is_bare_date(self, name: str) -> bool:
        """Return whether only its own date constrains a milestone: no work and no predecessors."""
        milestone, position = self.milestones[name], self.position_of(name)
        incoming = self.schedule.network.incoming
        return milestone.duration == 0 and bool(incoming[position] == incoming[position + 1])

    def is_overdue(self, name: str) -> bool:
        return self.milestones[name].is_overdue(self.today)

    def driving_chain(self, name: str) -> tuple[str, ...]:
        return tuple(
            self.schedule.network.ids[position] for position in driving_chain(self.schedule, self.position_of(name))
        )

    def open_cause(self, name: str) -> str:
        """Return the first milestone on the driving chain that is still open and can be acted on."""
        return next((cause for cause in self.driving_chain(name) if not self.milestones[cause].done), name)

    def owner(self, name: str) -> str | None:
        milestone = self.milestones[name]
        project = self.projects.get(milestone.project)
        return milestone.owner or (project.lead if project else None)

    def label(self, name: str) -> str:
        """Return “Auth API (M-1)”, or the id alone if the name adds nothing."""
        return label_of(self.milestones[name])

    def label_with_project(self, name: str) -> str:
        """Return the label and the name of the project."""
        project = self.projects[self.milestones[name].project]
        return f"{self.label(name)} of {project.name or project.id}"

    def chain_text(self, names: Sequence[str]) -> str:
        """Return a chain by name, shortened to four stations."""
        titles = [self.milestones[name].name or name for name in names]
        return " → ".join(titles if len(titles) <= 4 else [titles[0], "…", *titles[-2:]])

    def float_by_target(self, name: str) -> dict[str, int]:
        """Return the working days of float to each committed target it has a path to."""
        row = self.target_floats[self.position_of(name)]
        return {
            target: int(days) for target, days in zip(self.committed_targets, row, strict=True) if days < NO_PATH_FLOAT
        }
