"""The fit test: six signs that tell a program from a project (M-26)."""

from calendar import isleap
from collections.abc import Collection
from datetime import date
from enum import StrEnum


class ProgramSign(StrEnum):
    """The signs of a program; the values are the questions people read."""

    GOAL = "Several projects serve one strategic goal"
    SHARING = "They share people, money or tools, coordinated in one place"
    WAITING = "The projects depend on each other"
    STAKEHOLDERS = "Stakeholders, senior leaders among them, need one view of it"
    VALUE = "Its value is tracked long after delivery"
    ONGOING = "It is ongoing, or changes as it goes"


class FitVerdict(StrEnum):
    PROGRAM = "program"
    PROJECT = "project"
    NEITHER = "neither"


MIN_PROGRAM_SIGNS = 4


def judge_fit(signs: Collection[ProgramSign]) -> FitVerdict:
    """Return PROGRAM for at least four signs including one goal of several projects, NEITHER for none, else PROJECT."""
    distinct_signs = set(signs)
    if len(distinct_signs) >= MIN_PROGRAM_SIGNS and ProgramSign.GOAL in distinct_signs:
        return FitVerdict.PROGRAM
    return FitVerdict.PROJECT if distinct_signs else FitVerdict.NEITHER


def review_day(answered: date) -> date:
    """Return the day on which a program is looked at again: a year after the last answer."""
    is_leap_day = (answered.month, answered.day) == (2, 29) and not isleap(answered.year + 1)
    return answered.replace(year=answered.year + 1, day=28 if is_leap_day else answered.day)
