"""The content of an edition, gathered once, as far as the readers of its channel may know it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.closeouts.projects
import storage.dependencies
import storage.forecast_ledger
import storage.goals
import storage.people
import storage.privacy
import storage.reporting.confidence
from handlers.answers import since_last
from handlers.digests import change_lines, changes, decision_asks, issues, news, update_queries
from handlers.digests.figures import clash_lines, earned_line, money_lines
from handlers.digests.sources import EditionSources
from handlers.escalations import queries as escalations_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState
from handlers.reporting import acceptance
from handlers.schedule import outlook, status_gaps
from rules.dependencies.confidence import Confidence
from rules.digests import editions
from rules.digests.editions import (
    ClosedSince,
    DigestEdition,
    DigestIssue,
    MovedMilestone,
    RequestedAction,
    StatusGap,
    UnconfirmedCommitment,
)
from rules.digests.folding import tell_once
from rules.digests.told_texts import hide_secrets
from rules.goals.scores import Goal, open_goals
from rules.plan import Milestone, Project
from rules.privacy import Audience, includes_outsiders
from rules.reporting.confidence import DeliveryConfidence
from rules.schedule import chains as long
from rules.schedule.program_end import find_program_end
from rules.truth.milestones import upcoming_milestones


def shown_gaps(
    session: Session, *, team: str, state: ProgramState, projects: Mapping[str, Project]
) -> tuple[StatusGap, ...]:
    """Return the gaps between reported and computed colours that others than the lead may see (M-3)."""
    found = status_gaps.open_gaps(
        session,
        team=team,
        program=state.plan.program,
        projects=projects.values(),
        statuses=state.statuses.projects,
        today=state.today,
    )
    return tuple(
        StatusGap(one.project, one.reported.value, one.computed.value, one.gap.explanation, one.is_unanswered)
        for one in found
        if one.is_public
    )


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
    """Gather everything since the channel's last edition, as far as its readers may know it."""
    state = plan_queries.program_state(session, team=team, program=program, now=now)
    own = {p.id: p for p in state.plan.projects if p.program == program}
    audience = storage.privacy.resolve_audience(session, team=team, destination=channel)
    last = changes.last_edition(session, team=team, program=program, period=period, channel=channel, now=now)
    sources = EditionSources(
        team=team,
        program=program,
        channel=channel,
        now=now,
        state=state,
        projects=own,
        all_milestones={m.id: m for m in state.plan.milestones if m.project in own},
        audience=audience,
        secrets=storage.privacy.secrets_hidden_from(session, team=team, by=audience),
        last=last,
    )
    edition = DigestEdition(
        program=program,
        name=state.plan.program.name,
        week=editions.program_week(state.plan, state.today),
        period=period,
        status=state.statuses.program,
        since=sources.since,
        today=state.today,
        reported=_count_reports(state, own),
        colours={id: state.project_status(project).colour.value for id, project in own.items() if project.open},
        expected={id: m.expected for id, m in sources.all_milestones.items() if m.open and m.expected},
        owners=news.owners_of(own.values(), sources.all_milestones.values()),
    )
    for part in (_with_work, _with_value, _with_changes):
        edition = part(session, edition, sources)
    return hide_secrets(tell_once(edition), sources.secrets)


def _with_work(session: Session, edition: DigestEdition, s: EditionSources) -> DigestEdition:
    """Return the edition with what is asked for, what is due, and what people did not say."""
    asks, withheld = _open_asks(session, s.team, s.milestones, s.channel)
    decisions = decision_asks.decision_asks(session, team=s.team, program=s.program, secrets=s.secrets, now=s.now)
    silent = update_queries.silent_projects(session, s.team, s.projects, s.milestones, now=s.now)
    requests = change_lines.open_requests(session, team=s.team, program=s.program, secrets=s.secrets)
    return replace(
        edition,
        asks=(
            *decisions,
            *asks,
            *requests,
            *acceptance.acceptance_asks(session, team=s.team, projects=s.projects, now=s.now),
        ),
        overdue=editions.overdue_milestones(tuple(s.milestones.values()), today=s.state.today),
        soon=upcoming_milestones(s.milestones.values(), today=s.state.today, days=editions.UPCOMING_DAYS),
        silent=silent,
        progress=update_queries.drafted_updates(silent, s.milestones),
        withheld=withheld + len(s.all_milestones) - len(s.milestones),
        gaps=shown_gaps(session, team=s.team, state=s.state, projects=s.projects),
        chains=cross_project_chains(s.state, s.projects),
        doubts=_doubtful_handovers(session, s),
        clashes=clash_lines.clash_summary(session, s.team, s.program, s.audience),
    )


def _with_value(session: Session, edition: DigestEdition, s: EditionSources) -> DigestEdition:
    """Return the edition with its finish, goals, value and money."""
    end = find_program_end(replace(s.state.plan, milestones=tuple(s.milestones.values())))
    whole_end = find_program_end(s.state.plan)
    finish = None
    if whole_end is None or whole_end.id not in s.secrets.ids:
        finish = outlook.finish_outlook(session, team=s.team, plan=s.state.plan, today=s.state.today)
    return replace(
        edition,
        end=end,
        finish=end.expected if end else None,
        promised=end.committed if end else None,
        outlook=replace(finish, before=s.last.on_time) if finish else None,
        confidence=_shown_confidence(session, s),
        goals=_shown_goals(session, s.team, s.program, s.audience),
        earned=earned_line.earned_line(session, s.team, s.state, s.audience, now=s.now),
        **money_lines.value_and_money(session, s.team, s.state, s.audience, s.secrets),
    )


def _with_changes(session: Session, edition: DigestEdition, s: EditionSources) -> DigestEdition:
    """Return the edition with what changed since the last one, and its issues, which name the change behind them."""
    team, last = s.team, s.last
    moved = changes.date_changes(
        session, team=team, state=s.state, milestones=s.milestones, last=last, channel=s.channel
    )
    wins = _finished_since(s.milestones, s.since)
    added = _added_since(session, team, s.milestones, last.at)
    moved_milestones = (move.milestone for leader in moved for move in (leader, *leader.followers))
    fallen_due = (milestone for milestone in edition.overdue if not milestone.is_overdue(s.since))
    touched = (*wins, *added, *moved_milestones, *fallen_due)
    changed = changes.changed_projects(
        session, team=team, state=s.state, milestones=s.milestones, changed=touched, last=last
    )
    return replace(
        edition,
        moved=moved,
        wins=wins,
        added=added,
        decided=change_lines.decided_since(session, team=team, program=s.program, since=last.at, secrets=s.secrets),
        recoloured=news.colour_changes(s, edition.colours),
        risks=news.risk_changes(session, s),
        people=news.people_changes(session, s, edition.owners),
        closed=_closed_since(session, team, s.projects, last.at),
        updates=update_queries.quoted_updates(
            session, team=team, projects=s.projects, audience=s.audience, since=last.at
        ),
        unchanged=tuple(project for id, project in s.projects.items() if project.open and id not in changed),
        answers=since_last.answers_since(
            session, team=team, program=s.state.plan.program, channel=s.channel, secrets=s.secrets, since=last.at
        ),
        troubles=_all_issues(session, edition, s, moved),
    )


def _shown_confidence(session: Session, s: EditionSources) -> DeliveryConfidence | None:
    """Return the delivery confidence with its reason; none where people of other companies read."""
    if includes_outsiders(s.audience):
        return None
    return storage.reporting.confidence.find_confidence(session, team=s.team, program=s.program)


def _all_issues(
    session: Session, edition: DigestEdition, s: EditionSources, moved: tuple[MovedMilestone, ...]
) -> tuple[DigestIssue, ...]:
    """Return the issues of the plan and those of value and money, worst first, behind assumptions that proved false."""
    broken = decision_asks.broken_assumptions(
        session, team=s.team, projects=s.projects, secrets=s.secrets, since=s.last.at
    )
    found = issues.open_issues(session, team=s.team, state=s.state, projects=s.projects, moved=moved, secrets=s.secrets)
    return (*broken, *sorted((*found, *edition.troubles), key=lambda issue: issue.level != "red"))


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


def _doubtful_handovers(session: Session, s: EditionSources) -> tuple[UnconfirmedCommitment, ...]:
    """Return commitments to or from this program that were questioned and not confirmed, least certain first."""
    readable = {m.id: m for m in s.state.plan.milestones if m.id not in s.secrets.ids}
    doubtful = []
    for link in storage.dependencies.open_dependencies(session, team=s.team):
        milestone_ids = {link.provider, link.consumer}
        if (
            link.confidence != Confidence.HIGH
            and milestone_ids <= readable.keys()
            and not milestone_ids.isdisjoint(s.all_milestones)
        ):
            doubtful.append(
                UnconfirmedCommitment(
                    link.id, readable[link.provider], readable[link.consumer], link.need_by, link.confidence
                )
            )
    return tuple(sorted(doubtful, key=lambda d: (d.confidence != "low", d.day or date.max, d.record)))


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
        RequestedAction(b.id, b.milestone, b.text, names.get(b.needs, b.needs), b.needed_by, b.source, asked=(b.needs,))
        for b in visible
        if b.needs
    ]
    asks = [*changes.mark_deleted_sources(session, team=team, items=tuple(asks))]
    asks += escalations_queries.unanswered_asks(session, team=team, items=milestones)
    return tuple(sorted(asks, key=lambda a: (a.by or date.max, a.record))), len(blockers) - len(visible)
