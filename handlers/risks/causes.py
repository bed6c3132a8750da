"""The view `risks`: one row per cause, worst first; the consequences of one cause when it is opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.people
import storage.plan
import storage.risks
from handlers.common import money
from handlers.common.lookup import resolve_program_id
from handlers.common.pages import cut_page
from handlers.common.parsing import parse_id
from handlers.risks import forecast, queries
from handlers.risks.queries import RiskView, ViewRequest, VisibleProgram
from handlers.schedule import alert_notices, benefit_shortfalls, budget_alerts, clash_alerts, delay_cost, outlook
from handlers.schedule.delay_cost import NO_COST, SlipCost
from rules.alerts import by_cause
from rules.alerts.active import LEVELS
from rules.alerts.by_cause import AlertCause
from rules.digests.editions import FinishOutlook
from rules.privacy import includes_outsiders
from storage.risks import StoredAlert

CAUSES_PER_PAGE = 10
# The field of a row that has the id to open, for causes that are no milestone.
_COLUMN_BY_KIND = {benefit_shortfalls.KIND: "benefit", budget_alerts.KIND: "budget", clash_alerts.KIND: "clash"}


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One cause as a row: `milestone` is "" where it can't be opened, `benefit` one below its plan.

    `budget` is the id of a project that is forecast above its budget, `clash` that of a double booking.
    """

    milestone: str
    name: str
    level: str
    sentence: str
    effect: str
    owner: str
    cost: SlipCost = NO_COST
    benefit: str = ""
    budget: str = ""
    clash: str = ""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A milestone that a cause makes late, by `late` working days."""

    id: str
    name: str
    owner: str
    finish: date
    late: int


def risks_view(session: Session, *, asked: ViewRequest, page: int = 1) -> RiskView:
    """List the causes of the open alerts, worst first; with a milestone's id, show what that one causes."""
    words = asked.text.split()
    cause = next((id for word in words if (id := parse_id(word)) and id.startswith("M-")), "")
    text = " ".join(word for word in words if parse_id(word) != cause or not cause)
    if cause and not text:
        text = storage.plan.program_of_milestone(session, team=asked.person.team, milestone=cause)
    program = resolve_program_id(session, team=asked.person.team, text=text, channel=asked.channel)
    visible = queries.visible_program(session, asked=replace(asked, text=text), program=program)
    alerts = _all_alerts(session, asked, visible)
    readable = _readable_alerts(session, asked, alerts, exposures=_latest_exposures(session, asked, program))
    groups = by_cause.group_by_cause(visible.facts, readable)
    if cause:
        costs = _costs(session, asked, visible, (cause,))
        group = next((group for group in groups if group.milestone == cause), None)
        return _cause_view(visible, cause, group, cost=costs.get(cause, NO_COST))
    shown = cut_page(groups, number=page, size=CAUSES_PER_PAGE)
    costs = _costs(session, asked, visible, [group.milestone for group in shown.items])
    return RiskView(
        "risks/list",
        {
            "program": visible.program,
            "listed": shown.show(_cause_rows(session, asked, visible, shown.items, costs)),
            "count": {level: sum(group.level == level for group in groups) for level in LEVELS},
            "finish": _finish(session, asked, visible),
            "withheld": len(alerts) - len(readable),
        },
    )


def _all_alerts(session: Session, asked: ViewRequest, visible: VisibleProgram) -> tuple[StoredAlert, ...]:
    """Return the open alerts of the program, and its benefits below plan unless other companies read along."""
    team, program = asked.person.team, visible.program.id
    alerts = storage.risks.open_alerts(session, team=team, program=program)
    if includes_outsiders(queries.readers_of(session, asked=asked)):
        return alerts
    today = visible.facts.today
    shortfalls = benefit_shortfalls.shortfall_alerts(session, team=team, program=program, today=today)
    return (*alerts, *shortfalls, *_overruns(session, asked, visible), *_clashes(session, asked, program))


def _clashes(session: Session, asked: ViewRequest, program: str) -> tuple[StoredAlert, ...]:
    """Return the double bookings that the reader may see; in a shared view none."""
    if asked.public:
        return ()
    return tuple(clash_alerts.clash_alerts(session, person=asked.person, program=program, now=asked.now))


def _overruns(session: Session, asked: ViewRequest, visible: VisibleProgram) -> Iterator[StoredAlert]:
    """Yield the projects above their budget of which the reader may see the money; in a shared view none."""
    program, plan = visible.program.id, visible.facts.plan
    if asked.public:
        return
    for alert in budget_alerts.overrun_alerts(
        session, team=asked.person.team, program=program, today=visible.facts.today, plan=plan
    ):
        if money.may_see_money(session, person=asked.person, program=program, project=alert.subject):
            yield alert


def _readable_alerts(
    session: Session, asked: ViewRequest, alerts: Sequence[StoredAlert], *, exposures: Mapping[str, float]
) -> list[StoredAlert]:
    """Return what this reader may see: red first, then by the days put at stake, then by the alert's own days."""
    secrets = queries.reader_secrets(session, asked=asked)

    def rank(alert: StoredAlert) -> tuple[int, float, int, str]:
        at_stake = max((exposures.get(name, 0.0) for name in (alert.subject, *alert.chain)), default=0.0)
        return LEVELS.index(alert.level), -at_stake, -alert.days, alert.key

    return sorted((alert for alert in alerts if alert_notices.is_readable(alert, secrets=secrets)), key=rank)


def _latest_exposures(session: Session, asked: ViewRequest, program: str) -> Mapping[str, float]:
    """Return the expected working days each milestone puts at stake, from the last full refresh."""
    latest = storage.risks.latest_analysis(session, team=asked.person.team, program=program)
    return latest.exposures if latest else {}


def _costs(
    session: Session, asked: ViewRequest, visible: VisibleProgram, causes: Sequence[str]
) -> Mapping[str, SlipCost]:
    """Return what the lateness of each cause costs, of those that this reader may know."""
    known = [name for name in causes if name in visible.facts.milestones and name not in visible.hidden]
    stakes = forecast.reader_stakes(session, asked, visible, known)
    return delay_cost.costs_of_lateness(stakes, visible.facts.plan, known, today=visible.facts.today)


def _cause_rows(
    session: Session,
    asked: ViewRequest,
    visible: VisibleProgram,
    groups: Sequence[AlertCause[StoredAlert]],
    costs: Mapping[str, SlipCost],
) -> Iterator[RiskRow]:
    worst = [group.alerts[0] for group in groups if not group.milestone]
    owners = frozenset(alert.owner for alert in worst if alert.owner)
    names = {**visible.names, **storage.people.display_names(session, team=asked.person.team, ids=owners)}
    for group in groups:
        if group.alerts[0].kind in _COLUMN_BY_KIND:
            yield _value_row(group.alerts[0], names)
        else:
            yield _cause_row(replace(visible, names=names), group, costs)


def _value_row(alert: StoredAlert, names: Mapping[str, str]) -> RiskRow:
    """Return the row of a benefit below its plan, of a project above its budget, or of a clash."""
    name = str((alert.facts or {}).get("name", ""))
    owner = names.get(alert.owner or "", "no owner")
    opened: dict[str, Any] = {_COLUMN_BY_KIND[alert.kind]: alert.subject}
    return RiskRow("", name, alert.level, alert.sentence, "", owner, **opened)


def _cause_row(visible: VisibleProgram, group: AlertCause[StoredAlert], costs: Mapping[str, SlipCost]) -> RiskRow:
    facts, milestone = visible.facts, group.milestone if group.milestone not in visible.hidden else ""
    return RiskRow(
        milestone,
        facts.milestones[milestone].name if milestone else "",
        group.level,
        group.sentence if milestone or len(group.alerts) == 1 else group.alerts[0].sentence,
        by_cause.effect_text(facts, group.moved),
        visible.owner(milestone) if milestone else visible.names.get(group.alerts[0].owner or "", ""),
        costs.get(milestone, NO_COST),
    )


def _finish(session: Session, asked: ViewRequest, visible: VisibleProgram) -> FinishOutlook | None:
    """Return the forecast of the program's finish, the same that the digest quotes."""
    end = visible.facts.end
    if end is None or end.id in visible.hidden:
        return None
    return outlook.finish_outlook(session, team=asked.person.team, plan=visible.facts.plan, today=visible.facts.today)


def _cause_view(
    visible: VisibleProgram, cause: str, group: AlertCause[StoredAlert] | None, *, cost: SlipCost
) -> RiskView:
    """Return what one milestone causes: its alerts, and the milestones that it makes late."""
    facts = visible.facts
    is_known = cause in facts.milestones and cause not in visible.hidden
    alerts = group.alerts if group and is_known else ()
    moved = by_cause.moved_by_cause(facts, cause, alerts) if is_known else ()
    view_facts: dict[str, Any] = {
        "program": visible.program,
        "id": cause,
        "name": facts.milestones[cause].name if is_known else "",
        "owner": visible.owner(cause) if is_known else "",
        "sentence": group.sentence if group and is_known else "",
        "alerts": alerts,
        "effect": by_cause.effect_text(facts, moved),
        "cost": cost,
        "moved": [_moved_row(visible, name) for name in moved if name not in visible.hidden],
    }
    return RiskView("risks/cause", view_facts)


def _moved_row(visible: VisibleProgram, name: str) -> MovedRow:
    facts = visible.facts
    return MovedRow(
        name, facts.milestones[name].name, visible.owner(name), facts.finish_date(name), max(0, facts.days_over(name))
    )
