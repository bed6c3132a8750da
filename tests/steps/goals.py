"""Goals for conversations: two of them in the program of two projects."""

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

CHURN = 'G-1 key result "Churn" 4.2 → 3.8 % by 30 Jun'


@prepared
async def set_up_goals(talk: Talk) -> None:
    """Let Ana, who manages the program of two projects, create two goals."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new goal "Keep our customers" by 31 Dec owner @cleo', "identity")
    await talk.command("ana", 'new goal "Sell abroad"', "identity")
