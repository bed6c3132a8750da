"""The form that edits Monday's digest: Friday's draft, its lines and sentences, and what is posted on Monday (B-88)."""

from tests.conversations.digests.editing import fate_of, open_section, post_monday, set_up_draft
from tests.talk import Talk


async def test_draft_is_edited_and_posted_in_both_voices(talk: Talk) -> None:
    await set_up_draft(talk)
    await talk.click("ana", "digest_edit", value="PRG-1 both")
    await talk.submit("ana", {"sentences": "We bought two days by splitting the rehearsal."})
    await open_section(talk, "ana", "late")
    assert not await talk.submit("ana", {"words_trouble:M-1": "The vendor owes us the Auth API until 27 March."})
    await talk.click("ana", "digest_section", value="PRG-1 both needs 1", on=talk.form("ana"))
    assert not await talk.submit("ana", {"fate_ask:B-1": fate_of(talk, "ana", "ask:B-1", "out")})
    delivery, executive = await post_monday(talk)
    for edition in (delivery, executive):
        assert "“We bought two days by splitting the rehearsal.” Ana" in edition
        assert "The vendor owes us the Auth API until 27 March." in edition
        assert "no test cards" not in edition
        assert "Edited by Ana." in edition
        assert "Not reviewed" not in edition
    assert "1 line left out by Ana." in delivery


async def test_edits_are_listed_with_originals_and_withdrawn(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "late")
    await talk.submit("ana", {"words_trouble:M-1": "The vendor owes us the Auth API."})
    listed = await talk.command("ana", "digest edits", "identity")
    assert "Corrected Auth API (M-1): “The vendor owes us the Auth API.”" in listed
    assert "Before: “Auth API (M-1)" in listed
    assert "Ana, Fri 6 Mar" in listed
    assert "has no edits" in await talk.click("ana", "digest_withdraw")
    assert "The vendor owes us" not in (await post_monday(talk))[0]


async def test_undo_takes_back_a_saved_section(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "needs")
    await talk.submit("ana", {"fate_ask:B-1": fate_of(talk, "ana", "ask:B-1", "out")})
    assert "1 edit" in await talk.command("ana", "digest edits", "identity")
    await talk.command("ana", "undo", "identity")
    assert "has no edits" in await talk.command("ana", "digest edits", "identity")
    assert "no test cards" in (await post_monday(talk))[0]
