"""A program with 500 of everything that has to do with value and governance, with names of 200 characters."""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
from rules.change_requests.fields import FieldKind, PlanChange, as_json
from rules.people import Person
from storage.tables.base import BaseRow
from storage.tables.benefits import BenefitRow, ReadingRow
from storage.tables.change_requests import ChangeRequestRow, ScenarioRow
from storage.tables.closeouts import CloseoutRow, LessonRow
from storage.tables.decisions import DecisionRow, ObjectionRow
from storage.tables.goals import GoalRow, KeyResultRow
from storage.tables.plan import ProjectRow
from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.value import COMPLETE
from tests.talk import Talk

COUNT = 500
LENGTH = 200
PEOPLE = 60
CHANGE = as_json((PlanChange("M-1", FieldKind.COMMITTED, "2026-03-13", "2026-03-18"),))


def long_name(kind: str, number: int) -> str:
    """Return a name of 200 characters that no other item has, with what markup has to escape."""
    return f"{kind} <{number}> & " + ("long words " * 20)[: LENGTH - len(f"{kind} <{number}> & ") - 1] + "x"


@prepared
async def set_up_many(talk: Talk) -> None:
    """Add 500 of everything to two projects; Ana decides, owns and asks."""
    await set_up_two_projects(talk)
    ana = talk.users["ana"].id
    people = [
        talk.sandbox.workspace.add_user(f"many{number}", real_name=f"Many {number}").id for number in range(PEOPLE)
    ]

    def add(session: Session) -> None:
        team = talk.bot.deps.team
        storage.audit.set_actor(session, team=team, actor=ana, now=talk.at)
        for number, id in enumerate(people):
            storage.people.save_person(session, person=Person(id, team, name=f"Many {number}"), now=talk.at)
        for prefix in ("G", "BEN", "DEC", "CR", "SC", "PRJ"):
            storage.plan.reserve_ids(session, team=team, ids=[f"{prefix}-{COUNT + 2}"])
        for rows in (_roots(talk, team, ana, people), _children(talk, team, ana, people)):
            session.add_all(rows)
            session.flush()

    await talk.bot.store.transact(add)


def _roots(talk: Talk, team: str, ana: str, people: list[str]) -> Iterator[BaseRow]:
    at = talk.at
    for number in range(1, COUNT + 1):
        when = at - timedelta(minutes=number)
        made = {"team": team, "program": "PRG-1", "created_by": ana, "created_at": when}
        asked = {"team": team, "program": "PRG-1", "requested_by": ana, "requested_at": when}
        decision = {"team": team, "program": "PRG-1", "raised_by": ana, "raised_at": when}
        yield GoalRow(id=f"G-{number}", name=long_name("Goal", number), owner=ana, **made)
        yield BenefitRow(
            **COMPLETE | made | {"id": f"BEN-{number}", "name": long_name("Benefit", number), "owner": ana}
        )
        yield DecisionRow(
            id=f"DEC-{number}",
            question=long_name("Question", number),
            options=[f"{option} " + "choice " * 10 for option in range(10)],
            decider=ana,
            must_agree=people,
            gates=["M-1"],
            **decision,
        )
        yield ChangeRequestRow(id=f"CR-{number}", title=long_name("Change", number), fields=CHANGE, **asked)
        yield ScenarioRow(
            id=f"SC-{number}",
            name=long_name("Scenario", number),
            changes=CHANGE,
            expires_at=at + timedelta(days=30),
            **made,
        )
        yield ProjectRow(
            team=team,
            id=f"PRJ-{number + 2}",
            program="PRG-1",
            name=long_name("Project", number),
            lead=ana,
            goals={"G-1": 50.0},
            closed=at.date(),
            created_at=when,
        )


def _children(talk: Talk, team: str, ana: str, people: list[str]) -> Iterator[BaseRow]:
    at, today = talk.at, talk.at.date()
    for number in range(1, COUNT + 1):
        when = at - timedelta(minutes=number)
        yield KeyResultRow(
            team=team, goal="G-1", number=number, name=long_name("Result", number), baseline=0.0, target=9.0
        )
        yield ReadingRow(
            team=team, benefit="BEN-1", day=today - timedelta(days=number), value=400.0 - number / 5, by=ana, at=when
        )
        for subject in ("DEC-1", "CR-1"):
            yield ObjectionRow(
                team=team, subject=subject, user=people[number % PEOPLE], text=long_name("No", number), at=when
            )
        project = f"PRJ-{number + 2}"
        yield CloseoutRow(team=team, project=project, day=today, closed_by=ana, closed_at=when)
        yield LessonRow(
            team=team, project=project, user=ana, asked_at=when, text=long_name("Lesson", number), answered_at=when
        )
