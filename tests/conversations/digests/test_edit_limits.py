"""Hundreds of lines in the form that edits a digest, a restart in the middle, and the other ways to edit."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

import storage.audit
import storage.plan
from bot.application import Baton
from sandbox.model import View
from tests import talk as talks
from tests.conversations.digests.editing import fate_of, open_section, post_monday, set_up_draft
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

LINES, DAY = 500, date(2026, 3, 10)


async def test_five_hundred_lines_are_edited_page_by_page(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await add_milestones(talk, LINES)
    await open_section(talk, "ana", "soon")
    assert_fits(talk.form("ana"))
    assert f"of {LINES + 1}" in talk.window("ana")
    await talk.click("ana", "digest_section", value="PRG-1 both soon 2", on=talk.form("ana"))
    assert_fits(talk.form("ana"))
    key = next(b["block_id"] for b in talk.form("ana").body["blocks"] if b.get("block_id", "").startswith("words_"))
    assert not await talk.submit("ana", {key: "This one is fine."})
    assert f"{LINES + 1} lines · 1 corrected" in talk.window("ana")


async def test_typed_words_survive_leaving_the_page(talk: Talk) -> None:
    await set_up_draft(talk)
    await talk.command("ana", "digest edit PRG-1", "identity")
    form = talk.form("ana")
    form.values["sentences"]["sentences"]["value"] = "We split it."
    await talk.click("ana", "digest_section", value="PRG-1 both needs 1", on=form)
    await talk.click("ana", "digest_edit", value="PRG-1 both", on=talk.form("ana"))
    assert "We split it." in json.dumps(talk.form("ana").body["blocks"])
    await talk.submit("ana", {})
    assert "“We split it.” Ana" in (await post_monday(talk))[0]


async def test_summary_order_and_own_lines_are_posted(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "needs")
    await talk.submit("ana", {"summary": "Cleo knows what we need (B-1).", "place": "9"})
    await open_section(talk, "ana", "changed")
    await talk.submit("ana", {"added": "The office moves.\nThe test room is free."})
    delivery, executive = await post_monday(talk)
    for edition in (delivery, executive):
        assert "no test cards" not in edition
        assert "• The office moves. (Ana)" in edition
        assert "• The test room is free. (Ana)" in edition
        assert edition.index("The office moves.") < edition.index("Cleo knows what we need")
    assert "Cleo knows what we need (B-1). (Ana, for 1 line)" in delivery
    assert "Cleo knows what we need. (Ana, for 1 line)" in executive


async def test_edit_of_one_voice_leaves_the_other_alone(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "needs", "executive")
    await talk.submit("ana", {"fate_ask:B-1": fate_of(talk, "ana", "ask:B-1", "out")})
    delivery, executive = await post_monday(talk)
    assert "no test cards" in delivery
    assert "left out" not in delivery
    assert "no test cards" not in executive


async def test_line_that_changed_under_the_form_is_not_saved(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "late")
    form = talk.form("ana")
    await talk.say("ana", "identity", "M-1 slip to 3 Apr because the vendor went quiet")
    await talk.sandbox.person("ana").submit(form, {"words_trouble:M-1": "All will be well."})
    await talk.settle()
    assert "A line has changed since you opened the form." in talk.window("ana")
    assert "has no edits" in await talk.command("ana", "digest edits", "identity")


async def test_edits_survive_a_restart_on_the_weekend(tmp_path: Path) -> None:
    async with talks.conversation(tmp_path) as talk:
        await edit_restart_and_post(talk)


async def edit_restart_and_post(talk: Talk) -> None:
    await set_up_draft(talk)
    await open_section(talk, "ana", "late")
    await talk.submit("ana", {"words_trouble:M-1": "The vendor owes us the Auth API."})
    await talk.bot.stop()
    settings = talks._settings(talk.sandbox, talk.store_url)
    talk.bot = await Baton.start(settings, now=talk.sandbox.clock.now, ticking=False)
    delivery, _ = await post_monday(talk)
    assert "The vendor owes us the Auth API." in delivery
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len([line for line in talk.seen("cleo", "news") if "week" in line]) == 1


async def test_draft_shows_both_voices_and_silent_projects(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(to=datetime(2026, 3, 13, 13, 1, tzinfo=UTC))
    draft = "\n".join(talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"].id)))
    assert "Most likely" in draft
    assert "(P50)" in draft
    assert "Payments: no update. 0 of 1 milestone done" in draft
    assert "(drafted by Baton)" in draft


def assert_fits(view: View) -> None:
    assert len(view.body["blocks"]) <= 100
    assert len(json.dumps(view.body, ensure_ascii=False)) < 150_000


async def add_milestones(talk: Talk, count: int) -> None:
    """Add milestones that are due within two weeks."""

    def add(session: Session) -> None:
        team, now = talk.bot.deps.team, talk.bot.deps.now()
        storage.audit.set_actor(session, team=team, actor="baton", now=now)
        for number in range(count):
            storage.plan.add_milestone(
                session, team=team, project="PRJ-1", name=f"Step {number}", day=DAY, owner=None, by="baton", now=now
            )

    await talk.bot.store.transact(add)
