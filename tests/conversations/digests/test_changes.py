"""Changes that an edition tells: expected dates, one line per cause, and projects in which nothing happened."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

# 09:01 in Berlin.
FIRST_MONDAY = datetime(2026, 3, 9, 8, 1, tzinfo=UTC)
SECOND_MONDAY = FIRST_MONDAY + timedelta(days=7)


async def digest_on(talk: Talk, monday: datetime) -> tuple[str, str]:
    """Return the digest of a Monday and its thread."""
    await talk.fast_forward(to=monday)
    news = talk.sandbox.workspace.channel_named("news")
    top = [message for message in news.messages.values() if "Atlas, week" in message.text][-1]
    replies = [m.text for m in news.messages.values() if m.thread_ts == top.ts and m.ts != top.ts]
    return top.text, "\n".join(replies)


async def test_moved_dates_are_expected_dates_with_their_cause(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    top, thread = await digest_on(talk, FIRST_MONDAY)
    assert "Auth API (M-1): 10 days late (committed Fri 13 Mar), now Fri 27 Mar: the vendor is late · Ana" in top
    assert "Makes late: 1 milestone in 1 project, 5 days late" in top
    assert "Checkout (M-2): Fri 20 Mar → Fri 27 Mar, 5 days late" in thread


async def test_last_edition_is_what_the_next_compares_with(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await digest_on(talk, FIRST_MONDAY)
    top, thread = await digest_on(talk, SECOND_MONDAY)
    assert "the vendor is late" not in top + thread, "told a week ago"
    assert "2 projects unchanged: Identity (PRJ-1), Payments (PRJ-2)" in top
    assert "Auth API (M-1): 10 days late (committed Fri 13 Mar)" in top


async def test_milestone_that_fell_due_is_a_change(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await digest_on(talk, FIRST_MONDAY)
    second, _ = await digest_on(talk, SECOND_MONDAY)
    assert "Auth API (M-1)" in second
    assert "Identity" not in second.partition(" unchanged: ")[2].partition("\n")[0]


async def test_old_blocker_is_no_change(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")
    first, _ = await digest_on(talk, FIRST_MONDAY)
    assert "unchanged" not in first
    second, _ = await digest_on(talk, SECOND_MONDAY)
    assert "no test cards" in second
    assert "Payments" in second.partition(" unchanged: ")[2].partition("\n")[0]


async def test_no_sentence_stands_twice_in_message_and_thread(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")
    top, thread = await digest_on(talk, FIRST_MONDAY)
    lines = [line.strip("• ") for line in f"{top}\n{thread}".splitlines() if len(line) > 20]
    assert len(lines) == len(set(lines))
    assert f"{top}{thread}".count("10 days late (") == 1


async def test_both_colours_are_named_in_the_head(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    await talk.command("bo", "status PRJ-2 amber because keys are missing", "payments")
    for voice in ("delivery", "executive"):
        preview = await talk.command("ana", f"digest preview {voice}", "identity")
        assert "Reported: 1 at risk, 1 not reported · computed 🔺 red: 2 red of 2 projects" in preview


async def test_executives_read_chances_and_no_ids(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    preview = await talk.command("ana", "digest preview executive", "identity")
    assert "Checkout on Fri 20 Mar is very unlikely (9%)" in preview
    assert "Auth API costs about 2 weeks, because “the vendor is late”.\nMost likely " in preview
    assert "Auth API: 10 days late (committed Fri 13 Mar), now Fri 27 Mar · Ana" in preview
    assert not [word for word in preview.split() if word.strip("(),.:").startswith(("M-", "PRJ-", "B-"))]


async def test_digest_names_a_project_without_an_update_whatever_was_captured(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 40%")
    await talk.command("bo", "status PRJ-2 amber because the vendor is late", "payments")
    preview = await talk.command("ana", "digest preview", "identity")
    assert "Identity (PRJ-1): no update. 0 of 1 milestone done" in preview
    assert "Payments (PRJ-2): at risk" in preview


async def test_answer_that_is_due_no_more_is_called_overdue(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")
    assert "overdue" not in await talk.command("ana", "digest preview executive", "identity")
    await talk.fast_forward(by=timedelta(days=7))
    for voice in ("delivery", "executive"):
        said = await talk.command("ana", f"digest preview {voice}", "identity")
        assert "1 answer is overdue." in said
        assert "(overdue)" in said
