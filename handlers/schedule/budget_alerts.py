"""Projects whose forecast is above their budget, read from the same facts as the budget itself."""

from datetime import date

from sqlmodel import Session

from handlers.schedule import budget_facts
from handlers.schedule.budget_facts import BudgetPart
from rules.budgets.thresholds import budget_colour, overrun_sentence
from rules.plan import Plan
from rules.truth.colours import Colour
from storage.risks import StoredAlert

KIND = "budget overrun"


def overrun_alerts(
    session: Session, *, team: str, program: str, today: date, plan: Plan | None = None
) -> tuple[StoredAlert, ...]:
    """Return an alert for each open project that is forecast above its budget, without any sum; red ones first.

    Who may read it is for the caller to check.
    """
    budget = budget_facts.load_budget(session, team=team, program=program, today=today, plan=plan)
    worst: dict[str, BudgetPart] = {}
    for part in budget.parts if budget else ():
        if part.project and part.project.open and (part.figures.share or 0.0) > _share(worst.get(part.owner)):
            worst[part.owner] = part
    alerts = [_alert_of(part) for part in worst.values() if budget_colour(part.figures.share) in _ALARMING]
    return tuple(sorted(alerts, key=lambda alert: alert.level != "red"))


_ALARMING = (Colour.RED, Colour.AMBER)


def _share(part: BudgetPart | None) -> float:
    return (part.figures.share or 0.0) if part else 0.0


def _alert_of(part: BudgetPart) -> StoredAlert:
    project, colour = part.project, budget_colour(part.figures.share)
    name = f"{project.name} ({project.id})" if project else ""
    return StoredAlert(
        key=f"budget_overrun:{part.owner}",
        kind=KIND,
        level=colour.value,
        subject=part.owner,
        sentence=overrun_sentence(name, part.figures.share or 0.0),
        owner=project.lead if project else None,
        facts={"name": project.name if project else "", "projects": (part.owner,)},
    )
