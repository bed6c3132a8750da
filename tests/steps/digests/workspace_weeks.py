"""Random workspaces in the database, and weeks that pass in them."""

from datetime import date, datetime, timedelta
from random import Random

from sqlmodel import Session, select

import storage.audit
import storage.channels
import storage.digesting.edits
import storage.money.budgets
import storage.people
import storage.plan
import storage.reporting.confidence
from handlers.schedule import nightly
from rules.digests.edited import SENTENCES_ITEM, DigestEdit, EditKind
from rules.digests.editions import EditionAudience
from rules.digests.subscriptions import ChannelDigest
from rules.money import BudgetKind
from rules.people import Person
from rules.weeks import Rhythm
from storage.channels import KnownChannel
from storage.tables.plan import DependencyRow, MilestoneRow, ProjectRow
from tests.steps.digests.workspaces import CHANNELS, FORMAL, PLAIN, RandomWorkspace, statements

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")


def add_workspace(session: Session, *, team: str, seed: int, now: datetime) -> RandomWorkspace:
    """Add two programs of a few projects, and the channels that get their digests."""
    workspace = RandomWorkspace(team, Random(seed))
    workspace.people = [f"U0{team}{number}PEOPLE" for number in range(1, 7)]
    storage.audit.set_actor(session, team=team, actor=workspace.people[0], now=now)
    for number, user in enumerate(workspace.people):
        storage.people.save_person(session, person=Person(user, team, f"Pia {number}", "UTC"), now=now)
    for name, (private, external) in CHANNELS.items():
        known = KnownChannel(workspace.channel(name), name.lower(), is_private=private, is_external=external)
        storage.channels.save_channel(session, team=team, channel=known, now=now)
    for _ in range(2):
        _add_program(session, workspace, now)
    change_workspace(session, workspace=workspace, now=now)
    return workspace


def _add_program(session: Session, workspace: RandomWorkspace, now: datetime) -> None:
    team, chance = workspace.team, workspace.chance
    program = storage.plan.add_program(
        session, team=team, name=f"Program {workspace.words(3)}", start=date(2025, 6, 2), zone=chance.choice(ZONES),
        manager=workspace.people[0], now=now,
    ).id  # fmt: skip
    workspace.programs.append(program)
    if chance.random() < 0.5:
        row = storage.plan.program_row(session, team=team, id=program)
        row.show_money, row.currency = chance.random() < 0.5, "EUR"
    for name in CHANNELS:
        # The first two differ in their voice alone.
        is_pair = name in (PLAIN, FORMAL)
        voice = EditionAudience.DELIVERY if name == PLAIN else EditionAudience.EXECUTIVE
        rhythms = (Rhythm.WEEKLY,) if is_pair or chance.random() < 0.7 else (Rhythm.WEEKLY, Rhythm.MONTHLY)
        digest = ChannelDigest(
            voice if is_pair else chance.choice([*EditionAudience]), rhythms, not is_pair and chance.random() < 0.3
        )
        storage.channels.link_channel(
            session, team=team, channel=workspace.channel(name), subject=program, purpose="digest", digest=digest,
            now=now,
        )  # fmt: skip
    for _ in range(chance.randint(1, 5)):
        storage.plan.add_project(
            session, team=team, program=program, name=f"Project {workspace.words(4)}", lead=workspace.person(), now=now
        )


def change_workspace(session: Session, *, workspace: RandomWorkspace, now: datetime) -> None:
    """Let a week pass: new things, dates that move, work that ends, words of people, edits of the next digest."""
    team, _chance = workspace.team, workspace.chance
    storage.audit.set_actor(session, team=team, actor=workspace.people[0], now=now)
    session.expire_all()
    for program in workspace.programs:
        projects = session.exec(select(ProjectRow).where(ProjectRow.team == team, ProjectRow.program == program)).all()
        _add_milestones(session, workspace, [row.id for row in projects], now)
        ids = [row.id for row in projects]
        rows = session.exec(select(MilestoneRow).where(MilestoneRow.team == team, MilestoneRow.project.in_(ids))).all()  # type: ignore[attr-defined]
        for row in rows:
            _change_milestone(session, workspace, row, now)
        for project in projects:
            _change_project(session, workspace, project, now)
        for row in statements(session, workspace, program, list(rows), ids, now):
            session.add(row)
            session.flush()
        _depend(session, workspace, list(rows), now)
        _add_money(session, workspace, program, ids, now)
        _edit_digest(session, workspace, program, now)
    for program in workspace.programs:
        found = nightly.full_analysis(session, team=team, program=program, now=now)
        nightly.store_analysis(session, team=team, program=program, found=found, now=now, quiet=True)


def _add_milestones(session: Session, workspace: RandomWorkspace, projects: list[str], now: datetime) -> None:
    chance = workspace.chance
    for _ in range(chance.randint(1, 8)):
        name, place = workspace.named()
        day = now.date() + timedelta(days=chance.randint(-20, 60))
        added = storage.plan.add_milestone(
            session, team=workspace.team, project=chance.choice(projects), name=name,
            day=day if chance.random() < 0.9 else None, owner=workspace.person(), by=workspace.person(),
            now=now, duration=chance.randint(0, 15), percent=chance.choice((0, 40, 100)), **place,
        )  # fmt: skip
        workspace.marks[added.id] = name.split()[0]


def _change_milestone(session: Session, workspace: RandomWorkspace, row: MilestoneRow, now: datetime) -> None:
    chance, team = workspace.chance, workspace.team
    kind = chance.choice(("move", "move", "done", "owner", "cancel", *[""] * 5))
    if kind == "move" and row.forecast and not row.actual:
        row.forecast += timedelta(days=chance.randint(-5, 25))
        session.flush()
        source = f"https://x.slack.com/archives/{row.source_channel}/p{workspace.count}"
        storage.plan.note_forecast(
            session, team=team, milestone=row.id, by=workspace.person(), now=now, reason=workspace.words(20),
            source=source,
        )  # fmt: skip
    elif kind == "done":
        row.actual = min(now.date(), row.forecast or now.date())
    elif kind == "owner":
        row.owner = chance.choice((None, workspace.person()))
    elif kind == "cancel" and chance.random() < 0.2:
        row.cancelled = now.date()


def _change_project(session: Session, workspace: RandomWorkspace, row: ProjectRow, now: datetime) -> None:
    chance = workspace.chance
    if chance.random() < 0.5:
        row.reported, row.reported_by, row.reported_at = chance.choice(("green", "amber", "red")), row.lead, now
        row.reported_why = workspace.words(30)
    if chance.random() < 0.2:
        row.lead = workspace.person()


def _depend(session: Session, workspace: RandomWorkspace, rows: list[MilestoneRow], now: datetime) -> None:
    """Let later milestones depend on earlier ones, so that there is no circle."""
    chance = workspace.chance
    for _ in range(chance.randint(0, len(rows) // 2)):
        provider, consumer = (
            sorted(chance.sample(rows, 2), key=lambda row: int(row.id[2:])) if len(rows) > 1 else rows * 2
        )
        known = session.exec(
            select(DependencyRow).where(
                DependencyRow.team == workspace.team, DependencyRow.provider == provider.id,
                DependencyRow.consumer == consumer.id,
            )
        ).first()  # fmt: skip
        if known is None and provider.id != consumer.id:
            id = storage.plan.next_id(session, team=workspace.team, prefix="D")
            session.add(DependencyRow(
                team=workspace.team, id=id, provider=provider.id, consumer=consumer.id,
                confidence=chance.choice(("high", "medium", "low")), need_by=consumer.forecast, created_at=now,
                state_at=now,
            ))  # fmt: skip
            session.flush()


def _add_money(session: Session, workspace: RandomWorkspace, program: str, projects: list[str], now: datetime) -> None:
    if workspace.chance.random() < 0.5:
        amount = workspace.chance.randrange(1_000, 9_000)
        storage.money.budgets.add_budget_line(
            session, team=workspace.team, project=workspace.chance.choice(projects), program=program, name="",
            kind=BudgetKind.VENDOR, currency="EUR", planned=float(amount), committed=None, actual=None,
            forecast=float(amount) * workspace.chance.uniform(0.5, 2), by=workspace.people[0], now=now,
        )  # fmt: skip


def _edit_digest(session: Session, workspace: RandomWorkspace, program: str, now: datetime) -> None:
    """Write the manager's sentences into the next edition, which name things by their ids, and leave a line out."""
    id = workspace.chance.choice([*workspace.marks])
    made = [DigestEdit(EditKind.SENTENCE, SENTENCES_ITEM, f"We think that {id} ({id}) holds. {workspace.words(20)}")]
    made.append(DigestEdit(EditKind.REMOVE, f"moved:{id}", "99"))
    made.append(DigestEdit(EditKind.ADD, "section:late", f"Ask about {id}: {workspace.words(9)}"))
    edits = [edit for edit in made if workspace.chance.random() < 0.4]
    period = "{}-W{:02}".format(*(now.date() + timedelta(days=3)).isocalendar()[:2])
    storage.digesting.edits.save_edits(
        session, [DigestEdit(e.kind, e.item, e.text, by=workspace.people[0]) for e in edits], team=workspace.team,
        program=program, period=period, now=now,
    )  # fmt: skip
