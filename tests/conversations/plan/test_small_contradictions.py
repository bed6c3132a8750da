"""Sentences that contradicted themselves, and records that could not be asked for."""

from tests.scenarios import set_up_owner_escalation, set_up_request, set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk


async def test_audit_of_an_escalation_and_of_a_hand_over(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    for id in ("E-1", "D-1"):
        answer = await talk.command("ana", f"audit {id}", "identity")
        assert id in answer
        assert "keep no log" not in answer
    assert "E-9" in await talk.command("ana", "audit E-9", "identity")


async def test_what_is_still_blocked_is_not_called_unblocked(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "block M-2: no card reader, needs @cleo by Friday", "payments")
    await talk.command("ana", "M-1 done", "identity")
    news = next(line for line in direct_messages(talk, "bo") if "Ana finished Auth API" in line)
    assert "the last thing Checkout (M-2) depended on. Still blocked by no card reader (B-1)." in news
    assert "unblocked" not in news


async def test_digest_without_reports_counts_none(talk: Talk) -> None:
    await set_up_two_projects(talk)
    preview = await talk.command("ana", "digest preview", "identity")
    assert "Nothing reported" in preview
    assert "not reported" not in preview


async def test_waived_link_is_on_no_card(talk: Talk) -> None:
    await set_up_request(talk)
    await talk.command("ana", "D-1 decline because no people", "identity")
    assert "(M-2)" not in await talk.command("ana", "M-1", "identity")
    assert "no people" in await talk.command("bo", "D-1", "payments")
    assert "Auth API (M-1)" in await talk.command("bo", "M-2", "payments")
    await talk.command("bo", "D-1 waive because we use the old one", "payments")
    assert "Auth API (M-1)" not in await talk.command("bo", "M-2", "payments")


async def test_day_in_the_past_offers_nothing_to_pick(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for words in (
        'new goal "Late" by 31 Dec 2020 owner @ana',
        'new milestone "Late" 31 Dec 2020 in PRJ-1',
        'new milestone "Late" 31 Dec 2020',
    ):
        answer = await talk.command("ana", words, "identity")
        assert "is in the past" in answer, words
        assert "Several fit" not in answer, words


async def test_lists_of_unknown_programs_say_so(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for verb in ("decisions", "benefits", "goals", "changes", "scenarios", "lessons", "notes", "register", "deps"):
        assert "There is no program PRG-9" in await talk.command("ana", f"{verb} PRG-9", "identity"), verb
        assert "There is no project PRJ-9" in await talk.command("ana", f"{verb} PRJ-9", "identity"), verb
