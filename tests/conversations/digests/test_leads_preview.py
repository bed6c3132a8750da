"""The preview of a project lead: their own projects' part of the digest, and no more."""

from tests.scenarios import set_up_roles_with_consumer
from tests.talk import Talk


async def test_lead_previews_own_projects_only(talk: Talk) -> None:
    await set_up_roles_with_consumer(talk)
    await talk.say("otto", "identity", "M-1 slip to 20 Mar")
    await talk.say("olga", "payments", "M-3 slip to 30 Mar")
    whole = await talk.command("mia", "digest preview PRG-1", "identity")
    assert "Auth API" in whole
    assert "Checkout" in whole
    for audience in ("", " executive"):
        part = await talk.command("lee", f"digest preview PRG-1{audience}", "identity")
        assert "your projects' part" in part
        assert "Auth API" in part
        assert "Payments" not in part.replace("Checkout", "")
    assert "your projects' part" not in await talk.command("spo", "digest preview PRG-1", "identity")
