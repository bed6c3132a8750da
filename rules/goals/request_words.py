"""The words of changes of goals that were made in a form: the command that would make the same."""

from collections.abc import Mapping
from datetime import date

from rules.dates import format_day
from rules.figures import figure_text
from rules.goals.goal_text import GoalFields, NewResult

_LABELS = {"name": "rename", "owner": "owner", "horizon": "by", "description": "description", "measure": "measure"}


def new_goal_words(fields: GoalFields, *, owner: str, today: date) -> str:
    """Return `new goal "Sell abroad" by Thu 31 Dec 2026 owner Dana in PRG-1`, and its description and measure."""
    day = f" by {format_day(fields.horizon, today=today)}" if fields.horizon else ""
    texts = {"description": fields.description, "measure": fields.measure}
    more = "".join(f', {label} "{text}"' for label, text in texts.items() if text)
    return f'new goal "{fields.name}"{day}{f" owner {owner}" if owner else ""} in {fields.program}{more}'


def change_words(id: str, columns: Mapping[str, object], *, owner: str, today: date) -> str:
    """Return `G-1 rename "Sell abroad", by Thu 31 Dec`; an emptied column is "none"."""
    shown = {name: _shown(name, value, owner=owner, today=today) for name, value in columns.items()}
    return f"{id} {', '.join(f'{_LABELS[name]} {text}' for name, text in shown.items())}"


def _shown(name: str, value: object, *, owner: str, today: date) -> str:
    if not value:
        return "none"
    if isinstance(value, date):
        return format_day(value, today=today)
    return owner if name == "owner" else f'"{value}"'


def result_words(id: str, result: NewResult, *, today: date) -> str:
    """Return `G-1 key result "Churn" 4.2 → 3.8 % by Tue 30 Jun weight 2`."""
    figures = f"{figure_text(result.baseline)} → {figure_text(result.target)}{f' {result.unit}' if result.unit else ''}"
    day = f" by {format_day(result.due, today=today)}" if result.due else ""
    weight = f" weight {figure_text(result.weight)}" if result.weight != 1 else ""
    return f'{id} key result "{result.name}" {figures}{day}{weight}'


def reading_words(id: str, number: int, value: float) -> str:
    """Return `G-1 1 = 3.9`."""
    return f"{id} {number} = {figure_text(value)}"


def weights_words(project: str, weights: Mapping[str, float]) -> str:
    """Return `PRJ-1 goals G-1 60% G-2 40%`."""
    shares = " ".join(f"{goal} {figure_text(share, '%')}" for goal, share in weights.items())
    return f"{project} goals {shares or 'none'}"
