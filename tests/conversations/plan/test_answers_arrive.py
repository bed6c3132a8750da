"""Answers to commands, clicks and forms arrive, whatever Slack does; nothing false is said on the way (G3, G4, G9)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.common import replies
from handlers.common.deps import Claim
from sandbox.model import Channel
from templates import RenderedMessage
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

NOT_TAKEN = ("429", "500", "500_json", "503", "html", "truncated", "cut_before")


def everything_told(talk: Talk, who: str) -> str:
    """Return all that the person alone was told, in any place."""
    direct = talk.sandbox.workspace.dm_channel(talk.users[who].id).messages.values()
    return "\n".join(message.text for message in [*talk.private(who), *direct] if message.user != talk.users[who].id)


async def open_milestone_form(talk: Talk, where: Channel | str) -> None:
    await talk.command("ana", "new milestone", where)


async def fill_in(talk: Talk) -> None:
    form = talk.form("ana")
    fields = [block["block_id"] for block in form.body["blocks"] if block["type"] == "input"]
    values = {"name": "Portal", "date": "2026-05-20", "user": talk.users["ana"].id, "inside": "PRJ-1"}
    await talk.submit("ana", {name: values[name] for name in fields if name in values})


@pytest.mark.parametrize("kind", NOT_TAKEN)
async def test_answer_of_a_command_survives_one_stumble(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.faults.add("response_url", kind, times=1)
    assert "Auth API" in await talk.command("ana", "M-1", "identity")


@pytest.mark.parametrize("kind", NOT_TAKEN)
async def test_answer_of_a_command_survives_lasting_stumbles(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.faults.add("response_url", kind, rate=1.0)
    assert "Auth API" in await talk.command("ana", "M-1", "identity")


async def test_answer_reaches_people_where_the_bot_is_not(talk: Talk) -> None:
    await set_up_two_projects(talk)
    quiet = talk.sandbox.workspace.add_channel("quiet", members=[user.id for user in talk.users.values()])
    talk.sandbox.faults.add("response_url", "500", rate=1.0)
    await talk.command("ana", "M-1", quiet)
    assert "Auth API" in everything_told(talk, "ana")


@pytest.mark.parametrize("kind", ["500", "500_json", "html", "cut_before", "429", "ok_false:internal_error"])
async def test_saved_form_is_never_called_unsaved(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    await open_milestone_form(talk, "identity")
    talk.sandbox.faults.add("chat.postEphemeral", kind, times=3)
    await fill_in(talk)
    told = everything_told(talk, "ana")
    assert "Portal" in told
    assert "nothing was saved" not in told


async def test_form_is_answered_directly_where_the_bot_is_not(talk: Talk) -> None:
    await set_up_two_projects(talk)
    quiet = talk.sandbox.workspace.add_channel("quiet", members=[user.id for user in talk.users.values()])
    await open_milestone_form(talk, quiet)
    await fill_in(talk)
    told = everything_told(talk, "ana")
    assert "Portal" in told
    assert "wrong" not in told
    assert not [call for call in talk.sandbox.calls if call.result.get("error") == "not_in_channel"]


@pytest.mark.parametrize("words", ["new milestone", "new program", "new project", "risk", "issue", "assume", "fit"])
async def test_form_without_a_trigger_is_refused_in_words(talk: Talk, words: str) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"].id), words)
    direct = talk.sandbox.workspace.dm_channel(talk.users["ana"].id)
    assert any("A form opens only from the slash command" in text for text in talk.seen("ana", direct))
    assert not [call for call in talk.sandbox.calls if call.method == "views.open"]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "500", "html", "ok_false:internal_error"])
async def test_form_is_opened_once_and_the_doubt_is_said(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.faults.add("views.open", kind, times=1)
    answer = await talk.command("ana", "new milestone", "identity")
    assert "Slack did not say whether the form opened." in answer
    assert len([call for call in talk.sandbox.calls if call.method == "views.open"]) <= 1


@pytest.mark.parametrize("kind", ["cut_after", "done_then_500"])
async def test_answer_in_doubt_rather_comes_twice(talk: Talk, kind: str) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.faults.add("response_url", kind, times=1)
    assert (await talk.command("ana", "M-1", "identity")).count("Owner:") == 2


async def test_double_click_is_answered_once(talk: Talk) -> None:
    """The second click comes while the first is worked on, when its button is still there (G13 d)."""
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 slip to 27 Mar", "identity")
    preview, ana = talk.newest_with("ana", "slip_tell", None), talk.sandbox.person(talk.users["ana"].id)
    await asyncio.gather(*(ana.click(preview, talk.exact(preview, "slip_tell", None)) for _ in range(2)))
    await talk.settle()
    answers = [message.text for message in talk.private("ana")]
    assert "27 Mar" in answers[-1]
    assert not [text for text in answers if "has changed since you looked" in text]


async def test_later_click_on_an_old_button_is_answered(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1", "identity")
    card = talk.newest_with("ana", "card_progress", None)
    for _ in range(2):
        await talk.click("ana", "card_progress", on=card)
        await talk.fast_forward(by=timedelta(seconds=3))
    assert len([call for call in talk.sandbox.calls if call.method == "views.open"]) == 2


@pytest.mark.parametrize(("minutes", "used"), [(0, True), (28, True), (29.5, False), (120, False)])
async def test_address_is_not_used_when_it_is_old(talk: Talk, minutes: float, used: bool) -> None:
    """A delivery that is worked on after a restart answers through the queue (G15)."""
    [sent] = await answers_after(talk, timedelta(minutes=minutes))
    assert sent == used


async def answers_after(talk: Talk, age: timedelta) -> list[bool]:
    """Answer a command of that age; return for each answer whether it went to the address."""
    deps = talk.bot.deps
    deps = replace(deps, claim=Claim(1, 1, received_at=deps.now() - age))
    user, place = talk.users["ana"], talk.sandbox.workspace.channel_named("identity")
    url = talk.sandbox.new_response_url("commands", user.id, place.id)
    [address] = [entry for key, entry in talk.sandbox.response_urls.items() if url.endswith(key)]
    body = {"user_id": user.id, "channel_id": place.id, "trigger_id": "1.2.3", "response_url": url}
    await replies.reply_in_place(deps, body, RenderedMessage([], "Here you are."))
    await talk.settle()
    return [address.uses_left < 5 for message in talk.private("ana") if message.text == "Here you are."]


async def test_tables_become_lists_where_slack_refuses_them(talk: Talk) -> None:
    """Slack documents no table in whispers and answers to commands (G17); it is asked once."""
    await set_up_two_projects(talk)
    talk.sandbox.takes_private_tables = False
    for _ in range(2):
        assert "Auth API" in await talk.command("ana", "status PRJ-1", "identity")
    await talk.say("ana", "identity", "@baton status PRJ-1")
    assert "Auth API" in talk.private("ana")[-1].text
    shown = [block for message in talk.private("ana") for block in message.blocks]
    assert any(block["type"] == "rich_text" for block in shown)
    assert not [call for call in talk.sandbox.calls if call.result.get("error") == "invalid_blocks"]


async def test_whispered_table_becomes_a_list(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.takes_private_tables = False
    await talk.say("ana", "identity", "@baton status PRJ-1")
    assert "Auth API" in talk.private("ana")[-1].text
    refused = [call for call in talk.sandbox.calls if call.result.get("error") == "invalid_blocks"]
    assert [call.method for call in refused] == ["chat.postEphemeral"]
