"""The content of an edition, gathered once, as far as the readers of its channel may know it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.blockers
import storage.closeouts.projects
import storage.dependencies
import storage.digests
import storage.forecast_ledger
import storage.goals
import storage.people
import storage.plan
import storage.privacy
import storage.risks
import storage.updates
from handlers.digests import (
    change_lines,
    changes,
    clash_lines,
    decision_asks,
    earned_line,
    issues,
    money_lines,
    update_queries,
)
from handlers.digests.changes import LastEdition
from handlers.escalations import queries as escalations_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from handlers.schedule import outlook
from rules.dependencies.confidence import Confidence
from rules.digests import editions
from rules.digests.editions import (
    ClosedSince,
    DigestEdition,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
)
from rules.digests.sections import only_projects
from rules.goals.scores import Goal, open_goals
from rules.people import Action, Person, Role
from rules.plan import Milestone, Program, Project
from rules.privacy import Audience, Secrets, includes_outsiders
from rules.reporting.gaps import needs_explanation
from rules.schedule import chains as long
from rules.schedule.program_end import find_program_end
from rules.time.working_time import local_day
from rules.truth.colours import watermelon_gap
from rules.truth.milestones import upcoming_milestones


def status_gaps(
    session: Session, *, team: str, state: ProgramState, projects: Mapping[str, Project]
) -> tuple[StatusGap, ...]:
    """Return gaps of two steps now, or one step for three weeks, with both colours and the explanation given."""
    past = storage.risks.recent_analyses(session, team=team, program=state.plan.program.id, limit=15)
    days_before = [state.today - timedelta(days=days) for days in (14, 7)]
    weekly_gaps = [next((analysis.gaps for analysis in past if analysis.day <= day), {}) for day in days_before]
    gaps = []
    for project in projects.values():
        report, computed = state.reports.get(project.id), state.project_status(project).colour
        if report is None:
            continue
        before = [gaps_then.get(project.id, 0) for gaps_then in weekly_gaps]
        if needs_explanation([*before, watermelon_gap(report.colour, computed)]):
            gaps.append(StatusGap(project, report.colour.value, computed.value, report.why))
    return tuple(gaps)


def cross_project_chains(state: ProgramState, projects: Mapping[str, Project]) -> tuple[tuple[Milestone, ...], ...]:
    """Return chains of more than two links across three projects that end in this program."""
    milestones = {milestone.id: milestone for milestone in state.plan.milestones}
    chains = long.long_chains(state.plan)
    return tuple(
        tuple(milestones[name] for name in chain) for chain in chains if milestones[chain[-1]].project in projects
    )


def build_edition(
    session: Session, *, team: str, program: str, period: str, channel: str, now: datetime
) -> DigestEdition:
    """Gather everything since the last edition, as far as the readers of `channel` may know it."""
    state = plan_queries.program_state(session, team=team, program=program, now=now)
    own = {p.id: p for p in state.plan.projects if p.program == program}
    all_milestones = {m.id: m for m in state.plan.milestones if m.project in own}
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=audience)
    milestones = {id: milestone for id, milestone in all_milestones.items() if id not in secrets.ids}
    asks, withheld = _open_asks(session, team, milestones, channel)
    decisions = decision_asks.decision_asks(session, team=team, program=program, secrets=secrets, now=now)
    end = find_program_end(replace(state.plan, milestones=tuple(milestones.values())))
    edition = DigestEdition(
        program=program,
        name=state.plan.program.name,
        week=editions.program_week(state.plan, state.today),
        period=period,
        status=state.statuses.program,
        asks=(*decisions, *asks, *change_lines.open_requests(session, team=team, program=program, secrets=secrets)),
        overdue=editions.overdue_milestones(tuple(milestones.values()), today=state.today),
        soon=upcoming_milestones(milestones.values(), today=state.today, days=editions.UPCOMING_DAYS),
        silent=update_queries.silent_projects(session, team, own, milestones, now=now),
        finish=end.expected if end else None,
        promised=end.committed if end else None,
        withheld=withheld + len(all_milestones) - len(milestones),
        gaps=status_gaps(session, team=team, state=state, projects=own),
        chains=cross_project_chains(state, own),
        goals=_shown_goals(session, team, program, audience),
        **money_lines.value_and_money(session, team, state, audience, secrets),
        earned=earned_line.earned_line(session, team, state, audience, now=now),
        doubts=_doubtful_handovers(session, team, state, all_milestones, channel),
        reported=_count_reports(state, own),
        colours={id: state.project_status(project).colour.value for id, project in own.items()},
        expected={id: m.expected for id, m in all_milestones.items() if m.open and m.expected},
    )
    last = changes.last_edition(session, team=team, program=program, period=period, now=now)
    finish = outlook.finish_outlook(session, team=team, plan=state.plan, today=state.today)
    edition = replace(edition, outlook=replace(finish, before=last.on_time) if finish else None)
    return _with_changes(session, team, edition, state, milestones, last=last, channel=channel, secrets=secrets)


def _with_changes(
    session: Session,
    team: str,
    edition: DigestEdition,
    state: ProgramState,
    milestones: Mapping[str, Milestone],
    *,
    last: LastEdition,
    channel: str,
    secrets: Secrets,
) -> DigestEdition:
    """Return the edition with what changed since the last one, and its issues, which name the change behind them."""
    own = {p.id: p for p in state.plan.projects if p.program == edition.program}
    moved = changes.date_changes(session, team=team, state=state, milestones=milestones, last=last, channel=channel)
    since = local_day(state.plan.program.zone, last.at)
    wins = _finished_since(milestones, since)
    added = _added_since(session, team, milestones, last.at)
    moved_milestones = (move.milestone for leader in moved for move in (leader, *leader.followers))
    changed = changes.changed_projects(
        session, team=team, state=state, milestones=milestones, changed=(*wins, *added, *moved_milestones), last=last
    )
    open_issues = issues.open_issues(session, team=team, state=state, projects=own, moved=moved, secrets=secrets)
    return replace(
        edition,
        since=since,
        moved=moved,
        wins=wins,
        clashes=clash_lines.clash_summary(session, team, edition.program, channel),
        added=added,
        decided=change_lines.decided_requests(
            session, team=team, program=edition.program, since=last.at, secrets=secrets
        ),
        closed=_closed_since(session, team, own, last.at),
        updates=update_queries.quoted_updates(session, team=team, projects=own, channel=channel, since=last.at),
        unchanged=tuple(project for id, project in own.items() if id not in changed),
        troubles=(
            *decision_asks.broken_assumptions(session, team=team, projects=own, secrets=secrets, since=last.at),
            *sorted((*open_issues, *edition.troubles), key=lambda issue: issue.level != "red"),
        ),
    )


def _shown_goals(session: Session, team: str, program: str, audience: Audience) -> tuple[Goal, ...]:
    """Return the program's open goals; none where people of other companies read."""
    if includes_outsiders(audience):
        return ()
    return open_goals(storage.goals.goals_of(session, team=team, program=program))


def _count_reports(state: ProgramState, projects: Mapping[str, Project]) -> dict[str, int]:
    """Return how many projects report each colour, worst first, then under "" how many report none."""
    open_ids = [id for id, project in projects.items() if project.open]
    reports = Counter(state.reports[id].colour.value if id in state.reports else "" for id in open_ids)
    return {colour: reports[colour] for colour in ("red", "amber", "green", "") if reports[colour]}


def _closed_since(
    session: Session, team: str, projects: Mapping[str, Project], since: datetime
) -> tuple[ClosedSince, ...]:
    closed = storage.closeouts.projects.closeouts_of(session, team=team, projects=projects)
    return tuple(
        ClosedSince(projects[each.project], each.scorecard.late_baseline, each.accepted)
        for each in closed
        if each.closed_at >= since
    )


def _finished_since(milestones: Mapping[str, Milestone], day: date) -> tuple[Milestone, ...]:
    return tuple(milestone for milestone in milestones.values() if milestone.actual and milestone.actual >= day)


def _added_since(
    session: Session, team: str, milestones: Mapping[str, Milestone], since: datetime
) -> tuple[Milestone, ...]:
    new_ids = _new_ids(session, team, since)
    return tuple(milestone for milestone in milestones.values() if milestone.id in new_ids)


def _doubtful_handovers(
    session: Session, team: str, state: ProgramState, own_milestones: Mapping[str, Milestone], channel: str
) -> tuple[UnconfirmedCommitment, ...]:
    """Return commitments to or from this program that were questioned and not confirmed, least certain first."""
    readable = _readable_milestones(session, team, {m.id: m for m in state.plan.milestones}, channel)
    doubtful = []
    for link in storage.dependencies.open_dependencies(session, team=team):
        milestone_ids = {link.provider, link.consumer}
        if (
            link.confidence != Confidence.HIGH
            and milestone_ids <= readable.keys()
            and not milestone_ids.isdisjoint(own_milestones)
        ):
            doubtful.append(
                UnconfirmedCommitment(
                    link.id, readable[link.provider], readable[link.consumer], link.need_by, link.confidence
                )
            )
    return tuple(sorted(doubtful, key=lambda d: (d.confidence != "low", d.day or date.max, d.record)))


def _readable_milestones(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> dict[str, Milestone]:
    """Drop milestones that not every reader of the channel may know of."""
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    secret = storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
    return {id: milestone for id, milestone in milestones.items() if id not in secret}


def _new_ids(session: Session, team: str, since: datetime) -> frozenset[str]:
    entries = storage.forecast_ledger.entries_since(session, team=team, at=since)
    return frozenset(e.milestone for e in entries if e.kind == "baseline" and not e.source.startswith("CR-"))


def _open_asks(
    session: Session, team: str, milestones: Mapping[str, Milestone], channel: str
) -> tuple[tuple[RequestedAction, ...], int]:
    """Return what blocks people and who can resolve it, and the number withheld.

    A blocker raised in a closed channel is shown only there; elsewhere it is counted.
    """
    blockers = [b for b in storage.blockers.open_blockers(session, team=team) if b.milestone in milestones and b.needs]
    visible = [b for b in blockers if not b.restricted or b.source_channel == channel]
    names = storage.people.display_names(session, team=team, ids=frozenset(b.needs for b in visible if b.needs))
    asks = [
        RequestedAction(b.id, b.milestone, b.text, names.get(b.needs or "", b.needs or ""), b.needed_by, b.source)
        for b in visible
    ]
    asks = [*changes.mark_deleted_sources(session, team=team, items=tuple(asks))]
    asks += escalations_queries.unanswered_asks(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(blockers) - len(visible)


def readable_edition(
    session: Session, *, person: Person, program: Program, period: str, channel: str, now: datetime
) -> tuple[DigestEdition, tuple[str, ...]]:
    """Return what a person may preview, with its marks: all for sponsor and manager, a lead's own projects."""
    require_may_preview(session, person=person, program=program)
    edition = build_edition(session, team=person.team, program=program.id, period=period, channel=channel, now=now)
    roles = storage.people.roles_of(session, person=person, program=program.id, project=None)
    if roles & {Role.SPONSOR, Role.MANAGER}:
        return edition, ("preview",)
    projects = storage.plan.projects(session, team=person.team, program=program.id)
    led = {project.id for project in projects if project.lead == person.id}
    own = {milestone.id for milestone in storage.plan.milestones(session, team=person.team, projects=led)}
    return only_projects(edition, projects=led, milestones=own), ("part",)


def require_may_preview(session: Session, *, person: Person, program: Program) -> None:
    """Require the program's sponsor or manager, or the lead of one of its projects."""
    projects = storage.plan.projects(session, team=person.team, program=program.id)
    led = next((project.id for project in projects if project.lead == person.id), None)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.PREVIEW_DIGEST,
        program=program.id,
        project=led,
        owner=person.id if led else None,
        act=f"preview the digest of {program.name} ({program.id})",
    )
