"""What the views of risk show, gathered in one read for one reader: what came from a closed channel stays there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.risks
from handlers.common.lookup import program_in
from handlers.schedule import alert_notices, loading
from handlers.schedule.recompute import local_day
from rules.alerts import analysis, health
from rules.people import Action, Person
from rules.plan import Plan, Program
from rules.privacy import Secrets
from rules.refusal import NotFound
from rules.schedule.scheduled_plan import Facts
from storage.risks import Alert

PAGE = 8
LEVELS = ("red", "amber", "info")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, where; `public` when all of the channel will read the answer."""

    person: Person
    text: str
    channel: str
    now: datetime
    public: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A template and its facts."""

    template: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Station:
    """One milestone of the critical chain; `drag` and `float` in working days."""

    id: str
    name: str
    finish: date
    owner: str
    drag: int
    float: int
    done: bool


class Look(Protocol):
    """A query that answers a view's verb."""

    def __call__(self, session: Session, *, asked: Asked) -> View: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """A scheduled program as one reader may see it: `hidden` milestones count, but have no name, owner or row."""

    program: Program
    facts: Facts
    hidden: frozenset[str]
    names: Mapping[str, str]

    @property
    def own(self) -> Sequence[str]:
        """Ids of the program's own milestones that may be shown."""
        home = {project.id for project in self.facts.plan.projects if project.program == self.program.id}
        return [m.id for m in self.facts.plan.milestones if m.project in home and m.id not in self.hidden]

    def owner(self, name: str) -> str:
        """The display name of who owns a milestone, or of its project's lead."""
        owner = self.facts.owner(name)
        return self.names.get(owner or "", owner or "nobody")


def scene(session: Session, *, asked: Asked, program: str = "") -> Scene:
    """The program named, or of this channel, or the only one; refused to guests, and hidden parts masked."""
    found = program or program_in(session, team=asked.person.team, text=asked.text, channel=asked.channel)
    admit(session, asked=asked, program=found)
    plan = loading.plan_of(session, team=asked.person.team, program=found)
    plan = loading.experienced(session, team=asked.person.team, plan=plan)
    hidden = _secrets(session, asked=asked).ids & {milestone.id for milestone in plan.milestones}
    facts = analysis.facts_of(_masked(plan, hidden), today=local_day(plan.program.zone, asked.now))
    owners = {m.owner for m in plan.milestones if m.owner} | {p.lead for p in plan.projects if p.lead}
    names = storage.people.names(session, team=asked.person.team, ids=frozenset(owners))
    return Scene(plan.program, facts, hidden, names)


def admit(session: Session, *, asked: Asked, program: str) -> None:
    """Guests do not see the whole; a channel of several companies sees only the programs it serves."""
    storage.people.require(session, person=asked.person, action=Action.FOLLOW, program=program)
    if not asked.public:
        return
    channel = storage.channels.get(session, team=asked.person.team, id=asked.channel)
    served = storage.channels.programs(session, team=asked.person.team, channel=asked.channel)
    if channel is not None and channel.is_external and program not in served:
        raise NotFound("I don't share that here.", "People of other companies read this channel.", "")


def risks(session: Session, *, asked: Asked, page: int = 0) -> View:
    """Open alerts: red first, then by the expected days they put at stake, then by their own days."""
    team = asked.person.team
    program = program_in(session, team=team, text=asked.text, channel=asked.channel)
    admit(session, asked=asked, program=program)
    found = storage.plan.program(session, team=team, id=program)
    secrets = _secrets(session, asked=asked)
    every = storage.risks.open_alerts(session, team=team, program=program)
    shown = [alert for alert in every if alert_notices.readable(alert, secrets=secrets)]
    at_stake = exposures(session, team=team, program=program)
    ranked = sorted(shown, key=lambda alert: _rank(alert, at_stake))
    last = max(0, (len(ranked) - 1) // PAGE)
    page = min(max(page, 0), last)
    facts = {
        "program": found,
        "alerts": [(alert, _stake(alert, at_stake)) for alert in ranked[page * PAGE : (page + 1) * PAGE]],
        "count": {level: sum(alert.level == level for alert in shown) for level in LEVELS},
        "first": page * PAGE + 1,
        "page": page,
        "last": last,
        "withheld": len(every) - len(shown),
    }
    return View("risks/list", facts)


def exposures(session: Session, *, team: str, program: str) -> dict[str, float]:
    """Expected working days that each milestone puts at stake, as the last full refresh found."""
    last = storage.risks.analyses(session, team=team, program=program)
    return {each["id"]: each["days"] for each in last[0][1]["exposures"]} if last else {}


def critical(session: Session, *, asked: Asked) -> View:
    """The chain that decides the program's last milestone, with what shortening each part would gain."""
    look = scene(session, asked=asked)
    facts = look.facts
    end = end_of(facts, [name for name in look.own if not facts.milestones[name].done])
    names = facts.chain(end) if end else ()
    rows = [_station(look, name) for name in names]
    best = max((row for row in rows if not row.done), key=lambda row: row.drag, default=None)
    said = {
        "program": look.program,
        "rows": rows,
        "route": facts.route(names),
        "end": facts.finish(end) if end else None,
    }
    return View("risks/critical", said | {"best": best})


def end_of(facts: Facts, names: Sequence[str]) -> str | None:
    """The last of these milestones, of those on the same day the one that waits longest."""
    return max(names, key=lambda name: (facts.finish(name), facts.at(name)), default=None)


def _station(look: Scene, name: str) -> Station:
    facts, at = look.facts, look.facts.at(name)
    return Station(
        id=name if name not in look.hidden else "–",
        name=facts.milestones[name].name,
        finish=facts.finish(name),
        owner=look.owner(name),
        drag=int(facts.schedule.drag[at]),
        float=int(facts.schedule.total_float[at]),
        done=facts.milestones[name].done,
    )


def plan_health(session: Session, *, asked: Asked) -> View:
    """The fourteen checks."""
    look = scene(session, asked=asked)
    checks = health.checks(look.facts)
    return View("risks/health", {"program": look.program, "checks": checks, "score": health.score(checks)})


def _rank(alert: Alert, at_stake: Mapping[str, float]) -> tuple[int, float, int, str]:
    return LEVELS.index(alert.level), -_stake(alert, at_stake), -alert.days, alert.key


def _stake(alert: Alert, at_stake: Mapping[str, float]) -> float:
    return max((at_stake.get(name, 0.0) for name in (alert.subject, *alert.chain)), default=0.0)


def _secrets(session: Session, *, asked: Asked) -> Secrets:
    """What this reader, or not everybody in this channel, may read."""
    if asked.public:
        by = storage.privacy.audience(session, team=asked.person.team, destination=asked.channel)
    else:
        by = storage.privacy.reader(session, person=asked.person)
    return storage.privacy.secrets(session, team=asked.person.team, by=by)


def _masked(plan: Plan, hidden: frozenset[str]) -> Plan:
    if not hidden:
        return plan
    milestones = (replace(m, name="restricted", owner=None) if m.id in hidden else m for m in plan.milestones)
    return replace(plan, milestones=tuple(milestones))
