"""Rights to edit a digest, and the limits of typed words: they notify no one and carry nothing private."""

from tests.conversations.digests.editing import (
    FRIDAY,
    fate_of,
    open_section,
    post_monday,
    set_up_draft,
    set_up_week_with_slip,
)
from tests.scenarios import CANARY, set_up_private_channel, set_up_roles_with_consumer
from tests.talk import Talk


async def set_up_lead(talk: Talk) -> None:
    """Let Lee lead PRJ-1 with M-1 and Olga PRJ-2 with M-3, and #payments get the digest."""
    await set_up_roles_with_consumer(talk)
    await talk.command("mia", "link #payments PRG-1", "identity")
    await talk.say("otto", "identity", "M-1 slip to 20 Mar")
    await talk.say("olga", "payments", "M-3 slip to 30 Apr")


async def test_lead_edits_lines_of_own_project(talk: Talk) -> None:
    await set_up_lead(talk)
    await open_section(talk, "lee", "late")
    shown = talk.window("lee")
    assert "Auth API" in shown
    assert "Checkout" not in shown
    assert "One sentence instead" not in shown
    assert not await talk.submit("lee", {"words_trouble:M-1": "Auth API waits for one review."})
    await talk.command("mia", "digest send PRG-1", "identity")
    posted = [line for line in talk.seen("cleo", "payments") if "Atlas" in line][-1]
    assert "Auth API waits for one review." in posted
    assert "Edited by Lee." in posted


async def test_lead_cannot_edit_other_lines_by_a_forged_form(talk: Talk) -> None:
    await set_up_lead(talk)
    await open_section(talk, "mia", "late")
    fate = fate_of(talk, "mia", "trouble:M-3", "out")
    await open_section(talk, "lee", "late")
    form = talk.form("lee")
    block = next(b for b in form.body["blocks"] if b.get("element", {}).get("action_id") == "fate_trouble:M-1")
    block["element"]["action_id"] = block["block_id"] = "fate_trouble:M-3"
    block["element"]["options"].append({"text": {"type": "plain_text", "text": "Out"}, "value": fate})
    (state,) = form.values.pop("fate_trouble:M-1").values()
    form.values["fate_trouble:M-3"] = {"fate_trouble:M-3": state}
    await talk.submit("lee", {"fate_trouble:M-3": fate})
    assert "has no edits" in await talk.command("mia", "digest edits PRG-1", "identity")


async def test_sponsor_previews_and_does_not_edit(talk: Talk) -> None:
    await set_up_lead(talk)
    assert "Atlas" in await talk.command("spo", "digest preview PRG-1", "identity")
    for words in ("digest edit PRG-1", "digest edits PRG-1"):
        assert "You may not edit the digest of Atlas (PRG-1)." in await talk.command("spo", words, "identity")
    assert "You may not edit the digest" in await talk.command("con", "digest edit PRG-1", "identity")


async def test_typed_text_is_only_text(talk: Talk) -> None:
    await set_up_draft(talk)
    bo = talk.users["bo"].id
    await talk.command("ana", "digest edit PRG-1", "identity")
    await talk.submit("ana", {"sentences": f"<!channel> ask <@{bo}> *now* <https://evil.example|here> & M-1"})
    delivery, executive = await post_monday(talk)
    channel = talk.sandbox.workspace.channel_named("news")
    message = max((m for m in channel.messages.values() if "ask" in m.text), key=lambda m: m.ts)
    found = str(message.blocks)
    for kind in ("'user'", "'broadcast'", "evil.example', 'type': 'link'", "'type': 'link', 'url': 'https://evil"):
        assert kind not in found
    assert "<!channel>" not in message.text
    assert f"<@{bo}>" not in message.text
    assert "M-1" in delivery.splitlines()[1]
    assert "M-1" not in executive
    assert "&amp; Auth API" in executive


async def test_private_things_are_not_added_by_quoting(talk: Talk) -> None:
    await set_up_private_channel(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.command("ana", "digest edit PRG-1", "identity")
    assert CANARY not in talk.window("ana")
    await talk.submit("ana", {"sentences": f"All well, but mind the {CANARY}."})
    await open_section(talk, "ana", "soon")
    await talk.submit("ana", {"added": f"{CANARY} is next"})
    await talk.command("ana", "digest send", "identity")
    assert not any(CANARY in line for line in talk.seen("cleo", "news"))


async def test_stand_in_gets_and_edits_the_draft(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.command("ana", "away until 13 Mar @cleo", "identity")
    await talk.fast_forward(to=FRIDAY)
    await talk.click("cleo", "digest_edit", value="PRG-1 both")
    assert not await talk.submit("cleo", {"sentences": "Ana is away, all is well."})
    assert "“Ana is away, all is well.” Cleo" in await talk.command("cleo", "digest preview PRG-1", "identity")


async def test_preview_leads_to_the_form(talk: Talk) -> None:
    await set_up_draft(talk)
    await talk.command("ana", "digest preview executive", "identity")
    await talk.click("ana", "digest_edit", value="PRG-1 executive")
    assert "Your own sentences, on top" in talk.window("ana")
