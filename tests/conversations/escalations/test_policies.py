"""The escalation policy of a project, and its way back to that of its program."""

from tests.scenarios import set_up_every_role
from tests.talk import Talk


async def test_default_returns_a_project_to_its_programs_levels(talk: Talk) -> None:
    await set_up_every_role(talk)
    assert "owner, 4 of their" in (await talk.command("mia", "escalate policy PRG-1 owner 4h", "identity")).casefold()
    own = await talk.command("lee", "escalate policy PRJ-1 owner 2h", "identity")
    assert "owner, 2 of their" in own.casefold()
    assert "the same as in" not in own
    assert "may not" in await talk.command("con", "escalate policy PRJ-1 default", "identity")
    back = await talk.command("lee", "escalate policy PRJ-1 default", "identity")
    assert "owner, 4 of their" in back.casefold()
    assert "the same as in" in back
    assert await talk.command("lee", "escalate policy PRJ-1 default", "identity") == back


async def test_default_returns_a_program_to_the_standard_levels(talk: Talk) -> None:
    await set_up_every_role(talk)
    standard = await talk.command("mia", "escalate policy PRG-1", "identity")
    await talk.command("mia", "escalate policy PRG-1 owner 4h", "identity")
    await talk.command("mia", "escalate pause PRG-1", "identity")
    assert "(paused)" in await talk.command("mia", "escalate policy PRG-1 default", "identity")
    assert await talk.command("mia", "escalate resume PRG-1", "identity") == standard
