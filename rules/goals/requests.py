"""Changes of goals that somebody asks for: what they would change, and the same as JSON while nobody has answered."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from rules.goals.goal_text import (
    GoalColumns,
    GoalFields,
    GoalStatement,
    GoalVerb,
    NewResult,
    ResultChange,
    ResultReading,
)

_FORMS = {form.__name__: form for form in (GoalFields, GoalColumns, NewResult, ResultReading, ResultChange)}
_VERB = "GoalVerb"


@dataclass(frozen=True, slots=True)
class GoalRequest:
    """A change of goals and its `words`: a new goal, a change of the goal `id`, or the weights of the project `id`.

    `program` is the one whose goals it changes.
    """

    words: str
    program: str
    id: str = ""
    change: GoalStatement | None = None
    weights: Mapping[str, float] | None = None

    def to_json(self) -> dict[str, Any]:
        weights = dict(self.weights) if self.weights is not None else None
        change = _store(self.change) if self.change is not None else None
        return {"words": self.words, "program": self.program, "id": self.id, "change": change, "weights": weights}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "GoalRequest":
        """Rebuild a request that `to_json` stored."""
        change = _restore(stored["change"]) if stored["change"] else None
        return cls(stored["words"], stored["program"], stored["id"], change, stored["weights"])


def _store(change: GoalStatement) -> dict[str, Any]:
    if isinstance(change, GoalVerb):
        return {"form": _VERB, "verb": change.value}
    return {"form": type(change).__name__} | {part.name: _plain(getattr(change, part.name)) for part in fields(change)}


def _restore(stored: Mapping[str, Any]) -> GoalStatement:
    if stored["form"] == _VERB:
        return GoalVerb(stored["verb"])
    values = {name: _rebuilt(value) for name, value in stored.items() if name != "form"}
    rebuilt: GoalStatement = _FORMS[stored["form"]](**values)
    return rebuilt


def _plain(value: object) -> object:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _rebuilt(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(_rebuilt(each) for each in value) if isinstance(value, list) else value
