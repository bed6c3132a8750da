"""The fit test: six signs that tell a program from a project (M-26)."""

from collections.abc import Collection
from enum import StrEnum


class ProgramSign(StrEnum):
    """The signs of a program; the values are the questions people read."""

    PROJECTS = "Several projects have to finish for it to work"
    OUTCOME = "It is after an outcome, not only a thing to deliver"
    WAITING = "Those projects wait for one another"
    SHARING = "They share people, money or tools"
    BENEFIT = "The benefit shows only after the projects are over"
    CHANGE = "People outside the projects have to work differently"


class FitVerdict(StrEnum):
    PROGRAM = "program"
    PROJECT = "project"
    NEITHER = "neither"


MIN_PROGRAM_SIGNS = 4


def judge_fit(signs: Collection[ProgramSign]) -> FitVerdict:
    """Return PROGRAM for at least four signs including several projects, NEITHER for none, else PROJECT."""
    distinct_signs = set(signs)
    if len(distinct_signs) >= MIN_PROGRAM_SIGNS and ProgramSign.PROJECTS in distinct_signs:
        return FitVerdict.PROGRAM
    return FitVerdict.PROJECT if distinct_signs else FitVerdict.NEITHER
