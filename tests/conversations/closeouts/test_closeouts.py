"""Closing a project: what is open goes somewhere, the scorecard is kept, the sponsor answers, lessons are asked."""

import html
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

import storage.money.budgets
import storage.plan
from tests.prepared import prepared
from tests.scenarios import CANARY, set_up_every_role, set_up_private_channel, set_up_two_projects
from tests.steps.files import direct_channel, direct_messages
from tests.steps.value import add_benefit
from tests.talk import Talk, message_text

TUESDAY_TEN = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
# Bo is in São Paulo.
NOON_IN_BRAZIL = datetime(2026, 3, 24, 15, 0, tzinfo=UTC)


@prepared
async def set_up_late_project(talk: Talk) -> None:
    """Let M-1 of PRJ-1 end a week late, so that M-2 of PRJ-2 does too; Ana manages both, Bo leads PRJ-2."""
    await set_up_two_projects(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.say("ana", "identity", "M-1 slip to 20 Mar because the vendor is late")
    await talk.fast_forward(to=TUESDAY_TEN)
    await talk.say("ana", "identity", "M-1 done 20 Mar")
    await talk.say("bo", "payments", "M-2 done")


def direct(talk: Talk, who: str) -> str:
    """Return everything a person reads in their direct messages."""
    return "\n".join(direct_messages(talk, who))


async def test_finished_project_is_closed_and_accepted(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("bo", "close PRJ-2", "payments")
    assert "Nothing is open in Payments (PRJ-2)" in talk.window("bo")
    assert await talk.submit("bo", {}) is None
    assert "Bo closed Payments (PRJ-2)" in "\n".join(talk.seen("ana", "payments"))
    assert "Do you accept it?" in direct(talk, "cleo")
    await talk.click("cleo", "scorecard", value="PRJ-2")
    await talk.click("cleo", "accept_project")
    assert "accepted Payments (PRJ-2)" in direct(talk, "ana")
    scorecard = await talk.command("ana", "scorecard PRJ-2", "payments")
    for words in ("2 days late against the baseline", "1 milestone done", "accepted by Cleo", "Where the days went"):
        assert words in scorecard, scorecard
    assert "closed Tue 24 Mar" in await talk.command("ana", "status PRJ-2", "payments")
    assert "accepted" in await talk.command("ana", "scorecard PRG-1", "payments")


async def test_open_items_go_to_another_project(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", 'risk "the key is lost" 50% 4d in PRJ-2', "payments")
    await talk.command("bo", 'block M-2 "no keys" needs @ana by fri', "payments")
    await talk.command("ana", "close PRJ-2", "payments")
    window = talk.window("ana")
    for words in ("1 open milestone, 1 blocker, 1 register entry", "Checkout (M-2)", "no keys", "the key is lost"):
        assert words in window
    assert await talk.submit("ana", {"find_project": "PRJ-1"}) is None
    assert "Identity" in await talk.command("ana", "R-1", "payments")
    assert "Identity" in await talk.command("ana", "M-2", "payments")
    assert "1 register entry carried over" in await talk.command("ana", "scorecard PRJ-2", "payments")


async def test_without_taker_open_items_end(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", 'risk "the key is lost" 50% 4d in PRJ-2', "payments")
    await talk.say("ana", "payments", "@baton close PRJ-2")
    await talk.click("ana", "close_project")
    assert await talk.submit("ana", {}) is None
    assert "Cancelled" in await talk.command("ana", "M-2", "payments")
    assert "Closed" in await talk.command("ana", "R-1", "payments")
    undone = await talk.click("ana", "undo")
    assert "Payments" in undone, (undone, [message_text(m) for m in talk.private("ana")])
    assert "Cancelled" not in await talk.command("ana", "M-2", "payments")
    assert "closed" not in await talk.command("ana", "status PRJ-2", "payments")
    assert "Still open" in await talk.command("ana", "scorecard PRJ-2", "payments")


async def test_closed_project_is_opened_again(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    assert "is closed already" in await talk.command("ana", "close PRJ-2", "payments")
    for words in ('new milestone "More" 1 Apr in PRJ-2', "reopen M-2", "move M-1 to PRJ-2"):
        assert "is closed" in await talk.command("ana", words, "payments")
    await talk.command("ana", "reopen PRJ-2", "payments")
    await talk.click("ana", "correct")
    assert "closed" not in await talk.command("ana", "status PRJ-2", "payments")
    assert "Created" in await talk.command("ana", 'new milestone "More" 1 Apr in PRJ-2', "payments")


async def test_closed_project_asks_no_one_anything(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", 'assume "the licence is renewed" check 31 Mar in PRJ-2', "payments")
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.command("ana", "close PRJ-1", "identity")
    await talk.submit("ana", {})
    before = direct(talk, "bo")
    for day in range(28):
        await talk.fast_forward(to=datetime(2026, 3, 3, 9, 30, tzinfo=UTC) + timedelta(days=day))
    asked = direct(talk, "bo").removeprefix(before)
    assert asked.count("You took part") <= 2
    for words in ("update for", "How is it going", "still true", "no update"):
        assert words not in asked
    assert "Payments: no update" not in await talk.command("ana", "digest preview PRG-1", "identity")


async def test_scorecard_sends_a_picture_of_its_causes(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("bo", "scorecard PRJ-2", "payments")
    answer = await talk.click("bo", "cause_picture", value="PRJ-2")
    assert "I sent you the picture “Payments: where the days went”" in answer
    [file] = talk.sandbox.workspace.files.values()
    assert file.alt_txt.startswith("Payments: where the days went: 2 days late, all of it from Checkout (M-2)")


async def test_sponsor_says_what_is_missing(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.click("cleo", "accept_not_yet")
    assert await talk.submit("cleo", {"comment": ""}) is not None
    assert await talk.submit("cleo", {"comment": "the handbook is missing"}) is None
    assert "does not accept Payments (PRJ-2) yet: the handbook is missing" in direct(talk, "bo")
    assert "the handbook is missing" in await talk.command("ana", "scorecard PRJ-2", "payments")
    assert "You accepted" in await talk.command("cleo", "accept PRJ-2", "payments")
    assert "accepted already" in await talk.command("cleo", "accept PRJ-2", "payments")
    assert "accepted already" in await talk.command("cleo", "accept PRJ-2 not yet", "payments")


@pytest.mark.parametrize("who", ["lee", "otto", "ada", "spo", "con", "ben", "sta", "olga", "gil"])
async def test_only_lead_and_manager_close(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    answer = await talk.command(who, "close PRJ-1 to PRJ-2", "identity")
    closed = "is closed" in answer
    assert closed is False or who == "lee"
    if who == "lee":
        # A lead may put work only into their own project.
        assert "may not create a milestone" in answer or "is closed" in answer
        await talk.command("lee", "close PRJ-1", "identity")
        assert await talk.submit("lee", {}) is None
        for other in ("lee", "mia", "ada", "con"):
            assert "You may not accept" in await talk.command(other, "accept PRJ-1", "identity")
        assert "You accepted" in await talk.command("spo", "accept PRJ-1", "identity")


async def test_lessons_are_asked_once_and_listed(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.fast_forward(to=NOON_IN_BRAZIL)
    for _ in range(3):
        await talk.fast_forward(by=timedelta(days=1))
    assert direct(talk, "bo").count("Payments (PRJ-2) is closed. You took part") == 1
    assert direct(talk, "cleo").count("You took part") == 0
    await talk.click("bo", "lesson")
    assert await talk.submit("bo", {"lesson": "test the keys earlier"}) is None
    assert "Thank you" in await talk.command("ana", 'lesson PRJ-2 "ask the vendor weekly"', "payments")
    listed = await talk.command("cleo", "lessons PRJ-2", "payments")
    assert "2 lessons" in listed
    assert "“test the keys earlier” Bo" in listed
    await talk.command("ana", "reopen PRJ-2", "payments")
    await talk.click("ana", "correct")
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.fast_forward(by=timedelta(days=1))
    assert direct(talk, "bo").count("You took part") == 1


async def test_typed_answer_in_thread_is_the_lesson(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.fast_forward(to=NOON_IN_BRAZIL)
    place = direct_channel(talk, "bo")
    asked = next(m for m in place.messages.values() if "You took part" in message_text(m))
    await talk.say("bo", place, "agree the dates in writing", thread_ts=asked.ts)
    assert "agree the dates in writing" in await talk.command("ana", "lessons", "payments")


async def test_cost_and_value_only_for_who_may_see_money(talk: Talk) -> None:
    await set_up_every_role(talk)
    await add_benefit(
        talk, "Saved cost", unit="EUR", baseline=0.0, target=350_000.0, shares={"PRJ-1": 100}, milestones=["M-1"]
    )

    def add_budget(session: Session) -> None:
        storage.money.budgets.add_budget_line(
            session, team=talk.bot.deps.team, project="PRJ-1", name="People", currency="EUR",
            planned=90_000.0, actual=99_000.0, committed=97_000.0, forecast=98_000.0,
            by=talk.users["mia"].id, now=talk.at,
        )  # fmt: skip

    await talk.bot.deps.signed_by(talk.users["mia"].id).write(add_budget)
    for who in ("mia", "spo", "ada", "lee"):
        card = await talk.command(who, "scorecard PRJ-1", "identity")
        assert "99 k EUR of 90 k EUR · 110% of the budget · committed 97 k EUR · last forecast 98 k EUR" in card
    for who in ("otto", "con", "sta", "ben", "olga"):
        assert "EUR" not in await talk.command(who, "scorecard PRJ-1", "identity")
        assert "EUR" not in await talk.command(who, "scorecard PRG-1", "identity")
    program = await talk.command("mia", "scorecard PRG-1", "identity")
    assert "0 EUR of 350 k EUR" in program
    assert "at 8% a year · paid back after" in program


async def test_home_and_digest_show_a_closed_project(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    assert "Do you accept it?" in await talk.command("cleo", "me", "payments")
    digest = await talk.command("ana", "digest preview PRG-1", "identity")
    assert "Cleo: accept Payments, which is closed (PRJ-2)" in digest
    assert "Payments (PRJ-2) is closed, 2 days late\n" in digest
    await talk.command("cleo", "accept PRJ-2 not yet: no handbook", "payments")
    digest = await talk.command("ana", "digest preview PRG-1", "identity")
    assert "Payments (PRJ-2) is closed, 2 days late, not accepted yet" in digest
    assert "accept Payments" not in digest


async def test_scorecard_names_no_milestone_of_a_private_channel(talk: Talk) -> None:
    await set_up_private_channel(talk)
    board = talk.sandbox.workspace.channel_named("board")
    await talk.command("ana", "M-3 slip to 4 May", board)
    await talk.click("ana", "slip_quiet")
    assert CANARY in await talk.command("ana", "scorecard PRJ-1", "identity")
    hidden = await talk.command("cleo", "scorecard PRJ-1", "news")
    assert "Where the days went" in hidden
    assert CANARY not in hidden
    assert "M-3" not in hidden


async def test_log_and_past_days_know_when_it_was_closed(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    await talk.command("cleo", "accept PRJ-2", "payments")
    log = await talk.command("ana", "audit PRJ-2", "payments")
    assert "Ana closed Payments (PRJ-2)" in log
    assert "the close-out of PRJ-2" in log
    await talk.fast_forward(by=timedelta(days=1))
    assert "closed" not in await talk.command("ana", "asof 2026-03-23 PRJ-2", "payments")
    assert "closed Tue 24 Mar" in await talk.command("ana", "asof 2026-03-24 PRJ-2", "payments")


async def test_typed_signs_stay_as_typed(talk: Talk) -> None:
    await set_up_late_project(talk)
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    assert "“a < b & c”" in html.unescape(await talk.command("ana", 'lesson PRJ-2 "a < b & c"', "payments"))
    assert "Ask Cleo" in await talk.command("bo", "accept PRJ-2", "payments")
    await talk.command("cleo", "accept PRJ-2 not yet: a < b & c", "payments")
    card = html.unescape(await talk.command("ana", "scorecard PRJ-2", "payments"))
    assert "a < b & c" in card
    assert "&lt;" not in card


async def test_closed_project_has_no_colour_on_any_screen(talk: Talk) -> None:
    """Not in the counts, and not among what is unchanged: the digest told that it was closed."""
    await set_up_late_project(talk)
    await talk.command("bo", "close PRJ-2", "payments")
    await talk.submit("bo", {})
    assert "of 2 projects" not in await talk.command("ana", "digest preview", "identity")
    for words in ("digest preview", "digest preview thread", "digest preview executive thread"):
        said = await talk.command("ana", words, "identity")
        assert "Payments" not in said.partition("No change")[2]
    assert "1 closed" in await talk.command("ana", "status PRG-1", "identity")
