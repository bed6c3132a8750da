"""The Home tab: what waits on me with working buttons, what changed since I looked, and never more than is needed."""

from datetime import timedelta
from typing import Any

from sandbox.model import View
from tests.scenarios import minute_before_check_ins, program_with_two_projects
from tests.steps.checkins import BERLIN_NINE, prompts
from tests.steps.home import home, told
from tests.talk import Talk


def published(talk: Talk) -> int:
    return sum(call.method == "views.publish" for call in talk.sandbox.calls)


async def test_an_empty_home_says_how_to_begin(talk: Talk) -> None:
    view = await home(talk, "cleo")
    assert "Enjoy the quiet" in told(view)
    assert "follow PRG-1" in told(view)
    assert "administrators" not in told(view)


async def test_what_waits_on_me_is_answered_there_and_goes(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    view = await home(talk, "bo")
    assert "no staging data" in told(view)
    await talk.click("bo", "resolve", on=view)
    assert "no staging data" not in told(await home(talk, "bo"))
    assert "B-1 is resolved" in "\n".join(talk.seen("bo", talk.sandbox.workspace.dm_channel(talk.users["bo"])))


async def test_what_climbs_is_taken_from_there(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    await talk.fast_forward(by=timedelta(minutes=1))
    view = await home(talk, "ana")
    assert "nobody answers" in told(view)
    await talk.click("ana", "escalation_ack", value="E-1", on=view)
    assert "I have it" not in told(await home(talk, "ana"))
    assert "Ana has it" in await talk.command("bo", "escalate E-1", "payments")


async def test_the_check_in_of_today_is_answered_there_with_one_tap(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    assert "next asked Tue 10 Mar 09:00" in told(await home(talk, "ana"))
    await talk.fast_forward(to=BERLIN_NINE)
    view = await home(talk, "ana")
    assert "How is it going with M-1?" in told(view)
    await talk.click("ana", "checkin_same_all", on=view)
    after = told(await home(talk, "ana"))
    assert "How is it going" not in after
    assert "next asked Thu 12 Mar 09:00" in after


async def test_leave_is_taken_and_ended_there(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.click("ana", "away_open", on=await home(talk, "ana"))
    errors = await talk.submit("ana", {"first": "2026-03-10", "last": "2026-03-01"})
    assert errors == {"last": "That leave ends before it begins. The last day would be 01 Mar 2026."}
    today = talk.sandbox.clock.now().date().isoformat()
    assert await talk.submit("ana", {"first": today, "last": "2026-03-13", "delegate": talk.users["bo"].id}) is None
    answer = talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[-1]
    assert "away until the end of Fri 13 Mar" in answer
    assert f"<@{talk.users['bo'].id}> stands in" in answer
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    view = await home(talk, "ana")
    assert "you are away" in told(view)
    await talk.click("ana", "away_end", on=view)
    assert "you are away" not in told(await home(talk, "ana"))
    assert "Welcome back" in talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[-1]


async def test_who_takes_part_in_no_check_in_is_told_of_no_prompt(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("cleo", "away 3", "news")
    await talk.command("cleo", "back", "news")
    assert "next asked" not in told(await home(talk, "cleo"))


async def test_my_milestones_and_what_i_lead_stand_there_with_their_colour(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    view = await home(talk, "bo")
    assert "Checkout" in told(view)
    assert "PRJ-2" in told(view)
    assert "red" in told(view)


async def test_since_i_last_looked_tells_what_others_changed_and_not_what_i_did(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await home(talk, "bo")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.command("bo", "M-2 30%", "payments")
    view = told(await home(talk, "bo"))
    assert "Auth API moved: Fri 13 Mar → Fri 27 Mar" in view
    assert "Checkout: 30% done" not in view
    await talk.fast_forward(by=timedelta(hours=2))
    assert "moved" not in told(await home(talk, "bo"))


async def test_what_became_of_a_thing_is_told_as_that(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data", "identity")
    await home(talk, "bo")
    await talk.fast_forward(by=timedelta(hours=2))
    await talk.command("ana", "unblock B-1", "identity")
    await talk.command("ana", "D-1 waive", "identity")
    await talk.command("ana", 'risk "the vendor may leave" on M-2', "identity")
    view = told(await home(talk, "bo"))
    assert "B-1 on M-2 is solved: no staging data" in view
    assert "M-2 waits for M-1 (D-1): waived" in view
    assert "R-1 is new: the vendor may leave" in view
    assert "None" not in view


async def test_home_shows_the_colour_that_the_status_shows(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data needs @bo by 10 Mar", "identity")
    assert "amber — Checkout (M-2) blocked" in await talk.command("bo", "status PRJ-2", "payments")
    view = told(await home(talk, "bo"))
    assert "amber · *Payments* (PRJ-2) — Checkout (M-2) blocked" in view
    [line] = [one for one in (await talk.command("bo", "brief", "payments")).split("\n") if "(PRJ-2)" in one]
    assert line.endswith("🔶 amber")


async def test_the_card_and_the_week_say_of_what_waits_what_home_says(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data needs @bo by 10 Mar", "identity")
    line = "B-1 on M-2: no staging data, due "
    assert line in told(await home(talk, "bo"))
    assert line in await talk.command("bo", "", "payments")
    await talk.sandbox.person("bo").global_shortcut("my_week")
    await talk.settle()
    assert line in told(talk.form("bo"))


async def test_an_edition_that_says_the_same_is_not_sent_and_talk_sends_none(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await home(talk, "bo")
    before = published(talk)
    await home(talk, "bo")
    await talk.say("ana", "identity", "lunch at noon?")
    await talk.say("ana", "identity", "M-1 20%")
    await talk.settle()
    assert published(talk) == before


async def test_an_open_home_follows_what_changes_with_the_clock(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await home(talk, "bo")
    before = published(talk)
    await talk.say("ana", "identity", "block M-1: no staging data needs @bo by fri")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert published(talk) == before + 1
    await talk.fast_forward(by=timedelta(minutes=1))
    assert published(talk) == before + 1


async def test_an_open_home_shows_what_is_asked_when_it_is_asked(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await home(talk, "ana")
    await home(talk, "bo")
    before = published(talk)
    await talk.fast_forward(to=BERLIN_NINE)
    assert published(talk) == before + 1
    mine = next(v for v in talk.sandbox.views.values() if v.user == talk.users["ana"].id and v.is_home)
    assert "How is it going with M-1?" in told(mine)


async def test_a_full_home_stays_under_a_hundred_blocks(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["ana"].is_admin = True
    for number in range(20):
        await talk.command("ana", f'new milestone "Step {number}" 2 Feb 2026 @ana in PRJ-1', "identity")
        await talk.command("ana", f'block M-{number + 3} "stuck {number}" needs @ana by fri', "identity")
    view = await home(talk, "ana")
    assert len(view.body["blocks"]) < 100
    assert "more" in told(view)


async def test_only_administrators_see_their_part_and_a_tampered_click_gives_nothing(talk: Talk) -> None:
    talk.users["ana"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "administrators" in told(await home(talk, "ana"))
    answer = await talk.command("bo", "admin", "news")
    assert "not for you" in answer
    assert "parked" in await talk.command("ana", "admin", "news")


def buttons(view: View) -> list[dict[str, Any]]:
    accessories = [block["accessory"] for block in view.body["blocks"] if "accessory" in block]
    return accessories + [
        one for block in view.body["blocks"] for one in block.get("elements", ()) if one["type"] == "button"
    ]


async def test_every_button_of_a_home_is_one_that_somebody_handles(talk: Talk) -> None:
    from handlers import routes

    await program_with_two_projects(talk)
    talk.users["bo"].is_admin = True
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    view = await home(talk, "bo")
    assert buttons(view)
    assert {button["action_id"].split(":")[0] for button in buttons(view)} <= set(routes.CLICKS)


async def test_administrators_open_their_desk_from_there(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "For administrators" not in told(await home(talk, "bo"))
    talk.users["ana"].is_admin = True
    await talk.fast_forward(by=timedelta(hours=2))
    view = await home(talk, "ana")
    assert "For administrators" in told(view)
    before = len(talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"])))
    await talk.click("ana", "admin_open", on=view)
    said = talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[before:]
    assert "pieces of work parked" in "\n".join([*said, str(talk.form("ana").body if not said else "")])
