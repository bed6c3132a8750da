"""The custom fields of an MS Project file that keep what the format has no element for, for reading it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from rules.plan import Milestone

OwnValue: TypeAlias = str | int | date


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of MS Project: the number of its slot, the name of the slot, and what people see as its name."""

    number: int
    slot: str
    alias: str


class OwnField(Enum):
    """The custom fields of a task; each is a date, a number or a text, as its slot says."""

    ID = CustomField(188743731, "Text1", "Baton id")
    OWNER = CustomField(188743734, "Text2", "Owner")
    FORECAST = CustomField(188743945, "Date1", "Forecast")
    COMMITTED = CustomField(188743946, "Date2", "Committed")
    NOT_BEFORE = CustomField(188743947, "Date3", "Not before")
    EXPECTED = CustomField(188743948, "Date4", "Expected when exported")
    OPTIMISTIC = CustomField(188743767, "Number1", "Optimistic days")
    PESSIMISTIC = CustomField(188743768, "Number2", "Pessimistic days")
    PERCENT = CustomField(188743769, "Number3", "Percent")


RESOURCE_ID = CustomField(205520904, "Text1", "Baton id")
ALL_FIELDS = (*(field.value for field in OwnField), RESOURCE_ID)


def own_values(milestone: Milestone, names: Mapping[str, str]) -> dict[OwnField, OwnValue]:
    """Return the values of a milestone's custom fields; those without a value are left out."""
    values: dict[OwnField, OwnValue | None] = {
        OwnField.ID: milestone.id,
        OwnField.OWNER: names.get(milestone.owner or "", milestone.owner),
        OwnField.FORECAST: milestone.forecast,
        OwnField.COMMITTED: milestone.committed,
        OwnField.NOT_BEFORE: milestone.not_before,
        OwnField.EXPECTED: milestone.expected,
        OwnField.OPTIMISTIC: milestone.optimistic,
        OwnField.PESSIMISTIC: milestone.pessimistic,
        OwnField.PERCENT: milestone.percent,
    }
    return {field: value for field, value in values.items() if value is not None}
