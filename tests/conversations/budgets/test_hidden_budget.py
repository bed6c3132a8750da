"""Sums of a budget that a viewer may not see cannot be worked out from anything they are shown."""

import random

import pytest
from sqlmodel import Session

import storage.audit
import storage.money.budgets
from rules.money import BudgetKind
from tests.forms import form
from tests.scenarios import set_up_every_role
from tests.steps.home import home_text, open_home
from tests.steps.money import amounts, derivable
from tests.talk import Talk

COMMANDS = (
    *("budget", "budget PRG-1", "budget PRJ-1", "budget PRJ-2", "budget PRJ-3", "budget PRJ-1 lines"),
    *("budget PRJ-2 months", "BUD-1", "BUD-2", "BUD-3", "BUD-4", "BUD-5", "PRG-1", "PRJ-1", "PRJ-2", "PRJ-3"),
    *("status", "goals PRG-1", "goals coverage PRG-1", "scorecard PRG-1", "scorecard PRJ-2", "risks PRG-1"),
    *("digest preview PRG-1", "digest preview PRG-1 executive", "whatif M-1 +10d", "export PRG-1", "since 1 Mar"),
    *("audit BUD-1", "audit PRJ-1", "undo", "asof 2026-03-02 PRG-1", "changes PRG-1", "CR-1"),
)
# The projects whose sums each may see.
VIEWERS = {"con": (), "sta": (), "ben": (), "otto": (), "olga": ("PRJ-2",), "lee": ("PRJ-1",)}
FIGURES = ("planned", "committed", "actual", "forecast")


def plant_lines(session: Session, talk: Talk, draw: random.Random) -> dict[str, dict[str, int]]:
    """Plant two lines in each of the first two projects and one in the third; return the secret sums by project."""
    mia = talk.users["mia"].id
    storage.audit.set_actor(session, team=talk.bot.deps.team, actor=mia, now=talk.at)
    secrets: dict[str, dict[str, int]] = {}
    for project in ("PRJ-1", "PRJ-1", "PRJ-2", "PRJ-2", "PRJ-3"):
        figures = {name: draw.randrange(1_100, 9_900) for name in draw.sample(FIGURES, draw.randrange(1, 5))}
        storage.money.budgets.add_budget_line(
            session, team=talk.bot.deps.team, project=project, name="", kind=draw.choice(tuple(BudgetKind)),
            currency="EUR", by=mia, now=talk.at, **{name: float(amount) for name, amount in figures.items()},
        )  # fmt: skip
        for name, amount in figures.items():
            sums = secrets.setdefault(project, {})
            sums[name] = sums.get(name, 0) + amount
            sums[f"{name} of line {len(sums)}"] = amount
    return secrets


@pytest.mark.whole
@pytest.mark.parametrize("seed", range(form(short=1, whole=4)))
@pytest.mark.parametrize("shows_totals", [False, True])
async def test_hidden_sums_do_not_follow_from_shown_ones(talk: Talk, seed: int, shows_totals: bool) -> None:
    draw = random.Random(seed)
    await set_up_every_role(talk)
    await talk.command("mia", 'new project "Portal" @mia in PRG-1', "identity")
    await talk.command("mia", "link PRG-1 #payments", "payments")
    secrets = await talk.bot.store.transact(lambda session: plant_lines(session, talk, draw))
    await talk.command("mia", 'change "More people" budget PRJ-2 +77 EUR because it grew', "identity")
    if shows_totals:
        await talk.command("mia", "settings PRG-1 money on", "identity")
    manager = [await talk.command("mia", command, "identity") for command in COMMANDS]
    everything = {amount for sums in secrets.values() for amount in sums.values()}
    assert everything <= set().union(*map(amounts, manager))
    for who, own in VIEWERS.items():
        texts = [await talk.command(who, command, "identity") for command in COMMANDS]
        texts.append(home_text(await open_home(talk, who)))
        shown = set().union(*map(amounts, texts))
        known = {amount for project in own for amount in secrets[project].values()}
        hidden = {
            (project, name): amount
            for project, sums in secrets.items()
            if project not in own
            for name, amount in sums.items()
            if amount not in known
        }
        found = derivable(shown)
        # A lead's own lines add up to many sums, of which one may be another's by chance: only totals can tell.
        leaks = {key: amount for key, amount in hidden.items() if amount in (found if not own else shown)}
        assert not leaks, (who, leaks, sorted(shown))
