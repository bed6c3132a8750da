"""Is this a program? Six signs; how many hold says program, project, or neither (M-26)."""

from collections.abc import Collection
from enum import StrEnum


class ProgramSign(StrEnum):
    """What programs have and single projects do not; the values are the questions as people read them."""

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
    """Four signs, several projects among them, make a program; any fewer a project; none at all is neither."""
    held = set(signs)
    if len(held) >= MIN_PROGRAM_SIGNS and ProgramSign.PROJECTS in held:
        return FitVerdict.PROGRAM
    return FitVerdict.PROJECT if held else FitVerdict.NEITHER
