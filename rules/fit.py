"""Is this a program? Six signs; how many hold says program, project, or neither (M-26)."""

from collections.abc import Collection
from enum import StrEnum


class Sign(StrEnum):
    """What programs have and single projects do not; the values are the questions as people read them."""

    PROJECTS = "Several projects have to finish for it to work"
    OUTCOME = "It is after an outcome, not only a thing to deliver"
    WAITING = "Those projects wait for one another"
    SHARING = "They share people, money or tools"
    BENEFIT = "The benefit shows only after the projects are over"
    CHANGE = "People outside the projects have to work differently"


class Verdict(StrEnum):
    PROGRAM = "program"
    PROJECT = "project"
    NEITHER = "neither"


ENOUGH = 4


def verdict(signs: Collection[Sign]) -> Verdict:
    """Four signs, several projects among them, make a program; any fewer a project; none at all is neither."""
    held = set(signs)
    if len(held) >= ENOUGH and Sign.PROJECTS in held:
        return Verdict.PROGRAM
    return Verdict.PROJECT if held else Verdict.NEITHER
