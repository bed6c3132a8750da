"""Edits that live data have overtaken by Monday: asked about at eight, and posted with both texts at nine (B-88)."""

from datetime import timedelta

from tests.conversations.digests.editing import BEFORE_NINE, fate_of, open_section, post_monday, set_up_draft
from tests.prepared import prepared
from tests.steps.capture import direct_messages
from tests.talk import Talk

EIGHT = BEFORE_NINE - timedelta(minutes=58)


@prepared
async def set_up_overtaken_edit(talk: Talk) -> None:
    """Let Ana correct the late line on Friday, and M-1 slip again on Sunday; it's Monday, 08:01."""
    await set_up_draft(talk)
    await open_section(talk, "ana", "late")
    await talk.submit("ana", {"words_trouble:M-1": "The vendor owes us the Auth API until 27 March."})
    await talk.fast_forward(by=timedelta(days=2))
    await talk.say("ana", "identity", "M-1 slip to 3 Apr because the vendor went quiet")
    await talk.fast_forward(to=EIGHT)


async def test_conflict_is_shown_before_posting(talk: Talk) -> None:
    await set_up_overtaken_edit(talk)
    asked = direct_messages(talk, "ana")[-1]
    assert "live data have overtaken 1 edit" in asked
    assert "Ana wrote Fri 6 Mar: “The vendor owes us the Auth API until 27 March.”" in asked
    assert "the vendor went quiet" in asked
    await talk.fast_forward(by=timedelta(minutes=5))
    assert direct_messages(talk, "ana").count(asked) == 1


async def test_without_an_answer_both_are_posted(talk: Talk) -> None:
    await set_up_overtaken_edit(talk)
    delivery, executive = await post_monday(talk)
    for edition in (delivery, executive):
        assert "the vendor went quiet" in edition
        assert "Ana wrote Fri 6 Mar: “The vendor owes us the Auth API until 27 March.”" in edition


async def test_keep_mine_posts_the_correction_alone(talk: Talk) -> None:
    await set_up_overtaken_edit(talk)
    assert "Kept" in await talk.click("ana", "digest_settle", value="keep 1")
    assert any("are settled" in line for line in direct_messages(talk, "ana"))
    assert not any("live data have overtaken" in line for line in direct_messages(talk, "ana"))
    delivery, _ = await post_monday(talk)
    assert "The vendor owes us the Auth API until 27 March." in delivery
    assert "the vendor went quiet" not in delivery


async def test_use_the_new_posts_live_data_alone(talk: Talk) -> None:
    await set_up_overtaken_edit(talk)
    assert "Withdrawn" in await talk.click("ana", "digest_settle", value="new 1")
    delivery, _ = await post_monday(talk)
    assert "the vendor went quiet" in delivery
    assert "The vendor owes us" not in delivery


async def test_left_out_line_returns_when_worse(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "late")
    await talk.submit("ana", {"fate_trouble:M-1": fate_of(talk, "ana", "trouble:M-1", "out")})
    await talk.fast_forward(by=timedelta(days=2))
    await talk.say("ana", "identity", "M-1 slip to 3 Apr because the vendor went quiet")
    await talk.fast_forward(to=EIGHT)
    assert "Ana left out Fri 6 Mar" in direct_messages(talk, "ana")[-1]
    delivery, _ = await post_monday(talk)
    assert "the vendor went quiet" in delivery
    assert "Ana left this out; it's back because it got worse." in delivery
