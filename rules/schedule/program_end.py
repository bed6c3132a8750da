"""Milestones that end a program: those that belong together, not a date that stands beside the plan."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rules.plan import Milestone, Plan
from rules.truth.statuses import program_end


def counts_for_end(plan: Plan, ordered: Sequence[Milestone]) -> NDArray[np.bool_]:
    """Return which milestones may end the program.

    These are its own ones that are named as targets or have a link or work of their own. If nothing open remains among
    them, its other open dates count too; without any, everything does.
    """
    others = _other_projects(plan)
    linked = _linked_ids(plan)
    targets = frozenset(plan.targets)
    own = np.array([milestone.project not in others for milestone in ordered], dtype=np.bool_)
    has_place = [m.id in targets or m.id in linked or m.duration > 0 for m in ordered]
    counted = own & np.array(has_place, dtype=np.bool_)
    is_open = own & np.array([milestone.open for milestone in ordered], dtype=np.bool_)
    if not (counted & is_open).any():
        counted |= is_open & np.array([milestone.own_date is not None for milestone in ordered], dtype=np.bool_)
    return counted if counted.any() else np.ones(len(ordered), dtype=np.bool_)


def _linked_ids(plan: Plan) -> frozenset[str]:
    return frozenset(end for link in plan.dependencies for end in (link.provider, link.consumer))


def _other_projects(plan: Plan) -> frozenset[str]:
    return frozenset(project.id for project in plan.projects if project.program not in ("", plan.program.id))


def find_program_end(plan: Plan) -> Milestone | None:
    """Return the open milestone whose dates are the program's: expected, P50, P80 and committed date alike.

    The last of its named targets; else the one with the latest committed date; else the last expected one, before any
    that nobody has dated.
    """
    others = _other_projects(plan)
    own = [milestone for milestone in plan.milestones if milestone.project not in others and milestone.open]
    linked = _linked_ids(plan)
    named = [milestone for milestone in own if milestone.id in plan.targets]
    return (
        program_end(named, plan.dependencies)
        or _last_expected(named)
        or program_end(own, plan.dependencies)
        or _last_expected([m for m in own if m.id in linked or m.duration > 0])
        or _last_expected(own)
    )


def _last_expected(milestones: Sequence[Milestone]) -> Milestone | None:
    return max(
        (milestone for milestone in milestones if milestone.expected),
        key=lambda m: (m.own_date is not None or m.duration > 0, m.expected or date.min, len(m.id), m.id),
        default=None,
    )
