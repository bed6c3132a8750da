"""The annual sunset review: what was agreed, delivered and paid, and whether to continue, merge or close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.fit import FitVerdict, ProgramSign


class SunsetAnswer(StrEnum):
    """The answers of a sponsor."""

    CONTINUE = "continue"
    MERGE = "merge"
    CLOSE = "close"


SUNSET_OPTIONS = tuple(answer.value.capitalize() for answer in SunsetAnswer)


@dataclass(frozen=True, slots=True)
class SunsetFacts:
    """A project, or the whole program, after a year.

    agreed: the first date agreed for its last milestone; `ends` is when that is expected or was done.
    budgets: the program's rounded totals of each currency, planned and paid, where its readers may know them.
    to_come: how many of its benefits are not realised yet.
    """

    id: str
    name: str
    agreed: date | None
    ends: date | None
    late: int | None
    milestones: int
    done: int
    done_in_year: int
    budgets: tuple[tuple[str, float, float | None], ...]
    benefits: int
    to_come: int
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class SunsetLine:
    """The facts of one subject with what they speak for, and what was answered to that."""

    facts: SunsetFacts
    advice: SunsetAnswer
    reason: str
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class SunsetReview:
    """The program and its projects, and the signs of a program that its last fit test found."""

    program: SunsetLine
    projects: tuple[SunsetLine, ...]
    signs: int | None
    sponsor: str = ""

    @property
    def doubtful(self) -> tuple[SunsetLine, ...]:
        """The open projects that the facts do not simply let go on."""
        lines = (line for line in self.projects if not line.facts.closed)
        return tuple(line for line in lines if line.advice is not SunsetAnswer.CONTINUE)


def review_question(name: str, year: str) -> str:
    """Return the question under which a sponsor's answer is kept in the decision log."""
    return f"Review of {year}: continue, merge or close {name}?"


def advise_project(facts: SunsetFacts) -> tuple[SunsetAnswer, str]:
    """Return what the facts of a project speak for, and why."""
    if facts.closed:
        return SunsetAnswer.CLOSE, "it is closed"
    if facts.milestones and facts.done == facts.milestones:
        if facts.to_come:
            return SunsetAnswer.MERGE, f"everything is delivered; {_benefits(facts.to_come)} still to come"
        return SunsetAnswer.CLOSE, "everything is delivered and no benefit is still to come"
    if not facts.milestones:
        return SunsetAnswer.CLOSE, "it has no milestones"
    if not facts.done_in_year:
        return SunsetAnswer.MERGE, "nothing was delivered this year"
    left = facts.milestones - facts.done
    return SunsetAnswer.CONTINUE, f"{left} of {facts.milestones} milestones still to deliver"


def advise_program(
    facts: SunsetFacts, projects: Sequence[SunsetFacts], *, verdict: FitVerdict | None, signs: int | None
) -> tuple[SunsetAnswer, str]:
    """Return what the facts of a program speak for, with the verdict of its last fit test."""
    open_projects = [one for one in projects if not one.closed]
    if (not open_projects or facts.done == facts.milestones) and not facts.to_come:
        return SunsetAnswer.CLOSE, "everything is delivered and no benefit is still to come"
    if verdict is FitVerdict.NEITHER:
        return SunsetAnswer.CLOSE, f"it shows none of the {len(ProgramSign)} signs of a program"
    if verdict is FitVerdict.PROJECT:
        return SunsetAnswer.MERGE, f"it shows {signs} of the {len(ProgramSign)} signs of a program, so it is a project"
    if len(open_projects) < 2 and not facts.to_come:
        return SunsetAnswer.MERGE, "fewer than two of its projects are open"
    parts = [f"{facts.milestones - facts.done} of {facts.milestones} milestones still to deliver"]
    return SunsetAnswer.CONTINUE, " and ".join([*parts, *([_benefits(facts.to_come)] if facts.to_come else [])])


def _benefits(count: int) -> str:
    return f"{count} benefit{'' if count == 1 else 's'}"
