"""A program with secret money and load, and everything that a viewer of it gets."""

import difflib
import hashlib
import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.money.budgets
import storage.money.worth
import storage.resources.allocations
import storage.resources.register
from handlers.schedule import clash_radar
from rules.money import BudgetKind
from rules.resources.bookings import ResourceKind
from sandbox.model import Message
from storage.tables.plan import MilestoneRow
from tests.prepared import ScenarioSnapshot, prepared, restore_snapshot, take_snapshot
from tests.scenarios import set_up_every_role
from tests.steps.home import home_text, open_home
from tests.talk import Talk

PROJECTS = ("PRJ-1", "PRJ-2", "PRJ-3")
FIGURES = ("planned", "committed", "actual", "forecast")
# Costs of milestones and of their days; M-3 and M-4 are of one project and equal in everything else.
COSTED = ("M-3", "M-4")
# Who is booked: a name, the user if they have one, and the work.
BOOKED = {
    "Con": ("con", "PRJ-2"), "Ben": ("ben", "PRJ-2"), "Otto": ("otto", "PRJ-1"),
    "Dora": (None, "PRJ-3"), "Emil": (None, "PRJ-3"), "Fritz": (None, "PRJ-3"),
}  # fmt: skip
TEAM = ("Con", "Ben", "Otto", "Dora", "Emil")
FIRST, LAST = date(2026, 3, 9), date(2026, 3, 20)
# Buttons that only show something.
READING = frozenset(
    {
        *("earned", "earned_because", "earned_picture", "load_picture", "clash", "risks_page", "again"),
        *("card_more", "card_history", "slip_show", "scenario_card", "scenario_picture", "scorecard", "resource"),
    }
)


@dataclass(frozen=True)
class SecretFigures:
    """The figures of a world: lines by project, costs by milestone, prices of days, and load by name."""

    lines: dict[str, list[dict[str, int]]]
    costs: dict[str, int]
    crash: dict[str, int]
    request: int
    load: dict[str, int]


def draw_figures(draw: random.Random) -> SecretFigures:
    """Draw a world; the third project is forecast above its budget in all of them."""
    lines: dict[str, list[dict[str, int]]] = {}
    for project in ("PRJ-1", "PRJ-1", "PRJ-2", "PRJ-2", "PRJ-3", ""):
        planned = draw.randrange(4_100, 9_900)
        share = draw.uniform(2.0, 2.5) if project == "PRJ-3" else draw.uniform(0.3, 0.9)
        figures = {name: draw.randrange(1_100, 2_000) for name in ("committed", "actual")}
        lines.setdefault(project, []).append({"planned": planned, "forecast": round(planned * share), **figures})
    return SecretFigures(
        lines,
        {id: draw.randrange(310, 990) for id in COSTED},
        # Of M-5 a day costs as much as of the two before it, more or less: which are cheaper is a secret, too.
        {id: draw.randrange(110, 990) for id in COSTED} | {"M-5": draw.randrange(500, 1_700)},
        draw.randrange(21, 99),
        {name: draw.randrange(20, 60) for name in BOOKED} | {"Fritz": draw.randrange(110, 180)},
    )


def hide_money(world: SecretFigures, draw: random.Random, *, known: Iterable[str], shift: bool) -> SecretFigures:
    """Draw other sums for all projects but the known ones; `shift` keeps every total of the program."""
    other, lines = draw_figures(draw), {project: [*own] for project, own in world.lines.items()}
    hidden = [project for project in lines if project not in known]
    if shift:
        pair = draw.sample(hidden, 2)
        for name in FIGURES:
            amount = draw.randrange(13, 97)
            for project, sign in zip(pair, (1, -1), strict=True):
                line = lines[project][0]
                lines[project][0] = {**line, name: line[name] + sign * amount}
        moved = draw.randrange(11, 77)
        costs = {"M-3": world.costs["M-3"] + moved, "M-4": world.costs["M-4"] - moved}
    else:
        lines |= {project: other.lines[project] for project in hidden}
        costs = other.costs
    crash, request = other.crash, other.request
    if "PRJ-2" in known:
        costs, crash = world.costs, {**crash, **{id: world.crash[id] for id in COSTED}}
    if "PRJ-1" in known:
        request = world.request
    return replace(world, lines=lines, costs=costs, crash=crash, request=request)


def hide_load(world: SecretFigures, draw: random.Random, pairs: Iterable[tuple[str, str]]) -> SecretFigures:
    """Move load from one person of a pair to the other, so that no total of a team changes; and book Fritz anew."""
    load = dict(world.load)
    for first, second in pairs:
        amount = draw.randrange(3, 17)
        load |= {first: load[first] + amount, second: load[second] - amount}
    return replace(world, load=load | {"Fritz": draw.randrange(110, 180)})


@prepared
async def set_up_secretive_program(talk: Talk, *, shows_totals: bool) -> None:
    """Give every role to someone, let three projects have dates, and let Fol follow the program."""
    await set_up_every_role(talk)
    workspace = talk.sandbox.workspace
    talk.users["fol"] = workspace.add_user("fol", real_name="Fol")
    workspace.channel_named("identity").members.append(talk.users["fol"].id)
    for words in (
        'new project "Portal" @mia in PRG-1',
        'new milestone "Checkout" 27 Mar @olga in PRJ-2 takes 5d',
        'new milestone "Ledger" 27 Mar @olga in PRJ-2 takes 5d',
        'new milestone "Page" 27 Mar @mia in PRJ-3 takes 5d',
        *("depend M-5 on M-3", "depend M-5 on M-4", "link PRG-1 #payments", "link PRG-1 #news executive"),
        *(["settings PRG-1 money on"] if shows_totals else []),
    ):
        await talk.command("mia", words, "identity")
    await talk.command("fol", "follow PRG-1", "identity")


def plant(session: Session, talk: Talk, world: SecretFigures) -> None:
    """Save the figures of a world as the manager's."""
    mia, team = talk.users["mia"].id, talk.bot.deps.team
    common = {"team": team, "by": mia, "now": talk.at}
    storage.audit.set_actor(session, team=team, actor=mia, now=talk.at)
    for project, lines in world.lines.items():
        for figures in lines:
            amounts: dict[str, Any] = {name: float(amount) for name, amount in figures.items()}
            storage.money.budgets.add_budget_line(
                session, **common, project=project or None, program="PRG-1", name="", kind=BudgetKind.VENDOR,
                currency="EUR", **amounts,
            )  # fmt: skip
    for id, cost in world.costs.items():
        storage.money.worth.set_cost(session, team=team, milestone=id, cost=float(cost))
    for id, cost in world.crash.items():
        row = session.get_one(MilestoneRow, (team, id))
        row.crash_cost, row.crash_days = float(cost), 2
    _plant_load(session, talk, world, common)


def _plant_load(session: Session, talk: Talk, world: SecretFigures, common: dict[str, Any]) -> None:
    add = storage.resources.register.add_resource
    group = add(session, **common, program="PRG-1", name="Platform", kind=ResourceKind.TEAM, capacity=500.0)
    ids = []
    for name, (user, project) in BOOKED.items():
        of_team = {"part_of": group.id} if name in TEAM else {}
        person = add(
            session, **common, **of_team, program="PRG-1", name=name, user=talk.users[user].id if user else None
        )
        ids.append(person.id)
        storage.resources.allocations.add_allocation(
            session, **common, program="PRG-1", resource=person.id, percent=float(world.load[name]), project=project,
            first=FIRST, last=LAST,
        )  # fmt: skip
    clash_radar.check_resources(session, team=common["team"], resources=tuple(ids), now=common["now"])


async def take_world(talk: Talk, base: ScenarioSnapshot, world: SecretFigures) -> ScenarioSnapshot:
    """Plant a world in the base state and let the night and the next digest pass."""
    await restore_snapshot(talk, base)
    await talk.bot.store.transact(plant, talk=talk, world=world)
    request = f'change "More people" budget PRJ-1 +{world.request} EUR because it grew'
    await talk.command("mia", request, "identity")
    await talk.fast_forward(by=timedelta(hours=20))
    for audience in ("delivery", "executive"):
        await talk.command("mia", f"digest send PRG-1 {audience}", "payments")
    return await take_snapshot(talk)


async def send_packs(talk: Talk, kept: ScenarioSnapshot) -> ScenarioSnapshot:
    """Let the month end in a world and post its packs, with their pictures and files."""
    await restore_snapshot(talk, kept)
    await talk.fast_forward(to=datetime(2026, 4, 2, 12, tzinfo=UTC))
    before = len(talk.sandbox.workspace.files)
    for audience in ("delivery", "executive"):
        answer = await talk.command("mia", f"digest send PRG-1 {audience} monthly", "payments")
        assert "is on its way" in answer
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(talk.sandbox.workspace.files) > before + 2
    return await take_snapshot(talk)


@dataclass
class Everything:
    """All that a viewer got, by where it came from."""

    parts: dict[str, str] = field(default_factory=dict)

    def differences(self, other: "Everything") -> list[str]:
        """Return the lines that only one of two has, by where they came from."""
        found = []
        for name in sorted(self.parts.keys() | other.parts.keys()):
            one, two = (got.parts.get(name, "").split("\n") for got in (self, other))
            found += [f"{name}: {line[:400]}" for line in difflib.unified_diff(one, two, n=0, lineterm="")][2:]
        return found


async def get_everything(
    talk: Talk, kept: ScenarioSnapshot, *, who: str, commands: Iterable[str], clicks: bool
) -> Everything:
    """Return all that a viewer is answered, what its reading buttons show, their Home, messages and files."""
    await restore_snapshot(talk, kept)
    got, is_member = Everything(), who != "fay"
    for command in commands if is_member else ():
        answers = await _answers(talk, who, command)
        got.parts[command] = _plain(answers)
        offered = sorted({button for message in answers for button in _reading_buttons(message)}) if clicks else ()
        for action, value in offered:
            # The button before may have replaced the answer that it was in.
            again = [one for one in await _answers(talk, who, command) if (action, value) in _reading_buttons(one)]
            for message in again[:1]:
                clicked = await talk.click(who, action, value=value, on=message)
                got.parts[f"{command} [{action} {value}]"] = _plain(clicked)
    if is_member:
        got.parts["Home"] = _plain(home_text(await open_home(talk, who)))
    got.parts["messages"] = _plain(talk.visible(who))
    got.parts["files"] = _plain(_files(talk, who))
    return got


async def _answers(talk: Talk, who: str, command: str) -> list[Message]:
    known = {message.ts for message in talk.visible(who)}
    await talk.command(who, command, "identity")
    return [message for message in talk.visible(who) if message.ts not in known]


def _reading_buttons(message: Message) -> list[tuple[str, str]]:
    elements = [one for block in message.blocks for one in (*block.get("elements", ()), block.get("accessory") or {})]
    named = [(str(one.get("action_id", "")).split(":")[0], one.get("value")) for one in elements]
    return [(action, value) for action, value in named if action in READING and value]


def _files(talk: Talk, who: str) -> list[str]:
    places = {
        channel.id for channel in talk.sandbox.workspace.channels.values() if talk.users[who].id in channel.members
    }
    return [
        f"{file.name} {file.title} {file.alt_txt} {_content(file.name, file.content or b'')}"
        for file in talk.sandbox.workspace.files.values()
        if places.intersection(file.channels)
    ]


def _content(name: str, content: bytes) -> str:
    """Return the text of a file, or what tells a picture from another."""
    return hashlib.sha256(content).hexdigest() if name.endswith(".png") else content.decode(errors="replace")


# Times of messages and tokens, which differ from run to run.
_NOISE = re.compile(
    r"\d{10}(?:\.\d{6})?(?=\D)|\bp\d{16}|F0[A-Z0-9]+|[0-9a-f]{32}|(?<=T)\d\d:\d\d:\d\d\.\d+|(?<=block_id\": \")\w+"
    # What a request was computed from, so that a change of it is seen: no one finds a sum by it.
    r"|(?<=CR-1 )[0-9a-f]{16}"
)


def _plain(shown: object) -> str:
    if isinstance(shown, list):
        return "\n".join(map(_plain, shown))
    if isinstance(shown, Message):
        shown = f"{shown.text}\n{json.dumps(shown.blocks, ensure_ascii=False, sort_keys=True)}"
    return _NOISE.sub("·", str(shown))
