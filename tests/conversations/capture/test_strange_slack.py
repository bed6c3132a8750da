"""Slack at its strangest: events that overtake each other, an Enterprise Grid, another workspace, chosen names."""

from datetime import timedelta

import storage.people
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_edit_that_overtakes_its_message_counts(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.sandbox.faults.reorder_rate = 1.0
    ana = talk.sandbox.person(talk.users["ana"].id)
    said = await ana.say("identity", "M-1 40%")
    await ana.edit("identity", said.ts, "M-1 60%")
    await talk.settle()
    card = await talk.command("ana", "M-1", "identity")
    assert "60%" in card
    assert "40%" not in card


async def test_everything_works_in_an_enterprise_grid(talk: Talk) -> None:
    talk.sandbox.workspace.enterprise_id = "E0GRID"
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 40%")
    assert "40%" in await talk.command("bo", "M-1", "identity")
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_progress")
    assert await talk.submit("ana", {"percent": "60"}) is None
    assert "60%" in await talk.command("bo", "M-1", "identity")


async def test_message_of_another_workspace_changes_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    place, ts = talk.sandbox.workspace.channel_named("identity"), talk.sandbox.clock.next_ts()
    message = {"type": "message", "channel": place.id, "user": talk.users["ana"].id, "text": "M-1 40%"}
    talk.sandbox.event(message | {"ts": ts, "event_ts": ts, "channel_type": "channel"}, place, team="T0OTHER")
    await talk.settle()
    assert "40%" not in await talk.command("ana", "M-1", "identity")


async def test_chosen_display_name_is_shown_else_the_real_one(talk: Talk) -> None:
    await set_up_two_projects(talk)
    names = []
    for chosen in ("", "Annie"):
        talk.users["ana"].display_name = chosen
        await talk.fast_forward(by=timedelta(hours=1))
        await talk.say("ana", "identity", "M-1 40%")
        person = await talk.bot.deps.read(storage.people.find_person, team=talk.bot.deps.team, id=talk.users["ana"].id)
        names.append(person.name if person else "")
    assert names == ["Ana", "Annie"]
