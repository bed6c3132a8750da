"""The facts of the annual sunset review: of the program and of each of its projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

import storage.closeouts.projects
import storage.decisions
import storage.fit
import storage.people
from handlers.packs import value_sections
from handlers.packs.moments import ProgramMoment
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits.profile import BenefitState
from rules.budgets.sums import BudgetFigures, two_digits
from rules.decisions.decision import Decision
from rules.packs.periods import PackPeriod
from rules.packs.sunset import (
    SunsetAnswer,
    SunsetFacts,
    SunsetLine,
    SunsetReview,
    advise_program,
    advise_project,
    review_question,
)
from rules.plan import Milestone, Program, Project
from rules.time.calendars import Calendar

_OVER = frozenset({BenefitState.REALISED, BenefitState.MISSED, BenefitState.STOPPED})


@dataclass(frozen=True, slots=True)
class _ReviewedYear:
    """The records that a review reads, since `begin`: of a program, or the part of them that is about a project."""

    begin: date
    calendar: Calendar
    first_dates: Mapping[str, date]
    milestones: Sequence[Milestone]
    benefits: Sequence[BenefitFacts]


def sunset_review(
    session: Session, team: str, now: ProgramMoment, period: PackPeriod, *, may_show_money: bool
) -> SunsetReview:
    """Return the review of the year that ends with the period."""
    program = now.plan.program
    totals = value_sections.totals_at(session, team, now) if may_show_money else {}
    year = _ReviewedYear(
        period.first,
        now.calendar,
        storage.closeouts.projects.first_baselines(session, team=team, milestones=now.milestones.keys()),
        tuple(now.milestones.values()),
        value_sections.facts_at(session, team, now),
    )
    facts = tuple(_project_facts(one, year) for one in now.plan.projects if one.id in now.projects)
    whole = _program_facts(program, year, totals)
    fit = next(iter(storage.fit.answers_about(session, team=team, subject=program.name, program=program.id)), None)
    answers = answers_to(session, team, program.id, period)
    sponsors = storage.closeouts.projects.sponsors_of(session, team=team, project="", program=program.id)
    names = storage.people.display_names(
        session,
        team=team,
        ids=frozenset(filter(None, (*sponsors, *(one.decided_by for one in answers.values())))),
    )
    advice = advise_program(whole, facts, verdict=fit.verdict if fit else None, signs=fit.count if fit else None)
    lines = (_line_of(one, advise_project(one), answers, names, period) for one in facts)
    return SunsetReview(
        _line_of(whole, advice, answers, names, period),
        tuple(sorted(lines, key=lambda line: (bool(line.facts.closed), line.advice is SunsetAnswer.CONTINUE))),
        fit.count if fit else None,
        names.get(sponsors[0], "") if sponsors else "",
    )


def answers_to(session: Session, team: str, program: str, period: PackPeriod) -> Mapping[str, Decision]:
    """Return the decisions in which sponsors answered a review, by their question; the newest counts."""
    begin = review_question("", period_name(period)).partition(" continue")[0]
    return {
        one.question: one
        for one in storage.decisions.decisions(session, team=team, programs=(program,))
        if one.question.startswith(begin) and one.chosen
    }


def period_name(period: PackPeriod) -> str:
    return period.id or f"the year to {period.last.isoformat()}"


def _line_of(
    facts: SunsetFacts,
    advice: tuple[SunsetAnswer, str],
    answers: Mapping[str, Decision],
    names: Mapping[str, str],
    period: PackPeriod,
) -> SunsetLine:
    answer = answers.get(review_question(facts.name, period_name(period)))
    if answer is None:
        return SunsetLine(facts, *advice)
    return SunsetLine(facts, *advice, answer.chosen, names.get(answer.decided_by or "", ""))


def _program_facts(program: Program, year: _ReviewedYear, totals: Mapping[str, BudgetFigures]) -> SunsetFacts:
    paid = tuple(
        (currency, two_digits(one.planned), two_digits(one.actual or 0.0))
        for currency, one in sorted(totals.items())
        if one.planned
    )
    return replace(_facts_of(Project(program.id, program.name, program.id), year), budgets=paid)


def _project_facts(project: Project, year: _ReviewedYear) -> SunsetFacts:
    """Return the facts of one project, without its budget, which is for fewer people than those who read the pack."""
    milestones = [one for one in year.milestones if one.project == project.id]
    ids = {one.id for one in milestones}
    served = [
        one for one in year.benefits if project.id in one.benefit.shares or not ids.isdisjoint(one.benefit.milestones)
    ]
    return _facts_of(project, replace(year, milestones=milestones, benefits=served))


def _facts_of(subject: Project, year: _ReviewedYear) -> SunsetFacts:
    agreed = max(
        (day for one in year.milestones if (day := year.first_dates.get(one.id) or one.baseline or one.committed)),
        default=None,
    )
    ends = max((one.expected for one in year.milestones if one.expected), default=None)
    done = [one.actual for one in year.milestones if one.actual]
    return SunsetFacts(
        subject.id,
        subject.name,
        agreed,
        ends,
        year.calendar.between(agreed, ends) if agreed and ends else None,
        len(year.milestones),
        len(done),
        sum(day >= year.begin for day in done),
        (),
        len(year.benefits),
        sum(one.state not in _OVER for one in year.benefits),
        subject.closed,
    )
