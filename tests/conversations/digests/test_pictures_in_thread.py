"""The pictures of an edition: in its thread, once, and only what the readers of its channel may know."""

from datetime import UTC, datetime, timedelta

import pytest

import storage.digests
from sandbox.model import Message
from tests.scenarios import set_up_two_projects
from tests.steps.benefits import CHURN
from tests.talk import Talk

IN_EUROS = CHURN.replace("4.2%", "420000 EUR").replace("3.8 by", "380000 by")


async def set_up_read_benefit(talk: Talk, benefit: str = CHURN, value: str = "3.9") -> None:
    """Let BEN-1, which counts from 3 March, have a reading, and PRJ-1 serve a goal."""
    await set_up_two_projects(talk)
    await talk.command("ana", benefit, "identity")
    await talk.command("ana", "BEN-1 go live 3 Mar", "identity")
    await talk.command("ana", "M-2 done", "payments")
    await talk.command("ana", "M-1 done", "identity")
    await talk.fast_forward(to=datetime(2026, 4, 10, 13, 0, tzinfo=UTC))
    await talk.command("bo", f"BEN-1 {value} on 3 Apr", "news")
    await talk.command("ana", 'new goal "Keep our customers" by 31 Dec in PRG-1', "news")
    await talk.command("ana", "PRJ-1 goals G-1 100%", "news")


def pictures_in(talk: Talk, channel: str) -> list[tuple[str, str]]:
    """Return title and description of each picture in the threads of a channel."""
    place = talk.sandbox.workspace.channel_named(channel)
    return [
        (file.title, file.alt_txt)
        for message in place.messages.values()
        if message.thread_ts and message.thread_ts != message.ts
        for file in message.files
    ]


async def send(talk: Talk, audience: str, place: str = "news") -> list[tuple[str, str]]:
    await talk.command("ana", f"link PRG-1 {audience}", place)
    await talk.command("ana", f"digest send {audience}", place)
    for _ in range(3):
        await talk.fast_forward(by=timedelta(minutes=2))
    return pictures_in(talk, place)


async def test_executives_get_curve_and_goals_once(talk: Talk) -> None:
    await set_up_read_benefit(talk)
    (curve, described), (goals, aligned) = await send(talk, "executive")
    assert curve == "Churn falls"
    assert "BEN-1" not in described
    assert goals == "Goals of Atlas"
    assert "Keep our customers, not measured:" in aligned
    assert "G-1" not in aligned
    [(weeks, _)] = await send(talk, "delivery", "payments")
    assert weeks == "The next eight weeks of Atlas"


@pytest.mark.parametrize("is_shown", [True, False])
async def test_sums_are_drawn_only_where_channels_read_money(talk: Talk, is_shown: bool) -> None:
    await set_up_read_benefit(talk, IN_EUROS, "390000")
    if is_shown:
        await talk.command("ana", "settings PRG-1 money on", "identity")
    titles = [title for title, _ in await send(talk, "executive")]
    assert titles == (["Churn falls"] if is_shown else []) + ["Goals of Atlas"]


@pytest.mark.parametrize("takes_charts", [True, False])
async def test_finish_is_drawn_without_a_benefit(talk: Talk, takes_charts: bool) -> None:
    talk.sandbox.takes_charts = takes_charts
    await set_up_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("bo", "payments", "M-2 slip to 27 Mar")
    await talk.fast_forward(by=timedelta(days=1))
    files = await send(talk, "executive")
    begin = "Finish of Atlas: Likely finish moved from 23 Mar to "
    place = talk.sandbox.workspace.channel_named("news")
    charts = [message for message in place.messages.values() if has_chart(message)]
    if takes_charts:
        [chart] = charts
        assert files == []
        assert chart.text.startswith(begin)
        assert chart.thread_ts
        assert "M-2" not in chart.text
    else:
        [(title, described)] = files
        assert charts == []
        assert title == "Finish of Atlas"
        assert described.startswith(begin)
        assert "M-2" not in described


def has_chart(message: Message) -> bool:
    return any(block["type"] == "data_visualization" for block in message.blocks)


async def test_other_companies_get_no_picture(talk: Talk) -> None:
    await set_up_read_benefit(talk)
    talk.sandbox.workspace.channel_named("news").ext_shared = True
    assert await send(talk, "executive") == []
    assert any("Atlas, week 6" in line for line in talk.seen("cleo", "news"))


@pytest.mark.parametrize("takes_charts", [True, False])
async def test_picture_posted_before_a_crash_is_found(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, takes_charts: bool
) -> None:
    talk.sandbox.takes_charts = takes_charts
    await set_up_two_projects(talk)
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("the process died")

        patch.setattr(storage.digests, "set_pictures_due", fail)
        await send(talk, "executive")
        posted = shown_in_threads(talk)
    for _ in range(4):
        await talk.fast_forward(by=timedelta(minutes=20))
    assert posted == shown_in_threads(talk) == 1


def shown_in_threads(talk: Talk) -> int:
    """Count the files and charts in the threads of the channel."""
    messages = talk.sandbox.workspace.channel_named("news").messages.values()
    return sum(has_chart(message) or bool(message.files) for message in messages if message.thread_ts)
