"""Money that a viewer may not see cannot be worked out from what they are shown either."""

import random

import pytest
from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.money.budgets
from tests.forms import form
from tests.scenarios import set_up_every_role
from tests.steps.money import amounts, derivable
from tests.steps.value import add_benefit
from tests.talk import Talk

COMMANDS = (
    *("scorecard PRG-1", "scorecard PRJ-1", "scorecard PRJ-2", "goals coverage PRG-1", "benefits PRG-1", "order PRG-1"),
    *("BEN-1", "BEN-2", "BEN-3", "CR-1", "changes PRG-1", "whatif M-1 +10d", "digest preview PRG-1"),
)
# Amounts of a few hundred are shown whole, and what a delay costs is in thousands: no sum is met by chance.
# The amounts that each may see.
VIEWERS = {"con": (), "sta": (), "ben": ("target of PRJ-1",), "olga": ("budget of PRJ-2",), "lee": ("budget of PRJ-1",)}


@pytest.mark.whole
@pytest.mark.parametrize("seed", range(form(short=1, whole=3)))
@pytest.mark.parametrize("shows_totals", [False, True])
async def test_hidden_amounts_do_not_follow_from_shown_ones(talk: Talk, seed: int, shows_totals: bool) -> None:
    draw = random.Random(seed)
    await set_up_every_role(talk)
    budgets = {project: draw.randrange(101, 997) for project in ("PRJ-1", "PRJ-2")}
    targets = {project: draw.randrange(101, 497) for project in ("PRJ-1", "PRJ-2")}

    def plant(session: Session) -> None:
        team = talk.bot.deps.team
        storage.audit.set_actor(session, team=team, actor=talk.users["mia"].id, now=talk.at)
        for project, planned in budgets.items():
            storage.money.budgets.add_budget_line(
                session, team=team, project=project, name="People", planned=planned, currency="EUR",
                by=talk.users["mia"].id, now=talk.at,
            )  # fmt: skip

    await talk.bot.store.transact(plant)
    # Ben owns the first of the two, and may see what it is worth.
    for (project, target), owner in zip(targets.items(), ("ben", "mia"), strict=True):
        await add_benefit(
            talk, f"Revenue of {project}", unit="EUR", kpi=project, baseline=0.0, target=float(target),
            shares={project: 100.0}, milestones=["M-1"], owner=talk.users[owner].id,
        )  # fmt: skip
    await talk.command("mia", 'change "More people" budget PRJ-2 +7 because it grew', "identity")
    if shows_totals:
        await talk.command("mia", "settings PRG-1 money on", "identity")
    secret = {f"budget of {project}": amount for project, amount in budgets.items()}
    secret |= {f"target of {project}": amount for project, amount in targets.items()}
    manager = [await talk.command("mia", command, "identity") for command in COMMANDS]
    assert set(secret.values()) <= set().union(*map(amounts, manager))
    for who, own in VIEWERS.items():
        texts = [await talk.command(who, command, "identity") for command in COMMANDS]
        shown = set().union(*map(amounts, texts))
        hidden = {name: amount for name, amount in secret.items() if name not in own}
        leaks = {name: amount for name, amount in hidden.items() if amount in derivable(shown)}
        assert not leaks, (who, leaks, sorted(shown))
