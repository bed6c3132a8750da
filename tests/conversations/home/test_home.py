"""The Home tab: action items with working buttons, and changes since the last visit."""

from datetime import timedelta
from typing import Any

from sandbox.model import View
from tests.scenarios import set_up_minute_before_check_ins, set_up_two_projects
from tests.steps.checkins import BERLIN_NINE, prompts
from tests.steps.home import home_text, open_home
from tests.talk import Talk


def count_publishes(talk: Talk) -> int:
    return sum(call.method == "views.publish" for call in talk.sandbox.calls)


async def test_empty_home_says_how_to_begin(talk: Talk) -> None:
    view = await open_home(talk, "cleo")
    assert "You're all caught up" in home_text(view)
    assert "appear here as soon as you have some" in home_text(view)
    assert "administrators" not in home_text(view)


async def test_blocker_is_resolved_from_home(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    view = await open_home(talk, "bo")
    assert "no staging data" in home_text(view)
    assert "B-1 resolved" in await talk.click("bo", "resolve", on=view)
    assert "no staging data" not in home_text(await open_home(talk, "bo"))


async def test_escalation_is_acknowledged_from_home(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    await talk.fast_forward(by=timedelta(minutes=1))
    view = await open_home(talk, "ana")
    assert "nobody answers" in home_text(view)
    await talk.click("ana", "escalation_ack", value="E-1", on=view)
    assert "I'm on it" not in home_text(await open_home(talk, "ana"))
    assert "Ana is on it" in await talk.command("bo", "escalate E-1", "payments")


async def test_check_in_is_answered_from_home_with_one_click(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    assert "Next check-in Tue 10 Mar 09:00" in home_text(await open_home(talk, "ana"))
    await talk.fast_forward(to=BERLIN_NINE)
    view = await open_home(talk, "ana")
    assert "How is it going with Auth API (M-1)?" in home_text(view)
    await talk.click("ana", "checkin_same_all", on=view)
    after = home_text(await open_home(talk, "ana"))
    assert "How is it going" not in after
    assert "Next check-in Thu 12 Mar 09:00" in after


async def test_leave_is_started_and_ended_from_home(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.click("ana", "away_open", on=await open_home(talk, "ana"))
    errors = await talk.submit("ana", {"first": "2026-03-10", "last": "2026-03-01"})
    assert errors == {"last": "That leave ends before it begins. The last day would be Sun 1 Mar."}
    today = talk.sandbox.clock.now().date().isoformat()
    assert await talk.submit("ana", {"first": today, "last": "2026-03-13", "delegate": talk.users["bo"].id}) is None
    answer = talk.window("ana")
    assert "away until Fri 13 Mar" in answer
    assert f"<@{talk.users['bo'].id}> is your delegate" in answer
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    view = await open_home(talk, "ana")
    assert "You're away" in home_text(view)
    assert "Welcome back" in await talk.click("ana", "away_end", on=view)
    assert "You're away" not in home_text(await open_home(talk, "ana"))


async def test_home_names_no_prompt_without_a_check_in(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("cleo", "away 3", "news")
    await talk.command("cleo", "back", "news")
    assert "Next check-in" not in home_text(await open_home(talk, "cleo"))


async def test_home_shows_own_milestones_and_led_projects_with_colours(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    view = await open_home(talk, "bo")
    assert "Checkout" in home_text(view)
    assert "PRJ-2" in home_text(view)
    assert "amber · *Checkout* (M-2) · expected Fri 27 Mar, 0% done\\n5 days late" in home_text(view)
    assert "amber · *Payments* (PRJ-2) · not reported · finish Fri 27 Mar (committed Fri 20 Mar)" in home_text(view)
    assert "red · Auth API (M-1): 10 days late" in home_text(view)


async def test_changes_since_the_last_visit_leave_out_ones_own(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_home(talk, "bo")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.command("bo", "M-2 30%", "payments")
    view = home_text(await open_home(talk, "bo"))
    assert "Auth API (M-1) moved: Fri 13 Mar → Fri 27 Mar" in view
    assert "is 30% done" not in view
    await talk.fast_forward(by=timedelta(hours=2))
    assert "moved" not in home_text(await open_home(talk, "bo"))


async def test_changes_are_worded_by_kind(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data", "identity")
    await open_home(talk, "bo")
    await talk.fast_forward(by=timedelta(hours=2))
    await talk.command("ana", "unblock B-1", "identity")
    await talk.command("ana", "D-1 waive", "identity")
    await talk.command("ana", 'risk "the vendor may leave" on M-2', "identity")
    view = home_text(await open_home(talk, "bo"))
    assert "no staging data (B-1, blocks M-2) is resolved" in view
    assert "M-2 depends on M-1 (D-1): waived" in view
    assert "the vendor may leave (R-1) is new" in view
    assert "None" not in view


async def test_home_and_status_show_the_same_colour(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data needs @bo by 10 Mar", "identity")
    assert "amber — Checkout (M-2): blocked" in await talk.command("bo", "status PRJ-2", "payments")
    view = home_text(await open_home(talk, "bo"))
    assert "amber · *Payments* (PRJ-2)" in view
    assert "amber · Checkout (M-2): blocked" in view
    [line] = [
        candidate for candidate in (await talk.command("bo", "brief", "payments")).split("\n") if "(PRJ-2)" in candidate
    ]
    assert line.endswith("🔶 amber")


async def test_action_items_read_the_same_everywhere(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "block M-2: no staging data needs @bo by 10 Mar", "identity")
    line = "Checkout (M-2) is blocked: no staging data (B-1), due "
    assert line in home_text(await open_home(talk, "bo"))
    assert line in await talk.command("bo", "", "payments")
    await talk.sandbox.person("bo").global_shortcut("my_week")
    await talk.settle()
    assert line in home_text(talk.form("bo"))


async def test_unchanged_home_is_not_published_again(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_home(talk, "bo")
    before = count_publishes(talk)
    await open_home(talk, "bo")
    await talk.say("ana", "identity", "lunch at noon?")
    await talk.say("ana", "identity", "M-1 20%")
    await talk.settle()
    assert count_publishes(talk) == before


async def test_open_home_is_refreshed_by_the_clock(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_home(talk, "bo")
    before = count_publishes(talk)
    await talk.say("ana", "identity", "block M-1: no staging data needs @bo by fri")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert count_publishes(talk) == before + 1
    await talk.fast_forward(by=timedelta(minutes=1))
    assert count_publishes(talk) == before + 1


async def test_open_home_shows_a_check_in_when_it_is_sent(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await open_home(talk, "ana")
    await open_home(talk, "bo")
    before = count_publishes(talk)
    await talk.fast_forward(to=BERLIN_NINE)
    assert count_publishes(talk) == before + 1
    view = next(v for v in talk.sandbox.views.values() if v.user == talk.users["ana"].id and v.is_home)
    assert "How is it going with Auth API (M-1)?" in home_text(view)


async def test_full_home_stays_under_a_hundred_blocks(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["ana"].is_admin = True
    for number in range(20):
        await talk.command("ana", f'new milestone "Step {number}" 2 Mar 2026 @ana in PRJ-1', "identity")
        await talk.command("ana", f'block M-{number + 3} "stuck {number}" needs @ana by fri', "identity")
    view = await open_home(talk, "ana")
    assert len(view.body["blocks"]) < 100
    assert "more" in home_text(view)


async def test_only_administrators_see_the_administration_section(talk: Talk) -> None:
    talk.users["ana"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "administrators" in home_text(await open_home(talk, "ana"))
    answer = await talk.command("bo", "admin", "news")
    assert "have permission" in answer
    assert "failed deliver" in await talk.command("ana", "admin", "news")


def buttons(view: View) -> list[dict[str, Any]]:
    accessories = [block["accessory"] for block in view.body["blocks"] if "accessory" in block]
    return accessories + [
        element for block in view.body["blocks"] for element in block.get("elements", ()) if element["type"] == "button"
    ]


async def test_every_home_button_has_a_handler(talk: Talk) -> None:
    from handlers import routes

    await set_up_two_projects(talk)
    talk.users["bo"].is_admin = True
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    view = await open_home(talk, "bo")
    assert buttons(view)
    assert {button["action_id"].split(":")[0] for button in buttons(view)} <= set(routes.CLICKS)


async def test_administrators_open_the_admin_view_from_home(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "For administrators" not in home_text(await open_home(talk, "bo"))
    talk.users["ana"].is_admin = True
    await talk.fast_forward(by=timedelta(hours=2))
    view = await open_home(talk, "ana")
    assert "For administrators" in home_text(view)
    before = len(talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"])))
    await talk.click("ana", "admin_open", on=view)
    replies = talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[before:]
    assert "failed deliver" in "\n".join([*replies, str(talk.form("ana").body if not replies else "")])


async def test_home_is_drawn_again_when_slack_has_none(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.sandbox.person("ana").open_home()
    await talk.settle()
    assert talk.sandbox.homes.pop(talk.users["ana"].id)
    await talk.sandbox.person("ana").open_home()
    await talk.settle()
    assert talk.sandbox.homes[talk.users["ana"].id].body["blocks"]


async def published_hashes(talk: Talk) -> list[tuple[str, str]]:
    """Draw Ana's Home once more; return what each call said that it replaces, and what Slack answered."""
    await talk.command("ana", f'block M-1 "missing {count_publishes(talk)}" needs @ana by fri', "identity")
    await open_home(talk, "ana")
    calls = [call for call in talk.sandbox.calls if call.method == "views.publish"]
    return [(call.args.get("hash", ""), call.result.get("error", call.fault)) for call in calls]


async def test_home_replaces_only_the_home_it_was_drawn_for(talk: Talk) -> None:
    """A Home that somebody else published meanwhile is replaced as well, at the second try (G15)."""
    await set_up_two_projects(talk)
    await open_home(talk, "ana")
    first = talk.sandbox.homes[talk.users["ana"].id].hash
    assert await published_hashes(talk) == [("", ""), (first, "")]
    second = talk.sandbox.homes[talk.users["ana"].id].hash
    talk.sandbox.homes[talk.users["ana"].id].hash = "9.other"
    assert (await published_hashes(talk))[2:] == [(second, "hash_conflict"), ("", "")]


async def test_home_is_published_unconditionally_after_a_doubtful_call(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await open_home(talk, "ana")
    talk.sandbox.faults.add("views.publish", "done_then_500", times=1)
    assert [(bool(replaced), answer) for replaced, answer in (await published_hashes(talk))[1:]] == [
        (True, "done_then_500"),
        (False, ""),
    ]
