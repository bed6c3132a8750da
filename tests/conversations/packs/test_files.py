"""The files of a pack: what is in them, and that a failure in the middle posts none twice."""

from datetime import UTC, datetime, timedelta

import pytest

import storage.digests
from tests.steps.packs import files_in, set_up_month
from tests.talk import Talk

MAY = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
NAMES = ["finish.png", "trend.png", "timeline.png", "Atlas-April-2026.pdf"]


async def test_file_that_was_uploaded_before_a_crash_is_found(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    with monkeypatch.context() as patch:

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("the process died")

        patch.setattr(storage.digests, "set_pictures_due", fail)
        for minutes in (0, 1, 2):
            await talk.fast_forward(to=MAY + timedelta(minutes=minutes))
    assert [name for name, _ in files_in(talk, "news")] == NAMES[:1]
    for _ in range(4):
        await talk.fast_forward(by=timedelta(minutes=20))
    assert [name for name, _ in files_in(talk, "news")] == NAMES


async def test_pictures_say_what_they_show(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    for minutes in (0, 6, 12):
        await talk.fast_forward(to=MAY + timedelta(minutes=minutes))
    described = dict(files_in(talk, "news"))
    assert described["timeline.png"].startswith("Timeline Atlas: milestones: 2 milestones of 2 projects")
    assert "Likely finish" in described["finish.png"]
    assert "moved" in described["trend.png"]


async def test_other_companies_get_no_picture(talk: Talk) -> None:
    await set_up_month(talk)
    talk.sandbox.workspace.channel_named("news").ext_shared = True
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    for minutes in (0, 6, 12):
        await talk.fast_forward(to=MAY + timedelta(minutes=minutes))
    assert [name for name, _ in files_in(talk, "news")] == NAMES[-1:]
