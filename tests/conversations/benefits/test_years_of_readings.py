"""Years of readings: asked on their day, none twice and none lost, while owners leave and the clock starts again."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.people
import storage.plan
import storage.reading_asks
from handlers.benefits import upkeep
from handlers.checkins import nudging
from handlers.nudges import flows
from rules.benefits import asking
from rules.benefits.profile import Cadence
from rules.people import Person
from rules.time.working_time import zone_of
from storage.engine.database import Store
from tests.databases import SHARED
from tests.forms import form

TEAM, START = "T1", date(2026, 1, 5)
ZONES = ("Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Asia/Tokyo")
PROFILE = {
    "description": "why",
    "outcome": "what",
    "kpi": "measure",
    "unit": "%",
    "baseline": 10.0,
    "baseline_on": START,
    "baseline_source": "report",
    "target": 5.0,
    "target_on": date(2028, 1, 1),
    "measure": "report",
    "go_live": START,
}


@dataclass
class Years:
    """A simulated workspace: when each due day was asked, and of whom."""

    store: Store
    rng: random.Random
    owners: dict[str, str] = field(default_factory=dict)
    starts: dict[str, date] = field(default_factory=dict)
    cadences: dict[str, Cadence] = field(default_factory=dict)
    stops: dict[str, date] = field(default_factory=dict)

    def create(self, count: int, people: int) -> None:
        def write(session: Session) -> None:
            now = datetime.combine(START, time(6), UTC)
            storage.audit.set_actor(session, team=TEAM, actor="U0", now=now)
            storage.people.save_workspace(session, team=TEAM, name="W", bot_user="UB", now=now)
            for number in range(people):
                person = Person(f"U{number}", TEAM, f"P{number}", ZONES[number % len(ZONES)])
                storage.people.save_person(session, person=person, now=now)
            program = storage.plan.add_program(
                session, team=TEAM, name="P", start=START, zone="UTC", manager="U0", now=now
            )
            project = storage.plan.add_project(session, team=TEAM, program=program.id, name="J", lead=None, now=now)
            for number in range(count):
                start = START + timedelta(days=self.rng.randrange(28))
                values = {
                    **PROFILE,
                    "owner": f"U{self.rng.randrange(1, people)}",
                    "cadence": self.rng.choice(list(Cadence)),
                    "go_live": start,
                    "stop": start + timedelta(days=self.rng.randrange(700, 2000)),
                    "shares": {project.id: 0.5},
                }
                benefit = storage.benefits.add_benefit(
                    session, team=TEAM, program=program.id, name=f"B{number}", values=values, by="U0", now=now
                )
                self.owners[benefit.id], self.starts[benefit.id] = str(values["owner"]), start
                self.cadences[benefit.id], self.stops[benefit.id] = benefit.cadence, benefit.stop or date.max

        self.store.transact_now(write)

    def run_day(self, day: date) -> None:
        """Let the clock tick at nine of each zone, at times twice, as after a restart."""
        for zone in ZONES:
            now = datetime.combine(day, time(9, 1), zone_of(zone)).astimezone(UTC)
            for _ in range(self.rng.choice((1, 1, 1, 2))):
                self.store.transact_now(lambda session, at=now: self._tick(session, at))

    def _tick(self, session: Session, now: datetime) -> None:
        # Until the last one has gone live all are kept up to date, later those that are due.
        is_beginning = now.date() < START + timedelta(days=30)
        found = storage.benefits.benefits_of(session, team=TEAM) if is_beginning else ()
        for benefit in found or storage.reading_asks.benefits_to_ask(session, team=TEAM, until=now.date()):
            upkeep.keep_benefit(session, team=TEAM, id=benefit.id, now=now)
        for user, asks in flows.due_nudges(session, team=TEAM, now=now).items():
            nudging.send_nudges(session, team=TEAM, user=user, asks=asks, now=now)

    def replace_owner(self, day: date) -> None:
        """Let somebody leave, and give what they own to a colleague the same day."""
        leaver = self.rng.choice(sorted(set(self.owners.values())))
        remaining = sorted(set(self.owners.values()) - {leaver})
        if not remaining:
            return

        def write(session: Session) -> None:
            now = datetime.combine(day, time(5), UTC)
            storage.audit.set_actor(session, team=TEAM, actor="U0", now=now)
            for id in [id for id, owner in self.owners.items() if owner == leaver]:
                self.owners[id] = self.rng.choice(remaining)
                storage.benefits.update_benefit(session, team=TEAM, id=id, values={"owner": self.owners[id]})

        self.store.transact_now(write)


def simulate(count: int, people: int, days: int, seed: int) -> None:
    store = SHARED.emptied()
    years = Years(store, random.Random(seed))
    years.create(count, people)
    last = START + timedelta(days=days)
    for offset in range(days + 1):
        day = START + timedelta(days=offset)
        if years.rng.random() < 0.01:
            years.replace_owner(day)
        years.run_day(day)
    asks = store.read_now(storage.reading_asks.asks_of, team=TEAM, benefits=tuple(years.starts))
    for id, start in years.starts.items():
        expected = _due_days(years, id, start, last)
        asked = [ask.due for ask in asks.get(id, ())]
        assert Counter(asked) == Counter(expected), id
        for ask in asks.get(id, ()):
            on = ask.asked_at.date()
            assert on == _first_workday(ask.due) or on == _first_workday(ask.due) - timedelta(days=1), (id, ask)


def _due_days(years: Years, id: str, start: date, last: date) -> list[date]:
    """Return the due days whose first working day has come, by the definition."""
    numbers = (asking.due_day(start, years.cadences[id], number) for number in range(1, 400))
    return [day for day in numbers if day <= years.stops[id] and _first_workday(day) <= last]


def _first_workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


@pytest.mark.whole
def test_every_reading_is_asked_once_on_its_day() -> None:
    count, people, days = form(short=(5, 4, 50), whole=(200, 40, 5 * 365))
    simulate(count=count, people=people, days=days, seed=2)
