"""Faults found by trying Baton as a new user would, each in a few words."""

import re
from datetime import timedelta

from tests.scenarios import set_up_friday_slip, set_up_owner_escalation, set_up_request, set_up_two_projects
from tests.steps.capture import direct_messages, private_answer
from tests.talk import MONDAY, Talk


async def test_finished_milestone_is_found_by_name(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 done", "identity")
    await talk.command("ana", 'new milestone "Portal" 27 Mar in PRJ-1', "identity")
    assert "Portal (M-3) depends on Auth API (M-1)" in await talk.command(
        "ana", 'depend Portal on "Auth API"', "identity"
    )


async def test_open_milestone_wins_over_a_finished_one(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 done", "identity")
    for name in ("Auth API two", "Portal"):
        await talk.command("ana", f'new milestone "{name}" 27 Mar in PRJ-1', "identity")
    assert "(M-4) depends on Auth API two (M-3)" in await talk.command("ana", "depend Portal on auth two", "identity")


async def test_progress_proposal_has_no_stray_blank(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 25%", "identity")
    await talk.command("bo", "M-1 60%", "identity")
    assert "Auth API (M-1) is 60% done (now 25%). You own it. Accept?" in direct_messages(talk, "ana")[-1]


async def test_alert_names_its_milestone_once_and_no_owner(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    shown = [*direct_messages(talk, "bo"), *talk.seen("bo", "identity"), await talk.command("bo", "risks", "identity")]
    alerts = [line for text in shown for line in text.splitlines() if "will miss Fri 13 Mar" in line]
    assert alerts
    assert not [line for line in alerts if line.count("(M-1)") != 1 or "owner Bo" in line]


async def test_day_has_no_leading_zero(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.command("bo", "M-1 slip to 3 Apr", "identity")
    texts = [
        await talk.command("ana", words, "identity")
        for words in ("E-1", "escalate", "D-1", "audit PRG-1", "M-2 slip to 9 Apr", "away 4 Mar until 3 Mar")
    ]
    texts += [await talk.command("bo", "D-1 commit", "identity"), *direct_messages(talk, "bo")]
    assert not re.search(r"\b0\d (?:Jan|Feb|Mar|Apr)\b", "\n".join(texts))


async def test_escalation_opens_by_its_id_alone(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    for answer in (await talk.command("bo", "E-1", "identity"), await talk.command("bo", "e1", "identity")):
        assert "Auth API (M-1, Identity) · E-1" in answer
        assert "waiting for Bo until" in answer
    assert "There is no escalation E-9" in await talk.command("bo", "E-9", "identity")


async def test_computed_alert_has_the_right_article(talk: Talk) -> None:
    await set_up_friday_slip(talk)
    await talk.command("ana", "M-2 slip to 3 Apr", "payments")
    log = await talk.command("ana", "audit PRG-1", "identity")
    assert "found a red alert" in log or "found an amber alert" in log
    assert "a amber" not in log
    assert "2026" not in log


async def test_weekend_and_past_dates_of_a_slip(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Sun 1 Mar is in the past" in await private_answer(talk, "ana", "M-1 slip to yesterday")
    answer = await private_answer(talk, "ana", "M-1 slip to 15 Mar")
    assert "Sun 15 Mar is a day off" in answer


async def test_delivery_resolves_only_blockers_about_it(talk: Talk) -> None:
    """Ana owes M-1 to Bo, but "no staging data" is another matter (#8)."""
    await set_up_two_projects(talk)
    for text in ("no staging data", "keys of M-1", "the auth api is missing"):
        await talk.command("bo", f'block M-2 "{text}" needs @ana', "payments")
    await talk.command("ana", "M-1 done", "identity")
    assert "Resolved" not in await talk.command("bo", "B-1", "payments")
    for id in ("B-2", "B-3"):
        assert "Resolved Mon 2 Mar by Ana" in await talk.command("bo", id, "payments"), id


async def test_unknown_helper_of_a_command_is_said(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for words in ("block M-2: no data needs @zoe by Thursday", 'block M-2 "no keys" needs @zoe'):
        assert "I can't ask “@zoe”" in await talk.command("bo", words, "payments"), words
    assert "can't ask" not in await talk.command("bo", "B-1", "payments")


async def test_person_with_every_role_is_asked_once(talk: Talk) -> None:
    """Ana owns M-1, leads its project and manages the program: no next level hears of it, so none is announced."""
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 3 Apr")
    seen: set[str] = set()
    for hour in range(1, 80, 3):
        await talk.fast_forward(to=MONDAY + timedelta(hours=hour))
        seen |= set(direct_messages(talk, "ana"))
    (asked,) = [text for text in seen if "Who's taking this?" in text]
    assert "every digest will list it" in asked
    assert "project lead" not in asked
    assert "unanswered; listed in every digest" in await talk.command("ana", "E-1", "identity")


async def test_counter_before_the_own_forecast_is_refused(talk: Talk) -> None:
    """M-1 is expected on 13 March and needed by the 16th (#25)."""
    await set_up_request(talk)
    assert "M-1 is expected on Fri 13 Mar, after Thu 12 Mar" in await talk.command(
        "ana", "D-1 counter 12 Mar because done early", "identity"
    )
    answer = await talk.command("ana", "D-1 counter 13 Mar because done early", "identity")
    assert "committed for Fri 13 Mar" in answer
