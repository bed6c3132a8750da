"""Years of readings: asked on their day, none twice and none lost, while owners leave and the bot starts again."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.leave
import storage.people
import storage.plan
import storage.queues.claims
from bot.app_parts import AppParts
from bot.application import Baton
from handlers import routes
from handlers.benefits import readings, upkeep
from handlers.checkins import nudging
from handlers.common.requests import Source
from rules.benefits.statements import ReadingStatement
from rules.benefits.units import MeasuredValue
from rules.people import Person, Role
from sandbox import acts
from storage.tables.plan import ProgramRow, ProjectRow
from tests import talk as talks
from tests.forms import form
from tests.steps.reading_ledger import Ledger, PlainBenefit, PlainPerson, due_days
from tests.talk import Talk

START = date(2026, 1, 5)
# São Paulo keeps one time all year; the clocks of the others change, in opposite directions.
ZONES = ("Europe/Berlin", "America/Sao_Paulo", "America/New_York", "Australia/Sydney")
# Their messages are looked for in what the workspace has got.
QUESTION = re.compile(r"Reading due \w{3} (\d+ \w{3})(?: (\d{4}))? for .*?\((BEN-\d+)\)")
OFFER = re.compile(r"(\w+) has left\. .*?\((BEN-\d+)\)")
PROFILE = {
    "description": "why",
    "outcome": "what",
    "kpi": "measure",
    "unit": "%",
    "baseline": 10.0,
    "baseline_on": START,
    "baseline_source": "report",
    "target": 5.0,
    "target_on": START,
    "measure": "report",
}
PARTS = AppParts(
    register=routes.register_listeners,
    steps=(upkeep.keep_benefits, nudging.send_due_nudges),
    scopes=routes.SURFACE.scopes,
)


@dataclass
class Years:
    """A simulated workspace, beside the plain list of what has to be asked in it."""

    talk: Talk
    rng: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    # What people were asked in their messages: benefit, due day, person, their day.
    seen: list[tuple[str, date, str, date]] = field(default_factory=list)
    offers: Counter[tuple[str, str]] = field(default_factory=Counter)
    expected_offers: Counter[tuple[str, str]] = field(default_factory=Counter)
    handovers: dict[str, datetime] = field(default_factory=dict)
    restarts: int = 0
    _read: dict[str, int] = field(default_factory=dict)

    @property
    def team(self) -> str:
        return self.talk.bot.deps.team

    def add_people(self, count: int) -> None:
        for number in range(count):
            zone = ZONES[number % len(ZONES)]
            user = self.talk.sandbox.workspace.add_user(f"p{number}", real_name=f"P{number}", tz=zone)
            person = PlainPerson(zone, "DE" if zone == "Europe/Berlin" else "")
            for _ in range(self.rng.randrange(4)):
                first = START + timedelta(days=self.rng.randrange(5 * 365))
                person.away.append((first, first + timedelta(days=self.rng.randrange(1, 25))))
            self.ledger.people[user.id] = person

    def save_people(self, session: Session, now: datetime) -> None:
        for id, plain in self.ledger.people.items():
            person = Person(id, self.team, self.talk.sandbox.workspace.users[id].real_name, plain.zone)
            storage.people.save_person(session, person=person, now=now)
            if plain.country:
                hours = storage.leave.PersonalHours(country=plain.country)
                storage.leave.save_hours(session, team=self.team, user=id, hours=hours)
            for first, last in plain.away:
                start, end = (
                    datetime.combine(day, time(), ZoneInfo(plain.zone)) for day in (first, last + timedelta(days=1))
                )
                storage.leave.record_leave(session, team=self.team, user=id, start=start, end=end, now=now)

    def create(self, session: Session, count: int, days: int) -> None:
        """Add programs, projects and benefits; all benefits count from one of the first 28 days."""
        now = datetime.combine(START, time(0), UTC)
        sponsor, team = self.talk.users["cleo"].id, self.team
        storage.audit.set_actor(session, team=team, actor=sponsor, now=now)
        storage.people.save_person(session, person=Person(sponsor, team, "Cleo", "UTC"), now=now)
        self.save_people(session, now)
        places = []
        for name in ("A", "B", "C"):
            program = storage.plan.add_program(
                session, team=team, name=name, start=START, zone="UTC", manager=sponsor, now=now
            )
            project = storage.plan.add_project(session, team=team, program=program.id, name=name, lead=None, now=now)
            storage.people.grant_role(session, team=team, scope=program.id, role=Role.SPONSOR, user=sponsor)
            places.append((program.id, project.id))
        for number in range(count):
            start = START + timedelta(days=self.rng.randrange(28))
            stop = start + timedelta(days=self.rng.randrange(days // 3, days * 5 // 4))
            cadence = self.rng.choices(("weekly", "monthly", "quarterly", "yearly"), (1, 3, 5, 5))[0]
            if self.rng.random() < 0.5:
                # The last reading is due on the stop date itself, also where that is a day off.
                stop = max(due_days(start, cadence, stop), default=stop)
            owner, (program_id, project_id) = self.rng.choice(list(self.ledger.people)), self.rng.choice(places)
            values = {**PROFILE, "owner": owner, "cadence": cadence, "go_live": start, "stop": stop}
            benefit = storage.benefits.add_benefit(
                session,
                team=team,
                program=program_id,
                name=f"B{number}",
                values=values | {"shares": {project_id: 0.1}},
                by=sponsor,
                now=now,
            )
            self.ledger.benefits[benefit.id] = PlainBenefit(owner, stop, list(due_days(start, cadence, stop)))

    async def commit(self, flow: Callable[..., object], *, now: datetime, **how: object) -> None:
        """Run a flow in a transaction that the sponsor signs."""

        def run(session: Session) -> None:
            storage.audit.set_actor(session, team=self.team, actor=self.talk.users["cleo"].id, now=now)
            flow(session, now=now, **how)

        await self.talk.bot.store.transact(run)

    async def tick(self, at: datetime) -> None:
        """Let the clock of the bot and the plain list reach an instant, and read what people have got."""
        await self.talk.fast_forward(to=at)
        self.ledger.pass_time(at)
        self.read_messages()

    def read_messages(self) -> None:
        """Note the questions in messages that were not there before."""
        names = {user.real_name: user.id for user in self.talk.sandbox.workspace.users.values()}
        for channel in self.talk.sandbox.workspace.channels.values():
            messages = list(channel.messages.values())[self._read.get(channel.id, 0) :]
            self._read[channel.id] = len(channel.messages)
            for message in messages:
                self.offers.update((names[name], id) for name, id in OFFER.findall(message.text))
                user = next((user for user in channel.members if user in self.ledger.people), "")
                if user:
                    at = datetime.fromtimestamp(float(message.ts), UTC)
                    day = self.ledger.people[user].local(at).date()
                    self.seen += [(id, due, user, day) for id, due in _questions(message.text, day)]

    async def restart(self) -> None:
        """End the bot with its database, and start both again from the file."""
        await self.talk.bot.stop()
        settings = talks._settings(self.talk.sandbox, self.talk.store_url)
        self.talk.bot = await Baton.start(settings, now=self.talk.sandbox.clock.now, ticking=False, parts=PARTS)
        self.restarts += 1

    async def die_before_asking(self, at: datetime) -> None:
        """Leave what a bot leaves that dies when it has claimed these ten minutes, and let the next one go on."""
        self.talk.sandbox.clock.set_time(at)
        slot = f"{at.astimezone(UTC):%Y-%m-%dT%H}:{at.minute // nudging.CHECK_INTERVAL_MINUTES}"
        await self.talk.bot.store.transact(
            storage.queues.claims.claim_slot, team=self.team, name="nudges", slot=slot, now=at
        )
        await self.restart()
        await self.tick(at + timedelta(minutes=10))

    async def die_while_sending(self, at: datetime) -> None:
        """End the bot while its messages are on their way: some have arrived, and their answers are lost."""
        for kind in ("done_then_500", "cut_after", "cut_before"):
            self.talk.sandbox.faults.add("chat.postMessage", kind, times=1)
        self.talk.sandbox.clock.set_time(at)
        await self.talk.bot.tick()
        await asyncio.sleep(0.05)
        await self.restart()
        self.ledger.pass_time(at)
        for _ in range(3):
            self.talk.sandbox.clock.advance(timedelta(minutes=2))
            await self.talk.settle()
        self.read_messages()

    async def turn_clock_back(self, at: datetime) -> None:
        """Let the same hour come twice, as when a server's clock is corrected."""
        await self.tick(at)
        await self.tick(at - timedelta(minutes=40))
        await self.tick(at)

    async def let_owner_leave(self, at: datetime) -> None:
        """Deactivate an account; the sponsor hands each of its benefits over some days later."""
        staying = [id for id, person in self.ledger.people.items() if not person.gone]
        if len(staying) < 3:
            return
        user = self.rng.choice(staying)
        self.talk.sandbox.clock.set_time(at)
        acts.change_user(self.talk.sandbox.person("cleo").platform, user, deleted=True)
        await self.talk.settle()
        self.ledger.people[user].gone = True
        for id in self.ledger.owned_by(user, on=at.date()):
            self.handovers[id] = at + timedelta(days=self.rng.randrange(1, 12))
            self.expected_offers[user, id] += 1
        await self.tick(at)

    async def hand_over(self, at: datetime) -> None:
        """Give benefits their new owner, who may have been asked already today."""
        sponsor = Person(self.talk.users["cleo"].id, self.team, "Cleo", "UTC")
        for id in [id for id, when in self.handovers.items() if when <= at]:
            del self.handovers[id]
            if self.ledger.benefits[id].is_over(at.date()):
                continue
            owner = self.rng.choice([id for id, person in self.ledger.people.items() if not person.gone])
            await self.commit(upkeep.hand_over, person=sponsor, id=id, owner=owner, now=at)
            self.ledger.benefits[id].owner = owner

    async def enter_reading(self, at: datetime) -> None:
        """Let the manager enter a reading of the day before, which answers what is due until then."""
        id = self.rng.choice([id for id, benefit in self.ledger.benefits.items() if benefit.waiting])
        manager = Person(self.talk.users["cleo"].id, self.team, "Cleo", "UTC")
        said = ReadingStatement(MeasuredValue(8.0), at.date() - timedelta(days=1))
        self.talk.sandbox.clock.set_time(at)
        await self.commit(readings.enter_reading, person=manager, id=id, said=said, source=Source(), now=at)
        self.ledger.note_reading(id, at.date() - timedelta(days=1))

    async def close(self, number: int, day: date) -> None:
        """Close a project and cancel its program: its benefits are still asked about (B-91)."""

        def write(session: Session, now: datetime) -> None:
            session.get_one(ProjectRow, (self.team, f"PRJ-{number}")).closed = day
            session.get_one(ProgramRow, (self.team, f"PRG-{number}")).cancelled = day

        await self.commit(write, now=_nine(day, "UTC"))


def _questions(text: str, day: date) -> Iterator[tuple[str, date]]:
    """Yield benefit and due day of each question; a date without a year is the last such one."""
    for words, year, id in QUESTION.findall(text):
        due = datetime.strptime(f"{words} {year or day.year}", "%d %b %Y").replace(tzinfo=UTC).date()
        yield id, due if due <= day else due.replace(year=due.year - 1)


def _nine(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(9, 1), ZoneInfo(zone)).astimezone(UTC)


async def pass_day(years: Years, day: date, *, trouble: float) -> None:
    """Let a day pass: the clock stops where somebody is to be asked, and now and then where nobody is."""
    rng, morning = years.rng, datetime.combine(day, time(5), UTC)
    if rng.random() < trouble / 4:
        await years.let_owner_leave(morning)
    if any(when <= morning for when in years.handovers.values()):
        await years.tick(morning)
        await years.hand_over(morning)
    if rng.random() < trouble and any(benefit.waiting for benefit in years.ledger.benefits.values()):
        await years.enter_reading(morning)
    for at in sorted(_nine(day, zone) for zone in ZONES):
        if not years.ledger.is_due(at) and rng.random() > 0.05:
            continue
        trial = rng.choice((years.die_before_asking, years.die_while_sending, years.turn_clock_back))
        await (trial if rng.random() < trouble else years.tick)(at)


async def simulate(folder: Path, *, count: int, people: int, days: int, trouble: float, seed: int) -> Years:
    """Simulate, and compare what people got with the plain list."""
    async with talks.conversation(folder, at=datetime.combine(START, time(0), UTC)) as talk:
        years = Years(talk, random.Random(seed))
        years.add_people(people)
        await years.restart()
        await talk.bot.store.transact(years.create, count, days)
        for offset in range(days + 1):
            if offset in (days // 3, days // 2):
                await years.close(1 if offset == days // 3 else 2, START + timedelta(days=offset))
            await pass_day(years, START + timedelta(days=offset), trouble=trouble)
    return years


@pytest.mark.whole
async def test_every_reading_is_asked_once_on_its_day(tmp_path: Path) -> None:
    count, people, days, trouble = form(short=(8, 4, 60, 0.3), whole=(200, 15, 5 * 365, 0.03))
    years = await simulate(tmp_path, count=count, people=people, days=days, trouble=trouble, seed=2)
    asked = Counter((id, due) for id, due, _, _ in years.seen)
    assert [each for each, times in asked.items() if times > 1] == [], "asked twice"
    assert sorted(years.seen) == sorted(years.ledger.asked)
    assert years.offers == years.expected_offers
    assert years.restarts > 1
