"""The fever of a program (B-47): how much of its buffer is used against how much of its critical chain is done."""

from dataclasses import dataclass
from datetime import date

from rules.program_numbers import ProgramNumbers
from rules.schedule.network import planned_links
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.truth.colours import Colour


@dataclass(frozen=True, slots=True)
class ProjectBuffer:
    """The working days between the planned end of the work and the committed date of the program's end.

    planned: the baseline of the end itself, where it is before the committed date; else the last one of what it needs.
    expected: the date to expect of the same.
    """

    planned: date
    expected: date
    committed: date
    days: int
    used: int

    @property
    def used_percent(self) -> float:
        return 100 * self.used / self.days


@dataclass(frozen=True, slots=True)
class Fever:
    """Percent of the critical chain done and of the buffer used."""

    end: str
    chain: tuple[str, ...]
    buffer: ProjectBuffer
    done: float

    @property
    def used(self) -> float:
        return self.buffer.used_percent

    @property
    def burn_rate(self) -> float | None:
        """The percent used for each percent done, 1 for as planned; None before anything is done."""
        return self.used / self.done if self.done else None


def fever_colour(done: float, used: float, numbers: ProgramNumbers) -> Colour:
    """Compare buffer used with chain done, both in percent: green below 15 + 0.70 x, red above 30 + 0.70 x (B-47)."""
    rise = numbers.fever_slope / 100 * done
    if used < numbers.fever_green + rise:
        return Colour.GREEN
    return Colour.RED if used > numbers.fever_red + rise else Colour.AMBER


def fever_of(facts: ScheduledPlan) -> Fever | None:
    """Return the fever of the milestone that ends the program; None where it has no buffer."""
    if facts.end is None or (buffer := project_buffer(facts)) is None:
        return None
    chain = critical_chain(facts)
    weights = {name: max(1, facts.milestones[name].duration) for name in chain}
    done = sum(
        weight * (100 if facts.milestones[name].done else facts.milestones[name].percent)
        for name, weight in weights.items()
    )
    return Fever(facts.end.id, chain, buffer, done / sum(weights.values()))


def project_buffer(facts: ScheduledPlan) -> ProjectBuffer | None:
    """Return the buffer of the program's end; None where nothing is planned before its committed date."""
    end = facts.end
    if end is None or end.committed is None:
        return None
    calendar, needed = facts.axis.calendar, _providers(facts).get(end.id, ())
    planned_work = max((day for id in needed if (day := facts.milestones[id].baseline)), default=None)
    expected_work = max((facts.finish_date(id) for id in needed), default=None)
    for planned, expected in ((end.baseline, facts.finish_date(end.id)), (planned_work, expected_work)):
        if planned and expected and (days := calendar.between(planned, end.committed)) > 0:
            used = max(0, calendar.between(planned, expected))
            return ProjectBuffer(planned, expected, end.committed, days, used)
    return None


def critical_chain(facts: ScheduledPlan) -> tuple[str, ...]:
    """Return the chain to the program's end with what is done: back by what drives each, else by its last provider."""
    assert facts.end is not None
    providers, chain = _providers(facts), [facts.end.id]
    while needed := [id for id in providers.get(chain[-1], ()) if id not in chain]:
        driving = facts.driving_chain(chain[-1])
        driver = driving[-2] if len(driving) > 1 and driving[-2] in needed else None
        chain.append(driver or max(needed, key=lambda id: (facts.finish_date(id), id)))
    return tuple(reversed(chain))


def _providers(facts: ScheduledPlan) -> dict[str, list[str]]:
    providers: dict[str, list[str]] = {}
    for link in planned_links(facts.plan.dependencies):
        if link.provider in facts.milestones and link.consumer in facts.milestones:
            providers.setdefault(link.consumer, []).append(link.provider)
    return providers
