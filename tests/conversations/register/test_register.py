"""The register: entries created by command, message and form, changed, ended, reviewed and kept private."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.model import Channel
from tests.prepared import prepared
from tests.scenarios import set_up_private_channel
from tests.steps.doors import everything_sent
from tests.talk import Talk


@prepared
async def set_up_risk(talk: Talk) -> None:
    """Let Bo raise R-1 in the channel of PRJ-1, which Ana leads."""
    await set_up_private_channel(talk)
    answer = await talk.command("bo", 'risk "the vendor is late" 40% 10d', "identity")
    assert "R-1" in answer
    assert "4.0 days exposure" in answer


@pytest.fixture
async def risk_talk(talk: Talk) -> Talk:
    await set_up_risk(talk)
    return talk


@pytest.fixture
def board(risk_talk: Talk) -> Channel:
    return risk_talk.sandbox.workspace.channel_named("board")


async def test_risk_is_posted_and_watched_by_the_project_lead(risk_talk: Talk) -> None:
    notice = risk_talk.seen("cleo", "identity")[-1]
    assert "Risk R-1 raised by Bo: the vendor is late" in notice
    assert "40% × 10 days = 4.0 days exposure" in notice
    assert "Ana" in await risk_talk.command("cleo", "R-1", "news")


async def test_only_its_author_and_its_owner_change_a_risk(risk_talk: Talk) -> None:
    assert "6.0 days exposure" in await risk_talk.command("bo", "R-1 60%", "news")
    assert "You may not change this entry" in await risk_talk.command("cleo", "R-1 10%", "identity")
    assert "6.0 days exposure" in await risk_talk.command("ana", "R-1", "identity")
    assert "Transfer: insure it" in await risk_talk.command("ana", "R-1 transfer: insure it", "identity")
    assert "don't know what “perhaps”" in await risk_talk.command("ana", "R-1 perhaps", "identity")
    assert "no entry R-9" in await risk_talk.command("ana", "R-9 10%", "identity")


async def test_risk_that_happened_becomes_an_issue(risk_talk: Talk) -> None:
    assert "Now tracked as issue I-1" in await risk_talk.click("bo", "entry_end", value="R-1/happened")
    assert "Risk R-1 happened" in risk_talk.seen("cleo", "identity")[-1]
    assert "the vendor is late" in await risk_talk.command("cleo", "I-1", "news")
    assert "R-1 is closed: happened" in await risk_talk.command("bo", "R-1 50%", "identity")
    assert "R-1" not in await risk_talk.command("cleo", "register", "news")
    assert "Issue I-1 solved" in await risk_talk.command("ana", "I-1 solved", "identity")
    assert "has no open entries" in await risk_talk.command("cleo", "register", "news")


async def test_risk_ended_by_two_people_ends_once(risk_talk: Talk) -> None:
    card = await risk_talk.command("ana", "R-1", "identity")
    assert "R-1" in card
    await risk_talk.click("ana", "entry_end", value="R-1/happened")
    notice = next(m for m in risk_talk.visible("bo") if "R-1" in m.text and not m.ephemeral_to)
    assert "R-1" in notice.text
    assert "is closed" in await risk_talk.command("bo", "R-1 closed", "identity")
    assert "I-2" not in await risk_talk.command("cleo", "register", "news")


async def test_list_shows_greatest_exposure_first_and_has_pages(risk_talk: Talk) -> None:
    for number in range(10):
        await risk_talk.command("bo", f'risk "small thing {number}" 10% {number + 1}d', "identity")
    await risk_talk.command("bo", 'assume "the licence is renewed" check 1 May', "payments")
    listed = await risk_talk.command("cleo", "register", "news")
    assert listed.index("the vendor is late") < listed.index("small thing 9") < listed.index("small thing 8")
    assert "small thing 0" not in listed
    assert "small thing 0" in await risk_talk.click("cleo", "again", value="register page 2")
    assert "licence" in await risk_talk.command("cleo", "register PRJ-2", "news")
    assumptions = await risk_talk.command("cleo", "register assumptions", "news")
    assert "licence" in assumptions
    assert "vendor" not in assumptions


async def test_forms_create_and_change_a_risk_and_show_errors(risk_talk: Talk) -> None:
    await risk_talk.command("bo", "risk", "payments")
    values = {"text": "the key is lost", "inside": "PRJ-2", "probability": "50", "impact": "8", "date": "2026-05-01"}
    for field, value in (("text", "  "), ("probability", "140"), ("impact", "1.5"), ("date", "2026-03-01")):
        errors = await risk_talk.submit("bo", values | {field: value})
        assert errors is not None, field
        assert set(errors) == {field}
    assert await risk_talk.submit("bo", values | {"response": "avoid"}) is None
    assert "4.0 days exposure" in await risk_talk.command("ana", "R-2", "news")
    await risk_talk.click("bo", "entry_edit", value="R-2")
    assert await risk_talk.submit("bo", {"probability": "", "plan": "two copies"}) is None
    card = await risk_talk.command("ana", "R-2", "news")
    assert "Avoid: two copies" in card
    assert "days exposure" not in card


async def test_risk_from_a_message_can_be_undone(risk_talk: Talk) -> None:
    await risk_talk.say("cleo", "identity", "risk: the schema changes again, check 1 May")
    card = await risk_talk.command("ana", "R-2", "news")
    assert "the schema changes again" in card
    assert "Fri 1 May" in card
    await risk_talk.click("cleo", "note_undo")
    assert "Withdrawn" in await risk_talk.command("ana", "R-2", "news")


async def test_message_sets_values_after_the_quoted_text(risk_talk: Talk) -> None:
    message = 'risk "a & b part ways" 20% 5d owner @bo reduce: talk to both\nand lunch is at noon'
    await risk_talk.say("cleo", "identity", message)
    card = await risk_talk.command("ana", "R-2", "news")
    assert "a &amp; b part ways" in card
    assert "1.0 days exposure · owner Bo" in card
    assert "Reduce: talk to both" in card
    await risk_talk.say("cleo", "identity", 'risk "b" may be high today')
    assert "a &amp; b &lt;c&gt; part" in await risk_talk.command("ana", 'issue "a & b <c> part"', "identity")
    assert ': "b" may be high today' in await risk_talk.command("ana", "R-3", "news")


async def test_owner_is_asked_once_on_the_check_day(risk_talk: Talk) -> None:
    await risk_talk.command("bo", 'assume "the licence is renewed" owner @bo check 12 Mar', "identity")
    direct = risk_talk.sandbox.workspace.dm_channel(risk_talk.users["bo"])
    await risk_talk.fast_forward(to=datetime(2026, 3, 11, 0, tzinfo=UTC))
    for _ in range(2 * 6):
        await risk_talk.fast_forward(by=timedelta(hours=4))
        questions = [
            words
            for words in risk_talk.seen("bo", direct)
            if "Is this assumption still true? the licence is renewed (A-1)" in words
        ]
        if questions:
            break
    assert risk_talk.sandbox.clock.now().date().isoformat() == "2026-03-12"
    assert "Review the licence is renewed (A-1)" in await risk_talk.command("bo", "", "news")
    await risk_talk.fast_forward(by=timedelta(hours=20))
    assert (
        len(
            [
                words
                for words in risk_talk.seen("bo", direct)
                if "Is this assumption still true? the licence is renewed (A-1)" in words
            ]
        )
        == 1
    )
    assert "Now tracked as issue I-1" in await risk_talk.command("bo", "A-1 broken", "identity")


async def test_entry_from_a_private_channel_stays_private_until_published(risk_talk: Talk, board: Channel) -> None:
    assert "R-2" in await risk_talk.command("ana", 'risk "the buyer walks away" 50% 20d in PRJ-1', board)
    for words in ("register", "since", "PRJ-1", "digest", "audit PRJ-1", "risks"):
        assert "buyer" not in await risk_talk.command("cleo", words, "news"), words
    assert "no entry R-2" in await risk_talk.command("cleo", "R-2", "news")
    assert "buyer" not in everything_sent(risk_talk, to="cleo")
    assert "buyer" in await risk_talk.command("bo", "register", board)
    assert "R-2 is public now" in await risk_talk.command("ana", "publish R-2", board)
    assert "buyer" in await risk_talk.command("cleo", "R-2", "news")


async def test_list_is_a_table_with_a_summary_and_a_menu(risk_talk: Talk) -> None:
    for number in range(11):
        await risk_talk.command("bo", f'risk "small thing {number}" 10% {number + 1}d', "identity")
    await risk_talk.command("bo", 'issue "the test data are wrong" 5d', "payments")
    listed = await risk_talk.command("cleo", "register", "news")
    assert listed.startswith("13 open: 12 risks, 1 issue · total exposure 10.6 days")
    message = risk_talk.private("cleo")[-1]
    [table] = [block for block in message.blocks if block["type"] == "table"]
    assert len(table["rows"]) == 1 + 10
    menus = [element for block in message.blocks for element in block.get("elements", ()) if "options" in element]
    assert [len(menu["options"]) for menu in menus] == [10]


async def test_receipts_of_the_register_have_an_undo(risk_talk: Talk) -> None:
    await risk_talk.command("bo", "R-1 60%", "identity")
    await risk_talk.click("bo", "undo")
    assert "4.0 days exposure" in await risk_talk.command("bo", "R-1", "identity")
    assert "Now tracked as issue I-1" in await risk_talk.command("bo", "R-1 happened", "identity")
    await risk_talk.click("bo", "undo")
    assert "R-1" in await risk_talk.command("cleo", "register", "news")
    assert "I-1" not in await risk_talk.command("cleo", "register", "news")
    await risk_talk.command("bo", 'risk "a mistake" 10% 1d', "identity")
    await risk_talk.click("bo", "undo")
    assert "a mistake" not in await risk_talk.command("cleo", "register", "news")


async def test_assumption_is_closed_as_true_or_false(risk_talk: Talk) -> None:
    await risk_talk.command("bo", 'assume "the licence is renewed"', "identity")
    assert "Assumption A-1 proved true" in await risk_talk.command("bo", "A-1 true", "identity")
    await risk_talk.command("bo", 'assume "the office stays"', "identity")
    answer = await risk_talk.command("bo", "A-2 false", "identity")
    assert "Assumption A-2 proved false" in answer
    assert "Now tracked as issue I-1" in answer


async def test_plan_typed_in_a_private_channel_stays_private(risk_talk: Talk, board: Channel) -> None:
    await risk_talk.command("ana", "R-1 accept: the buyer pays", board)
    card = await risk_talk.command("cleo", "R-1", "news")
    assert "said in a private channel" in card
    assert "buyer" not in card


async def test_risk_outside_a_project_channel_asks_for_the_project(risk_talk: Talk) -> None:
    answer = await risk_talk.command("cleo", "risk something else breaks", "news")
    assert "Which project" in answer
    assert "R-2" in await risk_talk.click("cleo", "again", value='risk "something else breaks" in PRJ-2')


@pytest.mark.parametrize(
    "line", ['risk ""', 'issue ""', 'issue "  "', 'assume "   "', 'assume "" check 1 May', "risk “”"]
)
async def test_entry_without_words_is_refused(risk_talk: Talk, line: str) -> None:
    answer = await risk_talk.command("bo", line, "identity")
    assert "Nothing was saved." in answer
    assert "has no description" in answer
    assert "went wrong" not in answer
    assert "R-2" not in await risk_talk.command("bo", "register", "identity")
