"""Random workspaces with everything that a digest tells, and what each of their channels may read.

The name of each thing begins with a word that no other thing has (its mark), so that a text tells what it is about.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.digesting.edits
import storage.money.budgets
import storage.people
import storage.plan
import storage.reporting.confidence
from rules.change_requests.fields import FieldKind, PlanChange, as_json
from storage.tables.base import BaseRow
from storage.tables.benefits import BenefitRow, ReadingRow
from storage.tables.blockers import BlockerRow
from storage.tables.change_requests import ChangeRequestRow
from storage.tables.decisions import DecisionRow
from storage.tables.goals import GoalRow
from storage.tables.plan import MilestoneRow
from storage.tables.register import EntryRow
from storage.tables.updates import UpdateRow
from tests.steps.value import COMPLETE

WORDS = (
    *[
        "the",
        "new",
        "vendor",
        "contract",
        "needs",
        "a",
        "second",
        "load",
        "test",
        "before",
        "billing",
        "can",
        "move",
        "to",
        "Frankfurt",
        "again",
        "<b>",
        "&",
        "*now*",
        "`x`",
    ],
    *("M-3", "PRJ-1", "B-1", "(DEC-2)", "50%", "“quoted”", "für", "日本", "🚀", "https://example.com/a?b=1&c=2"),
)
# By name: whether it is private, and whether people of other companies read it.
CHANNELS = {
    "OPENA": (False, False), "OPENB": (False, False), "OPENC": (False, False), "SHARED": (False, True),
    "CLOSEDA": (True, False), "CLOSEDB": (True, False),
}  # fmt: skip
PLAIN, FORMAL = "OPENA", "OPENB"


@dataclass
class RandomWorkspace:
    """A workspace, its people and programs; `said` has where each marked thing was said if only that place may know."""

    team: str
    chance: Random
    people: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    said: dict[str, tuple[str, bool]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def channel(self, name: str) -> str:
        return f"C0{name}{self.team[1:]}"

    def words(self, most: int) -> str:
        """Return random words, among them ids and mentions that somebody typed."""
        typed = [self.chance.choice((*WORDS, f"<@{self.chance.choice(self.people)}>")) for _ in range(most)]
        return " ".join(typed[: self.chance.randint(1, most)])

    def named(self, most: int = 12) -> tuple[str, dict[str, Any]]:
        """Return a marked name, and the place where it was said."""
        self.count += 1
        mark = f"kw{self.count}x"
        place = self.chance.choice(list(CHANNELS))
        restricted = CHANNELS[place][0] and self.chance.random() < 0.7
        self.said[mark] = (self.channel(place), restricted)
        return f"{mark} {self.words(most)}", {"source_channel": self.channel(place), "restricted": restricted}

    def person(self) -> str:
        return self.chance.choice(self.people)


def may_tell(workspace: RandomWorkspace, mark: str, channel: str) -> bool:
    """Return whether a channel may read a thing; written from docs/behaviours.md, not from the code under test."""
    place, restricted = workspace.said[mark]
    is_shared = channel == workspace.channel("SHARED")
    return channel == place or not (restricted or is_shared)


def statements(
    session: Session,
    workspace: RandomWorkspace,
    program: str,
    milestones: list[MilestoneRow],
    projects: list[str],
    now: datetime,
) -> list[BaseRow]:
    chance, team = workspace.chance, workspace.team
    open_ids = [row.id for row in milestones if not row.actual and not row.cancelled] or [milestones[0].id]

    def numbered(prefix: str) -> dict[str, Any]:
        return {"team": team, "id": storage.plan.next_id(session, team=team, prefix=prefix)}

    def some(most: int) -> range:
        return range(chance.randint(0, most))

    def soon() -> date:
        return now.date() + timedelta(days=chance.randint(-5, 15))

    rows: list[BaseRow] = []
    for _ in some(3):
        text, place = workspace.named(25)
        rows.append(BlockerRow(
            **numbered("B"), milestone=chance.choice(open_ids), text=text, needs=workspace.person(), needed_by=soon(),
            raised_by=workspace.person(), raised_at=now, source="https://x.slack.com/archives/C1/p1", **place,
        ))  # fmt: skip
    for _ in some(2):
        text, place = workspace.named(25)
        outcome = chance.choice((None, None, "happened", "averted"))
        rows.append(EntryRow(
            **numbered("R"), kind="risk", project=chance.choice(projects), milestone=chance.choice(open_ids), text=text,
            owner=workspace.person(), probability=50, impact=9, raised_by=workspace.person(), raised_at=now,
            outcome=outcome, closed_at=now if outcome else None, **place,
        ))  # fmt: skip
    for _ in some(2):
        text, place = workspace.named(25)
        decided = chance.random() < 0.4
        rows.append(DecisionRow(
            **numbered("DEC"), program=program, question=text, options=["now", "later"], decider=workspace.person(),
            gates=[chance.choice(open_ids)], decide_by=soon(), raised_by=workspace.person(), raised_at=now,
            **({"state": "decided", "chosen": "now", "decided_at": now} if decided else {}), **place,
        ))  # fmt: skip
    rows += _requests_and_value(workspace, program, open_ids, projects, now, numbered)
    return rows


def _requests_and_value(
    workspace: RandomWorkspace, program: str, open_ids: list[str], projects: list[str], now: datetime, numbered: Any
) -> list[BaseRow]:
    chance, rows = workspace.chance, list[BaseRow]()
    title, place = workspace.named(20)
    change = as_json((PlanChange(chance.choice(open_ids), FieldKind.COMMITTED, "2026-05-01", "2026-05-08"),))
    state = chance.choice(("open", "approved", "rejected"))
    ended = {} if state == "open" else {"decided_by": workspace.person(), "decided_at": now}
    rows.append(ChangeRequestRow(
        **numbered("CR"), program=program, title=title, fields=change, state=state, approver=workspace.person(),
        requested_by=workspace.person(), requested_at=now, **ended, **place,
    ))  # fmt: skip
    name, place = workspace.named(9)
    made = {"created_by": workspace.person(), "created_at": now, "owner": workspace.person()}
    benefit = BenefitRow(**COMPLETE | numbered("BEN") | made | {"program": program, "name": name} | place)
    rows += [benefit, ReadingRow(
        team=workspace.team, benefit=benefit.id, day=now.date(), value=chance.uniform(0, 400), by=made["owner"], at=now
    )]  # fmt: skip
    rows.append(GoalRow(**numbered("G"), program=program, name=workspace.words(6), **made))
    for project in projects:
        text, place = workspace.named(60)
        if chance.random() < 0.6:
            rows.append(UpdateRow(
                team=workspace.team, project=project, kind="update", author=workspace.person(), text=text,
                channel=place["source_channel"], ts=f"17{workspace.count:08}.000100", at=now,
                permalink="https://x.slack.com/archives/C1/p1", restricted=place["restricted"],
                undo={"old": {}, "new": {}, "text": text},
            ))  # fmt: skip
        else:
            del workspace.said[text.split()[0]]
    return rows
