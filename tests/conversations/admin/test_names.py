"""People are shown by name, looked up before they are named; every conversation also checks this (tests/talk.py)."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk


async def mention_a_newcomer(talk: Talk) -> str:
    """Add a person who has never written; return their mention."""
    user = talk.sandbox.workspace.add_user("dana", real_name="Dana Fox", tz="Asia/Tokyo")
    talk.users["dana"] = user
    for channel in ("identity", "payments", "news"):
        talk.sandbox.workspace.channel_named(channel).members.append(user.id)
    return "@dana"


async def test_reason_names_the_person_it_mentions(talk: Talk) -> None:
    await set_up_two_projects(talk)
    dana = await mention_a_newcomer(talk)
    await talk.say("ana", "identity", f"M-1 slip to 27 Mar because {dana} is ill")
    notices = "\n".join([*talk.seen("bo", "payments"), *direct_messages(talk, "bo")])
    assert "Dana Fox is ill" in notices
    assert "Dana Fox is ill" in await talk.command("ana", "M-1", "identity")


async def test_helper_is_named_at_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    dana = await mention_a_newcomer(talk)
    await private_answer(talk, "ana", f"block M-1: no test cards needs {dana} by fri")
    listed = await talk.command("ana", "blockers", "identity")
    assert "Dana Fox" in listed


async def test_refusal_names_whom_to_ask(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("cleo", "link PRJ-2 #payments", "payments")
    assert "You may not link a channel to Payments (PRJ-2)." in answer
    assert "Ask Bo." in answer


async def test_sponsor_named_first_reads_everything(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await mention_a_newcomer(talk)
    await talk.command("ana", "M-1 owner @dana", "identity")
    await talk.command("bo", "depend M-2 on M-1 by 20 Mar", "payments")
    assert not [text for text in direct_messages(talk, "dana") if "withheld" in text]


async def test_update_says_who_is_needed_and_when(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await mention_a_newcomer(talk)
    blocker = "M-1 partner keys missing, need @dana to call them by Friday"
    update = f"Status: at risk\nDone: the login page\nBlockers: {blocker}"
    await private_answer(talk, "ana", update)
    await press_button(talk, "ana", "Confirm")
    card = await talk.command("ana", "B-1", "identity")
    assert "needs Dana Fox by Fri 6 Mar" in card
