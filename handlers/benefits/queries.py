"""Benefits as one person may read them: a card, and a list with those furthest behind their plan first."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.benefits
import storage.channels
import storage.notes
import storage.people
import storage.plan
import storage.privacy
import storage.reading_asks
from handlers.benefits import flows, readings
from handlers.benefits.net_value import net_value_of
from handlers.common import access, money
from handlers.common.pages import Page, cut_page
from handlers.common.requests import local_date
from handlers.plan import card_queries
from handlers.privacy import flows as privacy_flows
from handlers.schedule import benefit_facts
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits import asking
from rules.benefits.attribution import DoubleCount, double_count_of, double_counts
from rules.benefits.completeness import MissingPart, is_vague_title, missing_parts
from rules.benefits.curves import planned_share_on, planned_value_on
from rules.benefits.profile import Benefit, BenefitState, counting_readings
from rules.benefits.realisation import NetValue, realised_share
from rules.money import is_currency
from rules.people import Person
from rules.plan import Program
from rules.refusal import NotAllowed
from rules.truth.statuses import label_of
from storage.notes import Note
from storage.reading_asks import ReadingAsk
from storage.register import RegisterEntry

BENEFITS_PER_PAGE = 10
# The subject of the list of a person's own benefits.
MINE = "mine"
EVIDENCE_SHOWN = 5
READINGS_SHOWN = 6
_STATE_ORDER = (
    *(BenefitState.MISSED, BenefitState.REALISING, BenefitState.ENABLED, BenefitState.DRAFT, BenefitState.PLANNED),
    *(BenefitState.REALISED, BenefitState.STOPPED),
)


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """A benefit in one line.

    `realised` and `planned` are shares of the planned change. `money` is False where its figures are sums that the
    reader may not see; `due` is the day of a reading that is missing.
    """

    facts: BenefitFacts
    realised: float | None
    planned: float | None
    money: bool
    due: date | None = None

    @property
    def benefit(self) -> Benefit:
        return self.facts.benefit

    @property
    def planned_value(self) -> float | None:
        """The value planned for the day of the latest reading."""
        latest = self.facts.latest
        return planned_value_on(self.benefit, latest.day, go_live=self.facts.go_live) if latest else None

    @property
    def may_be_read(self) -> bool:
        """True if a reading can be entered."""
        return self.benefit.is_open and self.facts.state is not BenefitState.DRAFT

    @property
    def falls_short(self) -> bool:
        """True if it heads for less than 90% of its plan, or has missed it."""
        return self.facts.falls_short


@dataclass(frozen=True, slots=True)
class BenefitList:
    """A page of benefits; `counts` is their number by state, `net` their sum in one currency for who may see it."""

    page: Page[BenefitLine]
    names: Mapping[str, str]
    programs: Mapping[str, str]
    counts: tuple[tuple[BenefitState, int], ...]
    short: int
    doubled: tuple[DoubleCount, ...]
    net: NetValue | None


@dataclass(frozen=True, slots=True)
class BenefitCard:
    """A benefit with everything its card shows to one reader; `may` holds `edit`, `read`, `publish` and `sums`."""

    line: BenefitLine
    program: str
    names: Mapping[str, str]
    projects: Mapping[str, str]
    missing: tuple[MissingPart, ...]
    vague: bool
    milestones: tuple[tuple[str, date | None, bool], ...]
    planned_value: float | None
    doubled: float
    others: tuple[str, ...]
    others_hidden: int
    evidence: tuple[Note, ...]
    assumptions: tuple[RegisterEntry, ...]
    may: frozenset[str]

    @property
    def facts(self) -> BenefitFacts:
        return self.line.facts

    @property
    def drawable(self) -> bool:
        """True if there is a plan to draw, and its figures are for the reader."""
        return self.line.money and not self.missing and self.facts.go_live is not None


def benefit_card(session: Session, *, person: Person, id: str, now: datetime) -> BenefitCard:
    team, today = person.team, local_date(person, now)
    access.require_visible(session, person=person, text=id)
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    facts = benefit_facts.facts_of(session, team=team, benefit=benefit, today=today)
    hidden = storage.privacy.hidden_ids(session, person=person)
    line = _lines_of(session, person=person, facts=(facts,))[0]
    doubled = double_count_of(benefit, storage.benefits.benefits_of(session, team=team))
    others = doubled.others(id) if doubled else ()
    shown = [other for other in others if other.id not in hidden]
    users = {benefit.owner, benefit.created_by, benefit.accepted_by} | {reading.by for reading in facts.readings}
    return BenefitCard(
        line=line,
        program=storage.plan.program(session, team=team, id=benefit.program).name,
        names=storage.people.display_names(session, team=team, ids=frozenset(filter(None, users))),
        projects={project.id: project.name for project in storage.plan.projects(session, team=team)},
        missing=missing_parts(benefit),
        vague=is_vague_title(benefit.name),
        milestones=tuple(
            (label_of(milestone), milestone.expected, milestone.done)
            for milestone in facts.milestones
            if milestone.id not in hidden
        ),
        planned_value=line.planned_value,
        doubled=doubled.percent if doubled else 0.0,
        others=tuple(f"{other.name} ({other.id})" for other in shown),
        others_hidden=len(others) - len(shown),
        evidence=_evidence_of(session, person=person, id=id),
        assumptions=card_queries.assumptions_under(session, person=person, id=id),
        may=_rights(session, person=person, benefit=benefit),
    )


def _rights(session: Session, *, person: Person, benefit: Benefit) -> frozenset[str]:
    rights = {
        "edit": flows.may_edit(session, person=person, benefit=benefit),
        "read": readings.may_read_off(session, person=person, benefit=benefit),
        "publish": privacy_flows.may_publish(session, person=person, id=benefit.id),
        "sums": may_see_sums(session, person=person, benefit=benefit),
    }
    return frozenset(right for right, is_given in rights.items() if is_given)


def _evidence_of(session: Session, *, person: Person, id: str) -> tuple[Note, ...]:
    by = storage.privacy.reader_for(session, person=person)
    notes = storage.notes.list_notes(session, team=person.team, kinds=("benefit",), projects=None, by=by, subject=id)
    return notes[:EVIDENCE_SHOWN]


def may_see_sums(session: Session, *, person: Person, benefit: Benefit) -> bool:
    """Return whether a person may see sums of money of a benefit: with that right, or as its owner."""
    return _is_own(person, benefit) or money.may_see_money(session, person=person, program=benefit.program)


def _is_own(person: Person, benefit: Benefit) -> bool:
    """Return whether it is the person's own benefit, and only they read the answer."""
    return person.id == benefit.owner and not person.for_channel


def _lines_of(session: Session, *, person: Person, facts: Collection[BenefitFacts]) -> tuple[BenefitLine, ...]:
    team = person.team
    asks = storage.reading_asks.asks_of(session, team=team, benefits=[one.benefit.id for one in facts])
    programs = {one.benefit.program for one in facts if is_currency(one.benefit.unit)}
    seen = {id for id in programs if money.may_see_money(session, person=person, program=id)}
    return tuple(_line_of(person, one, asks.get(one.benefit.id, ()), seen) for one in facts)


def _line_of(person: Person, facts: BenefitFacts, asks: Iterable[ReadingAsk], seen: Collection[str]) -> BenefitLine:
    """Return one line; `seen` are the programs whose sums the reader may see."""
    latest, benefit = facts.latest, facts.benefit
    unanswered = next((ask.due for ask in asks if not ask.answered), None)
    due = unanswered or asking.next_missing(benefit, start=facts.go_live, readings=facts.readings)
    return BenefitLine(
        facts,
        realised_share(benefit, facts.actual),
        planned_share_on(benefit, latest.day, go_live=facts.go_live) if latest else None,
        not is_currency(benefit.unit) or _is_own(person, benefit) or benefit.program in seen,
        due if benefit.is_open else None,
    )


def owned_benefits(session: Session, *, person: Person, now: datetime) -> tuple[BenefitLine, ...]:
    """Return the open benefits that a person owns, those below their plan first, then by the next reading."""
    owned = storage.benefits.benefits_owned_by(session, team=person.team, user=person.id)
    facts = benefit_facts.load_facts(session, team=person.team, benefits=owned, today=local_date(person, now))
    lines = _lines_of(session, person=person, facts=facts) if facts else ()
    return tuple(sorted(lines, key=lambda line: (not line.falls_short, line.due or date.max, line.benefit.id)))


def benefit_list(
    session: Session, *, person: Person, subject: str, channel: str, page: int, now: datetime
) -> BenefitList:
    """Return a page of the benefits of a program, of a project, or of the person if the subject is `mine`.

    Without a subject, those of this channel's programs, else of all.
    """
    team, today = person.team, local_date(person, now)
    programs = {program.id: program for program in storage.plan.programs(session, team=team)}
    found = _visible_benefits(session, person=person, subject=subject, channel=channel, programs=programs)
    facts = benefit_facts.load_facts(session, team=team, benefits=found, today=today)
    lines = sorted(_lines_of(session, person=person, facts=facts), key=_urgency)
    counts = Counter(line.facts.state for line in lines)
    shown = {benefit.id for benefit in found}
    doubled = double_counts(storage.benefits.benefits_of(session, team=team)).values()
    cut = cut_page(lines, number=page, size=BENEFITS_PER_PAGE)
    return BenefitList(
        page=cut,
        names=_owner_names(session, team, cut.items),
        programs={id: program.name for id, program in programs.items()},
        counts=tuple((state, counts[state]) for state in _STATE_ORDER if counts[state]),
        short=sum(line.falls_short for line in lines),
        doubled=tuple(one for one in doubled if shown & {benefit.id for benefit in one.benefits}),
        net=net_value_of(session, person=person, facts=facts, today=today),
    )


def _visible_benefits(
    session: Session, *, person: Person, subject: str, channel: str, programs: Mapping[str, Program]
) -> tuple[Benefit, ...]:
    hidden = storage.privacy.hidden_ids(session, person=person)
    served = set(storage.channels.served_programs(session, team=person.team, channel=channel)) & programs.keys()
    wanted = {subject} if subject.startswith("PRG-") else served or set(programs)
    if subject == MINE:
        return storage.benefits.benefits_owned_by(session, team=person.team, user=person.id)
    found = storage.benefits.benefits_of(session, team=person.team)
    if subject.startswith("PRJ-"):
        return tuple(benefit for benefit in found if benefit.id not in hidden and subject in benefit.shares)
    return tuple(benefit for benefit in found if benefit.id not in hidden and benefit.program in wanted)


def _urgency(line: BenefitLine) -> tuple[int, int, float, str]:
    """Sort what falls short first, then by state; within it, the furthest behind its plan."""
    behind = (line.realised or 0.0) - (line.planned or 0.0) if line.realised is not None else 0.0
    return (not line.falls_short, _STATE_ORDER.index(line.facts.state), behind, line.benefit.id)


def _owner_names(session: Session, team: str, lines: Iterable[BenefitLine]) -> dict[str, str]:
    users = frozenset(line.benefit.owner for line in lines if line.benefit.owner)
    return storage.people.display_names(session, team=team, ids=users)


def editable_benefit(session: Session, *, person: Person, id: str) -> Benefit:
    """Return the benefit that a form changes, or raise Refusal; sums need the right to see them."""
    benefit = flows.changeable_benefit(session, person=person, id=id)
    has_sums = is_currency(benefit.unit) or benefit.likely is not None
    if has_sums and not may_see_sums(session, person=person, benefit=benefit):
        raise NotAllowed(f"You may not see the sums of {id}.", "", "Ask its owner or the program manager.")
    return benefit


def readable_benefit(session: Session, *, person: Person, id: str) -> BenefitFacts:
    """Return the benefit that a form takes a reading for, or raise Refusal."""
    access.require_visible(session, person=person, text=id)
    benefit = storage.benefits.get_benefit(session, team=person.team, id=id)
    readings.require_reader(session, person=person, benefit=benefit)
    return benefit_facts.facts_of(session, team=person.team, benefit=benefit, today=date.max)


def recent_readings(facts: BenefitFacts) -> tuple[tuple[date, float], ...]:
    return tuple((reading.day, reading.value) for reading in counting_readings(facts.readings))[-READINGS_SHOWN:]
