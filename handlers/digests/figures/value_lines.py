"""The value line of an edition: what is realised of each benefit, as far as the readers of its channel may know."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlmodel import Session

import storage.benefits
import storage.people
from handlers.common import money
from handlers.plan.queries import ProgramState
from handlers.schedule import alert_notices, benefit_facts, benefit_shortfalls
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits.curves import planned_value_on
from rules.benefits.profile import BenefitState
from rules.benefits.realisation import realised_share
from rules.digests.editions import DigestIssue, ValueLine
from rules.figures import spoken_figure
from rules.money import is_currency
from rules.privacy import Audience, Secrets, includes_outsiders

SHOWN_STATES = frozenset({BenefitState.REALISING, BenefitState.REALISED, BenefitState.MISSED})


def value_lines(
    session: Session, team: str, state: ProgramState, audience: Audience, secrets: Secrets
) -> tuple[ValueLine, ...]:
    """Return a line for each benefit that was measured, those below their plan first; none for other companies.

    Sums of money are figures only where the program shows money in its channels; else it is the share alone.
    """
    if includes_outsiders(audience):
        return ()
    program = state.plan.program.id
    may_show_money = money.may_post_money(session, team=team, program=program)
    return measured_benefits(
        session, team=team, program=program, today=state.today, hidden=secrets.ids, may_show_money=may_show_money
    )


def measured_benefits(
    session: Session, *, team: str, program: str, today: date, hidden: Collection[str], may_show_money: bool
) -> tuple[ValueLine, ...]:
    """Return a line for each benefit that was measured, but those `hidden` by id; those below their plan first."""
    benefits = storage.benefits.benefits_of(session, team=team, program=program)
    shown = [benefit for benefit in benefits if benefit.id not in hidden]
    facts = benefit_facts.load_facts(session, team=team, benefits=shown, today=today)
    lines = [line_of(one, may_show_money) for one in facts if one.state in SHOWN_STATES and one.latest]
    return tuple(sorted(lines, key=lambda line: (not line.falls_short, line.realised or 0.0, line.id)))


def shortfall_issues(
    session: Session, team: str, state: ProgramState, audience: Audience, secrets: Secrets
) -> Iterator[DigestIssue]:
    """Yield an issue for each benefit that falls short, under its owner's name; none for other companies."""
    if includes_outsiders(audience):
        return
    program = state.plan.program.id
    alerts = benefit_shortfalls.shortfall_alerts(session, team=team, program=program, today=state.today)
    owners = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    for alert in alerts:
        if alert_notices.is_readable(alert, secrets=secrets):
            projects = frozenset((alert.facts or {}).get("projects", ()))
            owner = names.get(alert.owner or "", "no one")
            yield DigestIssue(alert.subject, alert.level, alert.sentence, projects, owner=owner)


def line_of(facts: BenefitFacts, may_show_money: bool) -> ValueLine:
    """Return the line of a benefit; without figures where they are sums of money that may not be shown."""
    benefit, latest, outlook = facts.benefit, facts.latest, facts.outlook
    planned = planned_value_on(benefit, latest.day, go_live=facts.go_live) if latest else None
    is_shown = may_show_money or not is_currency(benefit.unit)
    return ValueLine(
        benefit.id,
        benefit.name,
        benefit.unit,
        realised_share(benefit, facts.actual),
        benefit.baseline if is_shown else None,
        facts.actual if is_shown else None,
        spoken_figure(planned, since=benefit.baseline or 0.0) if is_shown and planned is not None else None,
        outlook.share if outlook and facts.falls_short else None,
        facts.falls_short,
    )
