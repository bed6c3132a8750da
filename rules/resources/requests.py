"""An assignment that a person may only propose, as it is kept until it is answered."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from rules.resources.amounts import Amount
from rules.resources.statements import AssignStatement, DaySpan, ResourceName


def to_json(statement: AssignStatement) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name, day in asdict(statement.span).items()}
    return asdict(statement) | {"span": days}


def from_json(said: Mapping[str, Any]) -> AssignStatement:
    days = {name: date.fromisoformat(day) if day else None for name, day in said["span"].items()}
    amount = Amount(**said["amount"]) if said["amount"] else None
    return AssignStatement(ResourceName(**said["resource"]), amount, said["target"], DaySpan(**days))
