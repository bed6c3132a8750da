"""Budget lines of a program."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

import storage.plan


def budget_lines(session: Session, *, team: str, program: str) -> tuple[Mapping[str, Any], ...]:
    """Return the budget lines that a plan file brought."""
    return tuple(storage.plan.program_row(session, team=team, id=program).more.get("budget", ()))
