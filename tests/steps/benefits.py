"""Steps about benefits: a complete profile on one line, its starting states, and people who leave."""

from sandbox import acts
from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

PROFILE = (
    'describe "a kept customer is cheap" outcome "fewer customers cancel" kpi "Customers who cancel in a month" '
    'baseline 4.2% on 1 Mar from "CRM report" target 3.8 by 31 Dec source "CRM, sheet 2" share PRJ-1 60% PRJ-2 40%'
)
CHURN = f'new benefit "Churn falls" {PROFILE} owner @bo'


@prepared
async def set_up_churn(talk: Talk) -> None:
    """Let Ana, who manages the program of two projects, create BEN-1, which Bo owns."""
    await set_up_two_projects(talk)
    await talk.command("ana", CHURN, "identity")


@prepared
async def set_up_enabled_churn(talk: Talk) -> None:
    """Let BEN-1, which Bo (São Paulo) owns, count from 3 March; its first reading is due on Friday 3 April."""
    await set_up_churn(talk)
    await talk.command("ana", "BEN-1 go live 3 Mar", "identity")
    await talk.command("ana", "M-2 done", "payments")
    await talk.command("ana", "M-1 done", "identity")


async def deactivate(talk: Talk, who: str) -> None:
    """Deactivate a person's Slack account."""
    acts.change_user(talk.sandbox.person(who).platform, talk.users[who].id, deleted=True)
    await talk.settle()
