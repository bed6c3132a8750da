"""People without a usable time zone in Slack: assume the workspace's usual zone, and say so."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
async def test_settings_say_that_the_zone_is_assumed(talk: Talk, zone: str) -> None:
    await set_up_two_projects(talk)
    talk.users["dana"] = talk.sandbox.workspace.add_user("dana", real_name="Dana Fox", tz=zone)
    talk.sandbox.workspace.channel_named("identity").members.append(talk.users["dana"].id)
    talk.sandbox.workspace.add_user("emil", tz="Europe/Berlin")
    await talk.command("ana", "M-1 owner @emil", "identity")
    settings = await talk.command("dana", "settings", "identity")
    assert "Europe/Berlin (assumed: Slack gives none)" in settings
    assert "is in the future" in await talk.command("dana", "since tomorrow", "identity")
    assert "Since" in await talk.command("dana", "since 1 Mar", "identity")


async def test_nobody_without_a_zone_is_asked_at_night(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["dana"] = talk.sandbox.workspace.add_user("dana", real_name="Dana Fox", tz="")
    talk.sandbox.workspace.channel_named("identity").members.append(talk.users["dana"].id)
    await talk.command("ana", "M-1 owner @dana", "identity")
    preview = await talk.command("ana", "checkin preview @dana", "identity")
    assert "Europe/Berlin" in preview
