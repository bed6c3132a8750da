"""Facts of an edition about what changed beside dates: colours, risks and people."""

from dataclasses import dataclass

from rules.plan import Project


@dataclass(frozen=True, slots=True)
class ColourChange:
    """A project whose computed colour is another than in the last edition."""

    project: Project
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class RiskChange:
    """A risk, assumption or issue that was raised (`outcome` is ""), or that ended with an outcome."""

    record: str
    kind: str
    text: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """Milestones or projects that went from one person to another; "" where one of them is no one.

    record: the first of them, `names` what all of them are called, `role` owner or lead.
    """

    record: str
    names: tuple[str, ...]
    role: str
    old: str
    new: str
