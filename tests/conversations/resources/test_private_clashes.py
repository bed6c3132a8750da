"""Clashes of work in private channels: no alert, list, Home or digest tells others of it."""

from datetime import timedelta

from tests.steps.checkins import direct_messages
from tests.steps.clashes import TOKYO_MORNING, TWO_ZONES_AT_WORK, alerts, set_up_clash
from tests.steps.home import home_text, open_home
from tests.talk import Talk

SECRET = "Acquire Zenith"


async def clash_with_a_secret(talk: Talk) -> None:
    """Book Dina for a milestone that was made in a private channel of Ana and Bo."""
    await set_up_clash(talk)
    talk.sandbox.workspace.add_channel("board", private=True, members=[talk.users["ana"], talk.users["bo"]])
    await talk.command("ana", "link PRJ-1 here", "board")
    await talk.command("ana", f'new milestone "{SECRET}" 13 Mar @bo in PRJ-1 takes 5d', "board")
    await talk.command("ana", "assign @dina 50% M-4", "board")
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    await talk.fast_forward(to=TOKYO_MORNING)
    await talk.fast_forward(by=timedelta(minutes=1))


async def test_private_milestones_are_in_no_view_of_clashes(talk: Talk) -> None:
    await clash_with_a_secret(talk)
    shown = await talk.command("ana", "CL-1", "board")
    assert "Dina is booked 190%" in shown
    assert SECRET in shown
    assert len(alerts(talk, "cleo")) == 1
    for who in ("cleo", "dina", "finn"):
        views = [await talk.command(who, words, "payments") for words in ("clashes", "CL-1", "risks PRG-1", "people")]
        home = home_text(await open_home(talk, who))
        assert SECRET not in " ".join((*views, home, *direct_messages(talk, who))), who
    assert SECRET not in await talk.command("ana", "digest preview PRG-1", "identity")
