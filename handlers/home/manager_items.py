"""Action items of a program manager: digests to review, and what others owe an answer to (surfaces of Home)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.dependencies
import storage.digests
import storage.people
import storage.plan
from handlers.common.requests import local_date
from handlers.goals import duplicates
from handlers.home import decision_items
from handlers.home.action_item_types import ActionItem, ActionItemKind
from handlers.schedule import benefit_shortfalls, budget_alerts
from rules.dependencies.handovers import HandoverSide
from rules.digests import slots
from rules.people import Person
from rules.plan import Program
from rules.time.working_time import local_day
from rules.truth.statuses import label_of
from storage.blockers import Blocker
from storage.dependencies import Agreement
from storage.digests import EditionKey


def items_of_manager(session: Session, *, person: Person, now: datetime) -> tuple[ActionItem, ...]:
    """Return what the manager of a program has to look after, earliest day first; nothing for others."""
    team = person.team
    programs = storage.plan.programs(session, team=team, ids=(), manager=person.id)
    if not programs:
        return ()
    managed = {program.id for program in programs}
    projects = {p.id for p in storage.plan.projects(session, team=team) if p.program in managed}
    owed = [*_unanswered(session, person, projects, now), *_overdue_blockers(session, person, projects, now)]
    owed += decision_items.late_decisions(session, person=person, programs=managed, now=now)
    drafts = _open_drafts(session, team, programs, now)
    return (
        *drafts,
        *sorted(owed, key=lambda item: (item.by or date.max, item.id)),
        *_shortfalls(session, person, programs, now),
        *_overruns(session, person, programs, now),
        *_duplicates(session, person, managed),
    )


def _shortfalls(session: Session, person: Person, programs: Iterable[Program], now: datetime) -> Iterator[ActionItem]:
    """Yield the benefits of these programs that fall short, red first."""
    team = person.team
    alerts = [
        alert
        for program in programs
        for alert in benefit_shortfalls.shortfall_alerts(
            session, team=team, program=program.id, today=local_day(program.zone, now)
        )
    ]
    names = _names(session, team, [alert.owner or "" for alert in alerts])
    for alert in sorted(alerts, key=lambda alert: alert.level != "red"):
        who = names.get(alert.owner or "", "") if alert.owner != person.id else ""
        yield ActionItem(ActionItemKind.SHORTFALL, alert.subject, alert.sentence, who=who)


def _overruns(session: Session, person: Person, programs: Iterable[Program], now: datetime) -> Iterator[ActionItem]:
    """Yield the projects of these programs that are forecast above their budget, red first."""
    for program in programs:
        today = local_day(program.zone, now)
        for alert in budget_alerts.overrun_alerts(session, team=person.team, program=program.id, today=today):
            yield ActionItem(ActionItemKind.OVERRUN, f"budget {alert.subject}", alert.sentence)


def _duplicates(session: Session, person: Person, programs: Collection[str]) -> Iterator[ActionItem]:
    """Yield one item for all pairs of projects that may do the same work, named by the one with most evidence."""
    pairs = duplicates.find_pairs(session, person=person, programs=frozenset(programs))
    if pairs:
        labels = tuple(f"{project.name} ({project.id})" for project in (pairs[0].first, pairs[0].second))
        only = next(iter(programs)) if len(programs) == 1 else ""
        yield ActionItem(ActionItemKind.DUPLICATE, f"duplicates {only}".strip(), str(len(pairs) - 1), labels)


def milestone_labels(session: Session, *, team: str, ids: Collection[str]) -> dict[str, str]:
    """Return "Auth API (M-1)" for each id."""
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    return dict.fromkeys(ids, "") | {m.id: label_of(m) for m in found}


def _unanswered(session: Session, person: Person, projects: Collection[str], now: datetime) -> Iterator[ActionItem]:
    """Yield the requests between these projects' milestones whose answer is overdue, unless this person owes it."""
    team = person.team
    late = storage.dependencies.unanswered_questions(session, team=team, before=local_date(person, now))
    ends = {end for item in late for end in (item.dependency.consumer, item.dependency.provider)}
    milestones = {m.id: m for m in storage.plan.milestones(session, team=team, ids=ends)} if ends else {}
    names = _names(session, team, [_asked_person(item) for item in late])
    for item in late:
        link, asked = item.dependency, _asked_person(item)
        consumer, provider = milestones.get(link.consumer), milestones.get(link.provider)
        if consumer and provider and asked != person.id and {consumer.project, provider.project} & set(projects):
            about = (label_of(consumer), label_of(provider))
            yield ActionItem(
                ActionItemKind.REQUEST, link.id, about=about, by=item.terms.answer_by, who=names.get(asked, "")
            )


def _asked_person(agreement: Agreement) -> str:
    link = agreement.dependency
    is_provider = agreement.terms.asked is HandoverSide.PROVIDER
    return (link.provider_user if is_provider else link.consumer_user) or ""


def _overdue_blockers(
    session: Session, person: Person, projects: Collection[str], now: datetime
) -> Iterator[ActionItem]:
    """Yield the blockers of these projects that others should have removed by now."""
    team, today = person.team, local_date(person, now)
    blockers = [item for item in storage.blockers.open_blockers(session, team=team) if _is_late(item, person, today)]
    ids = {item.milestone for item in blockers}
    milestones = {m.id: m for m in storage.plan.milestones(session, team=team, ids=ids)} if ids else {}
    names = _names(session, team, [item.needs or "" for item in blockers])
    for item in blockers:
        milestone = milestones.get(item.milestone)
        if milestone and milestone.project in projects:
            who = names.get(item.needs or "", item.needs or "")
            about = (label_of(milestone),)
            yield ActionItem(ActionItemKind.STUCK, item.id, item.text, about, item.needed_by, who)


def _is_late(blocker: Blocker, person: Person, today: date) -> bool:
    return bool(blocker.needs != person.id and blocker.needed_by and blocker.needed_by < today)


def _names(session: Session, team: str, users: Collection[str]) -> dict[str, str]:
    return storage.people.display_names(session, team=team, ids=frozenset(filter(None, users)))


def _open_drafts(session: Session, team: str, programs: Iterable[Program], now: datetime) -> Iterator[ActionItem]:
    """Yield the drafts of digests that were sent for review and not reviewed yet."""
    for program in programs:
        slot = slots.due_draft_slot(now=now, zone=program.zone)
        if slot is None:
            continue
        draft = storage.digests.find_edition(session, EditionKey(team, program.id, slot.period, storage.digests.DRAFT))
        if draft is not None and draft.state == storage.digests.DRAFT:
            name = f"{program.name} ({program.id})"
            yield ActionItem(ActionItemKind.REVIEW, f"{program.id} {slot.period}", name)
