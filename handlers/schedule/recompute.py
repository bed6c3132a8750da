"""What a change means for everybody else: the preview, who is told, and which alerts stand afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import storage.risks
import storage.status
import templates
from handlers.common import posting, public_holidays
from handlers.schedule import alert_notices, loading
from rules.alerts import active, analysis, milestone_status, target_colours
from rules.alerts.active import LATE_START, QUICK, Standing
from rules.alerts.milestone_status import Status
from rules.people import Person
from rules.plan import Milestone, Plan, Project
from rules.schedule import slips
from rules.schedule.scheduled_plan import Facts
from rules.time.calendars import Calendar
from rules.time.working_time import zone_of
from storage.risks import Alert, Shown

NIGHT, MORNING = 2, 9
"""Hours in the program's zone from which its full refresh is due, and from which what that found may be told."""

KEPT = frozenset({"length", "finish", "critical_chain", "targets", "drivers", "exposures", "health"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The blast radius of a slip, with the milestones, projects and names to say it by."""

    radius: slips.BlastRadius
    milestones: Mapping[str, Milestone]
    projects: Mapping[str, Project]
    names: Mapping[str, str]
    plan: Plan


def preview(session: Session, *, team: str, milestone: str, to: date, now: datetime) -> Effect:
    """What a new date would move, without changing anything; the same rule is applied when it is saved."""
    program = storage.plan.home_of(session, team=team, milestone=milestone)
    plan = loading.plan_of(session, team=team, program=program)
    radius = slips.effect(plan, {milestone: to}, today=local_day(plan.program.zone, now))
    milestones = {m.id: m for m in plan.milestones}
    ids = frozenset(filter(None, (milestones[move.id].owner for move in radius.moved))) | frozenset(radius.people)
    return Effect(
        radius=radius,
        milestones=milestones,
        projects={p.id: p for p in plan.projects},
        names=storage.people.names(session, team=team, ids=ids),
        plan=plan,
    )


def tell(
    session: Session, *, person: Person, changed: Milestone, effect: Effect, update: int, reason: str, now: datetime
) -> None:
    """The owners of moved milestones hear it once, in their project's channel; never the one who moved it.

    `reason` is what all of them may read: empty when it was said in a closed channel.
    """
    for project in effect.radius.projects:
        moves = [move for move in effect.radius.moved if move.project == project]
        message = templates.render(
            "plan/slip_moved",
            cause=changed,
            by=person.name,
            moves=moves,
            effect=effect,
            actor=person.id,
            reason=reason,
            today=local_day(effect.plan.program.zone, now),
        )
        for channel in _channels(effect, project, moves):
            key = f"moved:{update}:{project}:{channel}"
            posting.say(
                session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation"
            )
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)


def take_back(session: Session, *, team: str, update: int, now: datetime) -> None:
    """Notices of a record that was undone are edited where they stand."""
    message = templates.render("plan/slip_taken_back")
    for key, channel in storage.posted_notices.under(session, prefix=f"moved:{update}:"):
        posting.edit(session, key=f"{key}:undone", of=key, team=team, channel=channel, message=message, now=now)


def refresh(
    session: Session, *, team: str, program: str, now: datetime, at_once: bool = False, plan: Plan | None = None
) -> None:
    """Computed dates, alerts and colours of a program, and of those that wait for it, are made true again.

    Runs in the transaction of the change. `at_once`: what was taken back leaves no colour behind (else a better
    colour waits until two refreshes agree). `plan` is the program as it stands now, where somebody has it already.
    """
    session.flush()
    for other in (program, *renew(session, team=team, program=program, now=now, at_once=at_once, plan=plan)):
        if other != program:
            renew(session, team=team, program=other, now=now, at_once=at_once)


def renew(
    session: Session,
    *,
    team: str,
    program: str,
    now: datetime,
    at_once: bool = False,
    thorough: bool = False,
    quiet: bool = False,
    plan: Plan | None = None,
) -> tuple[str, ...]:
    """This will make one program true again; the programs that wait for it come back. `quiet`: nobody is told yet."""
    plan = plan or loading.plan_of(session, team=team, program=program)
    if thorough:
        plan = loading.remembering(session, team=team, plan=plan)
    today = local_day(plan.program.zone, now)
    own = {project.id for project in plan.projects if project.program == program}
    facts = analysis.facts_of(plan, today=today)
    days = slips.computed(plan, today=today, network=facts.schedule.network)
    mine = {each.id: days.get(each.id) for each in plan.milestones if each.project in own}
    storage.risks.store_computed(session, team=team, days=mine)
    found = active.standing(facts, thorough=thorough)
    alerts = _named(session, team, [_alert(one) for one in found])
    kinds = None if thorough else QUICK
    turned = storage.risks.turn(session, team=team, program=program, now_true=alerts, now=now, kinds=kinds)
    _colour(session, team=team, facts=facts, found=found, own=own, at_once=at_once, now=now)
    worth = frozenset() if quiet else frozenset(one.key for one in found if one.tell)
    alert_notices.announce(session, team=team, program=plan, turned=turned, worth_telling=worth, now=now)
    return active.downstream(plan)


def heard(session: Session, *, team: str, milestone: str, new_date: bool, now: datetime) -> None:
    """What stood because a milestone was silent, or its date stood still, is over before the night finds out."""
    kinds = ("stale_update", "frozen_forecast") if new_date else ("stale_update",)
    storage.risks.close(session, team=team, keys=[f"{kind}:{milestone}" for kind in kinds], now=now)


def local_day(zone: str, now: datetime) -> date:
    return now.astimezone(zone_of(zone)).date()


def _alert(one: Standing) -> Alert:
    alert = one.alert
    return Alert(
        key=one.key,
        kind=alert.kind,
        level=alert.level,
        subject=alert.subject,
        sentence=alert.sentence,
        owner=alert.owner,
        days=alert.days,
        chain=alert.chain,
        facts={"projects": list(one.projects)},
    )


def _named(session: Session, team: str, alerts: Sequence[Alert]) -> list[Alert]:
    """The sentences with people's names where the rules put their ids."""
    ids = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.names(session, team=team, ids=ids)
    return [
        replace(alert, sentence=alert.sentence.replace(f"owner {alert.owner}", f"owner {names[alert.owner]}"))
        if alert.owner in names
        else alert
        for alert in alerts
    ]


def _colour(
    session: Session,
    *,
    team: str,
    facts: Facts,
    found: Sequence[Standing],
    own: set[str],
    at_once: bool,
    now: datetime,
) -> None:
    """Red shows at once; any other change waits until two refreshes agree."""
    late = frozenset(one.alert.subject for one in found if one.alert.kind == LATE_START and one.alert.level == "red")
    chances = kept_promises(session, team=team, facts=facts)
    before = storage.risks.colours(session, team=team)
    for project, computed in milestone_status.of_targets(facts, chances=chances, late=late).items():
        if project in own:
            shown = _shown(None if at_once else before.get(project), computed)
            if shown != before.get(project):
                storage.risks.show_colour(session, team=team, project=project, shown=shown, now=now)


def _shown(before: Shown | None, computed: Status) -> Shown:
    if before is None:
        return Shown(computed.colour, computed.why, (computed.colour,))
    seen = (*before.seen, computed.colour)[-target_colours.SETTLED :]
    colour = target_colours.settled(before.colour, seen)
    return Shown(colour, computed.why if colour is computed.colour else before.why, seen)


def kept_promises(session: Session, *, team: str, facts: Facts) -> dict[str, float]:
    """The chances of the last night's forecast, of targets whose computed date is still the same.

    None where most spreads are only assumed: a chance that nobody's estimate stands behind colours nothing.
    """
    last = storage.risks.analyses(session, team=team, program=facts.plan.program.id)
    if not last or 2 * last[0][1]["assumed"] > last[0][1]["open"]:
        return {}
    targets = {target["id"]: target for target in last[0][1]["targets"] if target["on_time"] is not None}
    return {
        name: targets[name]["on_time"]
        for name in facts.promised
        if name in targets and targets[name]["computed"] == facts.finish(name).isoformat()
    }


def thorough(session: Session, *, team: str, program: str, now: datetime) -> Mapping[str, Any]:
    """The full analysis of a program as it is kept; only read, so that no writer waits while it simulates."""
    plan = loading.plan_of(session, team=team, program=program)
    plan = loading.experienced(session, team=team, plan=plan)
    found = analysis.analyze(plan, today=local_day(plan.program.zone, now))
    kept = {key: value for key, value in analysis.as_json(found).items() if key in KEPT}
    return kept | {"assumed": found.assumed, "open": len(found.facts.open), "day": found.facts.today.isoformat()}


def keep(
    session: Session, *, team: str, program: str, found: Mapping[str, Any], now: datetime, quiet: bool = False
) -> None:
    """This will keep a full analysis, and make every kind of alert and the colours true by it."""
    day = date.fromisoformat(found["day"])
    gaps = status_gaps(session, team=team, program=program)
    facts = dict(found) | {"gaps": gaps}
    storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
    storage.risks.keep_analysis(session, team=team, program=program, day=day, facts=facts, now=now)
    session.flush()
    renew(session, team=team, program=program, now=now, thorough=True, quiet=quiet)


def status_gaps(session: Session, *, team: str, program: str) -> dict[str, int]:
    """By how many steps each project is reported better than computed (B-51)."""
    shown, reports = storage.risks.colours(session, team=team), storage.status.reports(session, team=team)
    own = [project.id for project in storage.plan.projects(session, team=team, program=program)]
    return {id: target_colours.gap(reports[id].colour, shown[id].colour) for id in own if id in reports and id in shown}


def night(
    session: Session, *, team: str, program: str, day: str, found: Mapping[str, Any] | None, now: datetime
) -> None:
    """The full refresh of a local date, once; nobody is told before the morning. Nothing is kept of a broken plan."""
    if storage.queues.claims.claim(session, team=team, name=f"night:{program}", slot=day, now=now) and found:
        keep(session, team=team, program=program, found=found, now=now, quiet=True)


def morning(session: Session, *, team: str, program: str, day: str, now: datetime) -> None:
    """What the night found is told once the working day has begun."""
    if storage.queues.claims.claim(session, team=team, name=f"morning:{program}", slot=day, now=now):
        storage.audit.acting(session, team=team, actor=storage.audit.BATON, now=now)
        renew(session, team=team, program=program, now=now)


def due(session: Session, *, team: str, now: datetime, name: str, hour: int) -> tuple[tuple[str, str], ...]:
    """(program, local date) that `name` was not yet done for today, from `hour` on in the program's zone."""
    slots = {}
    for program in storage.plan.programs(session, team=team):
        local = now.astimezone(zone_of(program.zone))
        if local.hour >= hour:
            slots[program.id] = local.date().isoformat()
    names = [f"{name}:{program}" for program in slots]
    done = storage.queues.claims.held(session, team=team, names=names, slots=set(slots.values()))
    return tuple((program, slot) for program, slot in slots.items() if (f"{name}:{program}", slot) not in done)


def works_today(session: Session, *, team: str, program: str, now: datetime) -> bool:
    found = public_holidays.with_holidays(storage.plan.program(session, team=team, id=program))
    return Calendar.of(found.calendar).is_workday(local_day(found.zone, now))


def _channels(effect: Effect, project: str, moves: list[slips.Move]) -> tuple[str, ...]:
    """The project's channel; without one, its people directly."""
    if channels := effect.projects[project].channels[:1]:
        return channels
    return tuple(dict.fromkeys(owner for move in moves if (owner := effect.milestones[move.id].owner)))
