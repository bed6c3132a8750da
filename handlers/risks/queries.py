"""Risk views, each read once for one reader; what came from a closed channel stays there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

import storage.channels
import storage.people
import storage.privacy
from handlers.common.lookup import resolve_program_id
from handlers.schedule import loading
from rules.alerts import analysis, health
from rules.people import Action, Person
from rules.plan import Plan, Program
from rules.privacy import Audience, Secrets
from rules.refusal import NotFound
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import local_day

# Failing milestones named for each check, unless all of them are asked for.
ITEMS_PER_CHECK = 3


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A request for a view: the asker, the text and the channel; `public` if the whole channel will read the answer."""

    person: Person
    text: str
    channel: str
    now: datetime
    public: bool = False


@dataclass(frozen=True, slots=True)
class RiskView:
    """A template and its facts."""

    template: str
    facts: Mapping[str, Any]


class RiskQuery(Protocol):
    """A query that answers the verb of a view."""

    def __call__(self, session: Session, *, asked: ViewRequest) -> RiskView: ...


@dataclass(frozen=True, slots=True)
class VisibleProgram:
    """A scheduled program as one reader may see it; `hidden` milestones count, but have no name, owner or row."""

    program: Program
    facts: ScheduledPlan
    hidden: frozenset[str]
    names: Mapping[str, str]

    @property
    def own(self) -> Sequence[str]:
        """The ids of the program's own milestones that may be shown."""
        project_ids = {project.id for project in self.facts.plan.projects if project.program == self.program.id}
        return [m.id for m in self.facts.plan.milestones if m.project in project_ids and m.id not in self.hidden]

    def owner(self, name: str) -> str:
        """Return the display name of a milestone's owner, or of its project's lead."""
        owner = self.facts.owner(name)
        return self.names.get(owner or "", owner or "no owner")


def visible_program(session: Session, *, asked: ViewRequest, program: str = "") -> VisibleProgram:
    """Return the program named, else this channel's, else the only one, with its hidden parts masked.

    Guests are refused.
    """
    program_id = program or resolve_program_id(session, team=asked.person.team, text=asked.text, channel=asked.channel)
    require_view_access(session, asked=asked, program=program_id)
    plan = loading.plan_of(session, team=asked.person.team, program=program_id)
    plan = loading.with_experience(session, team=asked.person.team, plan=plan)
    hidden = reader_secrets(session, asked=asked).ids & {milestone.id for milestone in plan.milestones}
    facts = analysis.schedule_plan(_mask_hidden(plan, hidden), today=local_day(plan.program.zone, asked.now))
    owners = {m.owner for m in plan.milestones if m.owner} | {p.lead for p in plan.projects if p.lead}
    names = storage.people.display_names(session, team=asked.person.team, ids=frozenset(owners))
    return VisibleProgram(plan.program, facts, hidden, names)


def require_view_access(session: Session, *, asked: ViewRequest, program: str) -> None:
    """Refuse guests, and, in a channel shared with other companies, every program it does not serve."""
    storage.people.require_permission(
        session, person=asked.person, action=Action.FOLLOW, program=program, act=f"see {program}"
    )
    if not asked.public:
        return
    channel = storage.channels.find_channel(session, team=asked.person.team, id=asked.channel)
    served = storage.channels.served_programs(session, team=asked.person.team, channel=asked.channel)
    if channel is not None and channel.is_external and program not in served:
        raise NotFound("I don't share that here.", "People of other companies read this channel.", "")


def plan_health(session: Session, *, asked: ViewRequest) -> RiskView:
    """Run the fourteen checks, and name what fails each: the first few, or with the word “all” every one."""
    words = asked.text.split()
    names_all = "all" in (word.casefold() for word in words)
    asked = replace(asked, text=" ".join(word for word in words if word.casefold() != "all"))
    visible = visible_program(session, asked=asked)
    checks = health.run_checks(visible.facts)
    failures = [
        (check, names if names_all else names[:ITEMS_PER_CHECK], len(names))
        for check in checks
        if check.passed is False and (names := _failing_names(visible, check))
    ]
    view_facts = {
        "program": visible.program,
        "checks": checks,
        "failures": failures,
        "folded": any(len(names) < count for _, names, count in failures),
        "score": health.count_passed(checks),
    }
    return RiskView("risks/health", view_facts)


def _failing_names(visible: VisibleProgram, check: health.PlanCheck) -> list[str]:
    """Return what fails a check, by name; what this reader may not see is left out."""
    facts = visible.facts
    links = {link.id: link for link in facts.plan.dependencies}
    names = []
    for item in check.items:
        ends = (links[item].provider, links[item].consumer) if item in links else (item,)
        if visible.hidden.isdisjoint(ends):
            note = health.missing_link_text(facts, item) if check.name == health.MISSING_LINKS else ""
            names.append(" → ".join(facts.label(end) for end in ends) + (f", {note}" if note else ""))
    return names


def readers_of(session: Session, *, asked: ViewRequest) -> Audience:
    """Return the reader of the answer: the asker, or the whole channel."""
    if asked.public:
        return storage.privacy.resolve_audience(session, team=asked.person.team, destination=asked.channel)
    return storage.privacy.reader_for(session, person=asked.person)


def reader_secrets(session: Session, *, asked: ViewRequest) -> Secrets:
    """Return what is hidden from this reader, or from some readers of the channel."""
    by = readers_of(session, asked=asked)
    return storage.privacy.secrets_hidden_from(session, team=asked.person.team, by=by)


def _mask_hidden(plan: Plan, hidden: frozenset[str]) -> Plan:
    if not hidden:
        return plan
    milestones = (replace(m, name="restricted", owner=None) if m.id in hidden else m for m in plan.milestones)
    return replace(plan, milestones=tuple(milestones))
