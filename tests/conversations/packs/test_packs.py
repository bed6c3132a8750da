"""Monthly, quarterly and annual packs, seen by those who ask for them and in the channels that get them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.steps.packs import files_in, set_up_month
from tests.talk import Talk


@pytest.mark.parametrize("words", ["pack monthly", "digest preview monthly"])
async def test_month_is_told_against_the_last(talk: Talk, words: str) -> None:
    await set_up_month(talk)
    said = await talk.command("ana", words, "identity")
    assert said.startswith("Atlas: March 2026\nExpected to finish Tue 31 Mar, committed Fri 20 Mar.")
    assert "Checkout (M-2): committed Fri 20 Mar, expected Tue 31 Mar, 7 days late, Bo" in said
    assert "Auth API (M-1), Mon 16 Mar, 1 day late" in said
    assert "Tue 10 Mar: Region? (DEC-1) → EU, Bo" in said
    assert "Vendor is late (R-1), 4 days of exposure" in said
    assert "Identity → Payments: 1 kept, 0 broken" in said
    assert "the program began after Saturday 28 February 2026" in said


async def test_april_is_compared_with_march(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "R-1 close", "identity")
    said = await talk.command("ana", "pack monthly asof 6 Apr delivery", "identity")
    assert said.startswith("Atlas: Month to Monday 6 April 2026")
    assert "Finish: most likely Tue 7 Apr (P50)" in said
    assert "compared with Friday 6 March 2026" in said
    assert "0 risks and issues in the register (was 1), 0 days of exposure (was 4)" in said
    assert "No longer open (1)\n• Vendor is late (R-1)" in said


async def test_executives_read_no_ids(talk: Talk) -> None:
    await set_up_month(talk)
    said = await talk.command("ana", "pack quarterly executive asof 31 Mar", "identity")
    assert said.startswith("Atlas: Q1 2026")
    assert "Checkout: committed Fri 20 Mar" in said
    for id in ("M-1", "M-2", "DEC-1", "R-1", "D-1", "PRJ-1", "PRG-1"):
        assert id not in said


async def test_a_year_is_reviewed(talk: Talk) -> None:
    await set_up_month(talk)
    said = await talk.command("ana", "pack annual asof 31 Mar", "identity")
    assert "Continue, merge or close? No sponsor is named." in said
    assert "Identity (PRJ-1): first agreed for Fri 13 Mar, delivered Mon 16 Mar (1 day late), 1 of 1 milestone" in said
    assert "Suggested: close (everything is delivered and no benefit is still to come)" in said
    assert "Suggested: merge (nothing was delivered this year)" in said


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("pack", "Which pack?"),
        ("pack monthly asof", "As of which day?"),
        ("pack monthly asof 1 Jan 2020", "There was no Atlas (PRG-1) on Wed 1 Jan 2020."),
        ("pack monthly asof 31 Dec 2026", "is in the future"),
        ("digest pause monthly", "Pausing covers every digest and pack of a program."),
        ("pack send monthly asof 20 Mar", "A pack that is sent covers a whole period."),
        ("pack monthly thread 9", "There is no such message in its thread."),
    ],
)
async def test_what_cannot_be_done_is_said(talk: Talk, words: str, answer: str) -> None:
    await set_up_month(talk)
    assert answer in await talk.command("ana", words, "identity")


async def test_only_managers_send_and_preview(talk: Talk) -> None:
    await set_up_month(talk)
    assert "Ask" in await talk.command("cleo", "pack monthly", "identity")
    assert "Ask" in await talk.command("bo", "pack send monthly", "identity")


async def test_sent_pack_has_files_once(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    assert "is on its way to" in await talk.command("ana", "pack send monthly", "identity")
    for _ in range(3):
        await talk.fast_forward(by=timedelta(minutes=6))
    assert any(line.startswith("Atlas: March 2026") for line in talk.seen("cleo", "news"))
    assert [name for name, _ in files_in(talk, "news")] == [
        "finish.png",
        "trend.png",
        "timeline.png",
        "Atlas-March-2026.pdf",
    ]
    assert "already been sent" in await talk.command("ana", "pack send monthly", "identity")
    await talk.command("ana", "pack send monthly --force", "identity")
    assert any("Corrected version" in line for line in talk.seen("cleo", "news"))


async def test_packs_leave_weekly_digests_alone(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery weekly monthly", "news")
    await talk.command("ana", "pack send monthly", "identity")
    await talk.fast_forward(to=datetime(2026, 4, 13, 7, 1, tzinfo=UTC))
    assert any("Atlas, week 7" in line for line in talk.seen("cleo", "news"))


@pytest.mark.parametrize("rhythm", ["monthly", "annual"])
async def test_money_is_a_rounded_total_of_several_projects(talk: Talk, rhythm: str) -> None:
    await set_up_month(talk)
    for words in (
        "settings PRG-1 currency EUR",
        "settings PRG-1 money on",
        "budget PRJ-1 people 12,345 planned Mar",
        "budget PRJ-1 people actual 4,321 for Mar",
    ):
        await talk.command("ana", words, "identity")
    alone = await whole_pack(talk, rhythm)
    await talk.command("ana", "budget PRJ-2 people 23,456 planned Mar", "payments")
    await talk.command("ana", "budget PRJ-2 people actual 1,234 for Mar", "payments")
    together = await whole_pack(talk, rhythm)
    assert "EUR" not in alone, "the total is one project's budget"
    assert "36 k EUR" in together
    for exact in ("35.8", "12.3", "23.5", "4.32", "1.23"):
        assert exact not in together


async def whole_pack(talk: Talk, rhythm: str) -> str:
    """Return the preview of a pack with all messages of its thread."""
    first = await talk.command("ana", f"pack {rhythm} asof 6 Apr", "identity")
    rest = [await talk.command("ana", f"pack {rhythm} asof 6 Apr thread {n}", "identity") for n in (1, 2)]
    return "\n".join((first, *rest))


async def test_lead_looks_at_their_own_part(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", 'decide "Which bank?" options A|B by 20 Apr who @bo in PRG-1', "identity")
    said = await talk.command("bo", "pack monthly asof 6 Apr delivery", "payments")
    assert "Only you can see this: your projects' part of the pack." in said
    assert "Checkout (M-2): committed Fri 20 Mar" in said
    assert "Bo: Which bank? (DEC-2)" in said
    assert "Identity → Payments: 1 kept, 0 broken" in said
    for others in ("Auth API (M-1)", "DEC-1", "R-1)"):
        assert others not in said
    assert "You may not preview the packs of Atlas (PRG-1)." in await talk.command("cleo", "pack monthly", "payments")
