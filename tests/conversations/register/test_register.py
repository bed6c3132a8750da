"""The register in use: raised by command, message and form; changed, ended, asked about on its day; kept inside."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.model import Channel
from tests.prepared import prepared
from tests.scenarios import program_with_a_closed_channel
from tests.steps.doors import told_to
from tests.talk import Talk


@prepared
async def risk_raised(talk: Talk) -> None:
    """R-1 of PRJ-1, raised by Bo in its channel; Ana leads the project."""
    await program_with_a_closed_channel(talk)
    told = await talk.command("bo", 'risk "the vendor is late" 40% 10d', "identity")
    assert "R-1" in told
    assert "4.0 expected days" in told


@pytest.fixture
async def raised(talk: Talk) -> Talk:
    await risk_raised(talk)
    return talk


@pytest.fixture
def board(raised: Talk) -> Channel:
    return raised.sandbox.workspace.channel_named("board")


async def test_a_risk_is_told_in_its_projects_channel_and_watched_by_its_lead(raised: Talk) -> None:
    notice = raised.seen("cleo", "identity")[-1]
    assert "R-1 Risk, says Bo: the vendor is late" in notice
    assert "40 % × 10 working days = 4.0 expected days" in notice
    assert "Ana" in await raised.command("cleo", "R-1", "news")


async def test_it_is_changed_by_who_raised_or_watches_it_and_nobody_else(raised: Talk) -> None:
    assert "6.0 expected days" in await raised.command("bo", "R-1 60%", "news")
    assert "You may not change this entry" in await raised.command("cleo", "R-1 10%", "identity")
    assert "6.0 expected days" in await raised.command("ana", "R-1", "identity")
    assert "Transfer: insure it" in await raised.command("ana", "R-1 transfer: insure it", "identity")
    assert "don't know what “perhaps”" in await raised.command("ana", "R-1 perhaps", "identity")
    assert "no entry R-9" in await raised.command("ana", "R-9 10%", "identity")


async def test_a_risk_that_happened_goes_on_as_an_issue(raised: Talk) -> None:
    assert "It goes on as I-1" in await raised.click("bo", "entry_end", value="R-1/happened")
    assert "R-1 happened" in raised.seen("cleo", "identity")[-1]
    assert "the vendor is late" in await raised.command("cleo", "I-1", "news")
    assert "R-1 is over: happened" in await raised.command("bo", "R-1 50%", "identity")
    assert "R-1" not in await raised.command("cleo", "register", "news")
    assert "I-1 solved" in await raised.command("ana", "I-1 solved", "identity")
    assert "Nothing is open" in await raised.command("cleo", "register", "news")


async def test_two_people_end_it_at_once_and_it_ends_once(raised: Talk) -> None:
    card = await raised.command("ana", "R-1", "identity")
    assert "R-1" in card
    await raised.click("ana", "entry_end", value="R-1/happened")
    notice = next(m for m in raised.visible("bo") if "R-1" in m.text and not m.ephemeral_to)
    assert "R-1" in notice.text
    assert "is over" in await raised.command("bo", "R-1 closed", "identity")
    assert "I-2" not in await raised.command("cleo", "register", "news")


async def test_the_list_has_the_greatest_exposure_first_and_pages(raised: Talk) -> None:
    for number in range(9):
        await raised.command("bo", f'risk "small thing {number}" 10% {number + 1}d', "identity")
    await raised.command("bo", 'assume "the licence is renewed" check 1 May', "payments")
    told = await raised.command("cleo", "register", "news")
    assert told.index("the vendor is late") < told.index("small thing 8") < told.index("small thing 7")
    assert "small thing 0" not in told
    assert "small thing 0" in await raised.click("cleo", "again", value="register page 2")
    assert "licence" in await raised.command("cleo", "register PRJ-2", "news")
    assumed = await raised.command("cleo", "register assumptions", "news")
    assert "licence" in assumed
    assert "vendor" not in assumed


async def test_the_forms_raise_and_change_and_say_what_is_wrong_beside_the_field(raised: Talk) -> None:
    await raised.command("bo", "risk", "payments")
    good = {"text": "the key is lost", "inside": "PRJ-2", "probability": "50", "impact": "8", "date": "2026-05-01"}
    for field, value in (("text", "  "), ("probability", "140"), ("impact", "1.5"), ("date", "2026-03-01")):
        errors = await raised.submit("bo", good | {field: value})
        assert errors is not None, field
        assert set(errors) == {field}
    assert await raised.submit("bo", good | {"response": "avoid"}) is None
    assert "4.0 expected days" in await raised.command("ana", "R-2", "news")
    await raised.click("bo", "entry_edit", value="R-2")
    assert await raised.submit("bo", {"probability": "", "plan": "two copies"}) is None
    told = await raised.command("ana", "R-2", "news")
    assert "Avoid: two copies" in told
    assert "expected days" not in told


async def test_a_message_puts_it_into_the_register_and_undo_takes_it_out(raised: Talk) -> None:
    await raised.say("cleo", "identity", "risk: the schema changes again, check 1 May")
    told = await raised.command("ana", "R-2", "news")
    assert "the schema changes again" in told
    assert "Fri 1 May" in told
    await raised.click("cleo", "note_undo")
    assert "Withdrawn" in await raised.command("ana", "R-2", "news")


async def test_a_message_says_the_values_behind_the_quotation_marks(raised: Talk) -> None:
    said = 'risk "a & b part ways" 20% 5d owner @bo reduce: talk to both\nand lunch is at noon'
    await raised.say("cleo", "identity", said)
    told = await raised.command("ana", "R-2", "news")
    assert "a &amp; b part ways" in told
    assert "1.0 expected days · watched by Bo" in told
    assert "Reduce: talk to both" in told
    await raised.say("cleo", "identity", 'risk "b" may be high today')
    assert "a &amp; b &lt;c&gt; part" in await raised.command("ana", 'issue "a & b <c> part"', "identity")
    assert ': "b" may be high today' in await raised.command("ana", "R-3", "news")


async def test_who_watches_it_is_asked_on_its_day_once(raised: Talk) -> None:
    await raised.command("bo", 'assume "the licence is renewed" owner @bo check 12 Mar', "identity")
    direct = raised.sandbox.workspace.dm_channel(raised.users["bo"])
    await raised.fast_forward(to=datetime(2026, 3, 11, 0, tzinfo=UTC))
    for _ in range(2 * 6):
        await raised.fast_forward(by=timedelta(hours=4))
        asked = [words for words in raised.seen("bo", direct) if "Does this still hold? A-1" in words]
        if asked:
            break
    assert raised.sandbox.clock.now().date().isoformat() == "2026-03-12"
    assert "A-1: the licence is renewed, to be looked at again" in await raised.command("bo", "", "news")
    await raised.fast_forward(by=timedelta(hours=20))
    assert len([words for words in raised.seen("bo", direct) if "Does this still hold? A-1" in words]) == 1
    assert "It goes on as I-1" in await raised.command("bo", "A-1 broken", "identity")


async def test_what_was_raised_inside_stays_inside_until_it_is_published(raised: Talk, board: Channel) -> None:
    assert "R-2" in await raised.command("ana", 'risk "the buyer walks away" 50% 20d in PRJ-1', board)
    for words in ("register", "since", "PRJ-1", "digest", "audit PRJ-1", "risks"):
        assert "buyer" not in await raised.command("cleo", words, "news"), words
    assert "no entry R-2" in await raised.command("cleo", "R-2", "news")
    assert "buyer" not in told_to(raised, to="cleo")
    assert "buyer" in await raised.command("bo", "register", board)
    assert "Everybody can read R-2 now" in await raised.command("ana", "publish R-2", board)
    assert "buyer" in await raised.command("cleo", "R-2", "news")


async def test_a_plan_typed_inside_about_an_open_risk_stays_inside(raised: Talk, board: Channel) -> None:
    await raised.command("ana", "R-1 accept: the buyer pays", board)
    told = await raised.command("cleo", "R-1", "news")
    assert "said in a private channel" in told
    assert "buyer" not in told


async def test_without_a_channel_it_asks_which_project(raised: Talk) -> None:
    told = await raised.command("cleo", "risk something else breaks", "news")
    assert "Which project" in told
    assert "R-2" in await raised.click("cleo", "again", value='risk "something else breaks" in PRJ-2')
