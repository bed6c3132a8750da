"""What an edition says: gathered once, as far as the readers of its channel may know it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

import storage.blockers
import storage.dependencies
import storage.digests
import storage.forecast_ledger
import storage.people
import storage.privacy
import storage.risks
import storage.updates
from handlers.escalations import queries as escalations_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import State
from rules import digests
from rules.alerts import target_colours
from rules.alerts.lead_time import Colour
from rules.alerts.milestone_status import Status
from rules.dependencies.confidence import Confidence
from rules.digests import Ask, Doubt, Edition, Gap, Moved, Outlook, Said, Trouble
from rules.plan import Milestone, Project
from rules.schedule import chains as long
from rules.time.calendars import Calendar

T = TypeVar("T", Ask, Moved)
WEEK = timedelta(days=7)
OVERDUE = "impossible date"  # the kind of alert that the list of overdue milestones already tells
FRESH = timedelta(days=3)
"""An older analysis says nothing about this week any more."""

GONE = "deleted"
"""Stands in place of the link to a message that was deleted (B-25)."""
PATIENCE = 2
"""Working days in which a gap may be explained before the digest says that it was not (B-51)."""


def outlook(session: Session, *, team: str, program: str, today: date) -> Outlook | None:
    """P50 and P80 of the program's last target, and its plan health, as the last full refresh found them."""
    last = storage.risks.analyses(session, team=team, program=program)
    if not last or today - last[0][0] > FRESH or not last[0][1]["targets"]:
        return None
    facts = last[0][1]
    target = max(facts["targets"], key=lambda each: (each["p80"], each["id"]))
    made = [check for check in facts["health"] if check["passed"] is not None]
    return Outlook(
        p50=date.fromisoformat(target["p50"]),
        p80=date.fromisoformat(target["p80"]),
        committed=date.fromisoformat(target["committed"]) if target["committed"] else None,
        on_time=target["on_time"],
        health=(sum(check["passed"] for check in made), len(made)),
    )


def gaps(session: Session, *, team: str, state: State, projects: Mapping[str, Project]) -> tuple[Gap, ...]:
    """Two steps now, or one for three weeks: both colours, and the sentence that was given."""
    past = storage.risks.analyses(session, team=team, program=state.plan.program.id, most=15)
    weekly = [next((facts for day, facts in past if day <= state.today - timedelta(days=days)), {}) for days in (14, 7)]
    calendar = Calendar.of(state.plan.program.calendar)
    found = []
    for project in projects.values():
        report, computed = state.reports.get(project.id), state.colour_of(project).colour
        if report is None:
            continue
        before = [facts.get("gaps", {}).get(project.id, 0) for facts in weekly]
        if target_colours.asks_for_words([*before, target_colours.gap(report.colour, computed)]):
            waited = calendar.between(report.at.date(), state.today)
            why = report.why or ("no explanation given" if waited >= PATIENCE else "asked why")
            found.append(Gap(project, report.colour.value, computed.value, why))
    return tuple(found)


def chains(state: State, projects: Mapping[str, Project]) -> tuple[tuple[Milestone, ...], ...]:
    """Chains of more than two links across three projects that end in this program."""
    rows = {milestone.id: milestone for milestone in state.plan.milestones}
    found = long.long_chains(state.plan)
    return tuple(tuple(rows[name] for name in chain) for chain in found if rows[chain[-1]].project in projects)


def edition(session: Session, *, team: str, program: str, period: str, channel: str, now: datetime) -> Edition:
    """Everything since the last edition, as far as the readers of `channel` may know it."""
    state = plan_queries.state_of(session, team=team, program=program, now=now)
    last = storage.digests.last_posted(session, team=team, program=program, before=period)
    since = last.at if last else now - WEEK
    mine = {p.id: p for p in state.plan.projects if p.program == program}
    every = {m.id: m for m in state.plan.milestones if m.project in mine}
    milestones = _readable(session, team, every, channel)
    statuses = {id: state.colour_of(project) for id, project in mine.items()}
    moved = _moved(session, team, state, milestones, since, channel)
    asks, withheld = _asks(session, team, milestones, channel)
    troubles = _troubles(session, team, program, state, statuses, milestones)
    wins = tuple(m for m in milestones.values() if m.actual and m.actual >= since.date())
    added = tuple(m for m in milestones.values() if m.id in _new_ids(session, team, since))
    fresh = {m.project for m in (*wins, *added, *(m.milestone for m in moved), *(milestones[a.subject] for a in asks))}
    heard = {u.project for u in storage.updates.since(session, team=team, at=now - WEEK)} | fresh
    return Edition(
        program=program,
        name=state.plan.program.name,
        week=digests.week_of(state.plan, state.today),
        period=period,
        since=since.date(),
        status=digests.worst(statuses) or Status(Colour.GREY, "no projects yet"),
        asks=asks,
        troubles=troubles,
        moved=moved,
        added=added,
        unchanged=tuple(p for id, p in mine.items() if id not in fresh),
        overdue=digests.overdue(tuple(milestones.values()), today=state.today),
        soon=digests.soon(tuple(milestones.values()), today=state.today),
        wins=wins,
        silent=tuple(p for id, p in mine.items() if id not in heard and _open(milestones, id)),
        finish=_last(state.computed.get(m.id) or m.expected for m in milestones.values() if not m.done),
        promised=_last(m.committed for m in milestones.values()),
        withheld=withheld + len(every) - len(milestones),
        outlook=outlook(session, team=team, program=program, today=state.today),
        gaps=gaps(session, team=team, state=state, projects=mine),
        chains=chains(state, mine),
        doubts=_doubts(session, team, state, every, channel),
    )


def _doubts(
    session: Session, team: str, state: State, mine: Mapping[str, Milestone], channel: str
) -> tuple[Doubt, ...]:
    """Promises to or of this program that were asked about and not answered for, the least sure first."""
    known = _readable(session, team, {m.id: m for m in state.plan.milestones}, channel)
    found = []
    for one in storage.dependencies.going(session, team=team):
        ends = {one.provider, one.consumer}
        if one.confidence != Confidence.HIGH and ends <= known.keys() and not ends.isdisjoint(mine):
            found.append(Doubt(one.id, known[one.provider], known[one.consumer], one.need_by, one.confidence))
    return tuple(sorted(found, key=lambda d: (d.confidence != "low", d.day or date.max, d.record)))


def _last(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def _readable(session: Session, team: str, milestones: Mapping[str, Milestone], channel: str) -> dict[str, Milestone]:
    """Without those that not every reader of the channel may know of."""
    audience = storage.privacy.audience(session, team=team, destination=channel)
    secret = storage.privacy.secrets(session, team=team, by=audience).ids
    return {id: milestone for id, milestone in milestones.items() if id not in secret}


def _moved(
    session: Session, team: str, state: State, milestones: Mapping[str, Milestone], since: datetime, channel: str
) -> tuple[Moved, ...]:
    closed = storage.updates.closed_sources(session, team=team, at=since)
    ledger = [
        Said(
            e.milestone,
            e.day,
            e.kind,
            e.at,
            *(("", "") if closed.get(e.source, channel) != channel else (e.reason, e.source)),
        )
        for e in storage.forecast_ledger.since(session, team=team, at=since)
    ]
    first = {e.milestone: e.day for e in reversed(ledger) if e.kind == "baseline"}
    before = first | storage.digests.expected_at(session, team=team, at=since)
    calendar = Calendar.of(state.plan.program.calendar)
    between = {
        id: calendar.between(before[id], milestone.expected)
        for id, milestone in milestones.items()
        if before.get(id) and milestone.expected
    }
    return linked(session, team=team, found=digests.movements(milestones, ledger, before, between=between))


def linked(session: Session, *, team: str, found: tuple[T, ...]) -> tuple[T, ...]:
    """The same asks or movements, `GONE` as the source of those whose message was deleted since."""
    gone = storage.updates.gone_sources(session, team=team, permalinks=frozenset(one.source for one in found))
    return tuple(replace(one, source=GONE) if one.source in gone else one for one in found)


def _new_ids(session: Session, team: str, since: datetime) -> frozenset[str]:
    entries = storage.forecast_ledger.since(session, team=team, at=since)
    return frozenset(e.milestone for e in entries if e.kind == "baseline")


def _asks(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> tuple[tuple[Ask, ...], int]:
    """What holds somebody up and who can free it; what was said in a closed channel stays there, counted."""
    found = [b for b in storage.blockers.open_blockers(session, team=team) if b.milestone in milestones and b.needs]
    shown = [b for b in found if not b.restricted or b.source_channel == channel]
    names = storage.people.names(session, team=team, ids=frozenset(b.needs for b in shown if b.needs))
    asks = [
        Ask(b.id, b.milestone, b.text, names.get(b.needs or "", b.needs or ""), b.needed_by, b.source) for b in shown
    ]
    asks = [*linked(session, team=team, found=tuple(asks))]
    asks += escalations_queries.unanswered(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(found) - len(shown)


def _troubles(
    session: Session,
    team: str,
    program: str,
    state: State,
    statuses: Mapping[str, Status],
    milestones: Mapping[str, Milestone],
) -> tuple[Trouble, ...]:
    """Red alerts of the graph, then projects that are red or amber for another reason."""
    alerts = [a for a in storage.risks.open_alerts(session, team=team, program=program) if a.level == "red"]
    found = [
        Trouble(a.subject, a.level, a.sentence, milestones[a.subject].project, a.kind)
        for a in alerts
        if a.subject in milestones and a.kind != OVERDUE
    ]
    covered = {t.record for t in found} | {t.project for t in found}
    for project in state.plan.projects:
        status = statuses.get(project.id)
        if status and status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            sentence = f"{project.name}: {status.why}"
            found.append(Trouble(status.subject or project.id, status.colour.value, sentence, project.id))
    return tuple(sorted(found, key=lambda t: (t.level != "red", t.record)))


def _open(milestones: Mapping[str, Milestone], project: str) -> bool:
    return any(m.project == project and not m.done for m in milestones.values())
