"""How sure people are: one tap in their own check-in, sealed when the week is over, told from four on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
from storage.tables.pulse import PulseRow
from tests.prepared import prepared
from tests.steps.checkins import direct
from tests.talk import Talk

WORKERS = ("dan", "eve", "fay", "gus", "hal")
TUESDAY = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
SEALED = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
LEAD_AT_WORK = SEALED + timedelta(minutes=1)
QUESTION = "How sure are you that Payments keeps its dates?"
NOTHING = "fewer than four answers: nothing is shown"


@prepared
async def a_team(talk: Talk, *, workers: int = 4, settings: str = "") -> None:
    """Ana manages the program, Bo leads Payments, the workers own a milestone each; it is the Tuesday after, nine."""
    for name in WORKERS[:workers]:
        talk.users[name] = talk.sandbox.workspace.add_user(name, real_name=name.title(), tz="Europe/Berlin")
    talk.sandbox.workspace.add_channel("works", members=[*(u.id for u in talk.users.values()), talk.bot.deps.bot_user])
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Payments" @bo', "works")
    await talk.command("ana", "link PRJ-1", "works")
    for name in WORKERS[:workers]:
        await talk.command("ana", f'new milestone "Part of {name}" 27 Mar @{name} in PRJ-1', "works")
    if settings:
        await talk.command("ana", settings, "works")
    await talk.fast_forward(to=TUESDAY - timedelta(minutes=1))
    await talk.fast_forward(to=TUESDAY)


async def tap(talk: Talk, who: str, answer: int, *, week: str = "2026-W11") -> str:
    value = f"PRJ-1 {week} {answer}"
    message = talk.newest_with(who, "pulse", value)
    buttons = [one for block in message.blocks for one in block.get("elements", ()) if one.get("value") == value]
    return await talk.click(who, buttons[0]["action_id"], on=message)


async def after_the_week(talk: Talk) -> None:
    await talk.fast_forward(to=SEALED)
    await talk.fast_forward(to=LEAD_AT_WORK)


def questions(talk: Talk, who: str) -> list[str]:
    return [line for line in direct(talk, who) if QUESTION in line]


def told(talk: Talk, who: str) -> list[str]:
    return [line for line in direct(talk, who) if "How sure are they" in line]


async def test_who_does_the_work_is_asked_once_a_week_with_their_check_in(talk: Talk) -> None:
    await a_team(talk)
    assert all(len(questions(talk, who)) == 1 for who in WORKERS[:4])
    assert not questions(talk, "bo"), "the lead gets to see the answers"
    assert not questions(talk, "ana")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2))
    assert len(questions(talk, "dan")) == 1
    await talk.fast_forward(to=TUESDAY + timedelta(days=7))
    assert len(questions(talk, "dan")) == 2


async def test_one_tap_is_shown_to_oneself_and_can_be_changed_while_the_week_lasts(talk: Talk) -> None:
    await a_team(talk)
    await tap(talk, "dan", 4)
    (prompt,) = questions(talk, "dan")
    assert "Your answer: 4 (only you see this)" in prompt
    await tap(talk, "dan", 1)
    await tap(talk, "dan", 1)
    assert "Your answer: 1 (only you see this)" in questions(talk, "dan")[0]
    assert "Payments (PRJ-1): 1" in await talk.command("dan", "pulse", "works")
    assert "no answer yet" in await talk.command("eve", "pulse", "works")
    assert "no answer yet" not in await talk.command("bo", "pulse", "works")


async def test_the_lead_hears_of_four_answers_and_the_manager_a_working_day_later(talk: Talk) -> None:
    await a_team(talk)
    for who, answer in zip(WORKERS, (4, 1, 5, 3), strict=False):
        await tap(talk, who, answer)
    await talk.fast_forward(to=SEALED - timedelta(minutes=1))
    assert not told(talk, "bo")
    assert "1–5" not in await talk.command("bo", "pulse PRJ-1", "works"), "the week is not over"
    await after_the_week(talk)
    (message,) = told(talk, "bo")
    assert "1–5, median 3.5, 4 answers" in message
    assert "1–5, median 3.5, 4 answers" in await talk.command("bo", "pulse PRJ-1", "works")
    assert "1–5" not in await talk.command("ana", "pulse PRG-1", "works"), "the lead has a working day"
    await talk.fast_forward(to=SEALED + timedelta(days=1, minutes=10))
    assert "2026-W11 1–5, median 3.5, 4 answers" in await talk.command("ana", "pulse PRG-1", "works")
    assert len(told(talk, "bo")) == 1
    assert not told(talk, "ana")


async def test_nobody_else_sees_the_spread_no_administrator_either(talk: Talk) -> None:
    await a_team(talk)
    talk.users["root"] = talk.sandbox.workspace.add_user("root", real_name="Root", is_admin=True)
    for who in WORKERS[:4]:
        await tap(talk, who, 3)
    await after_the_week(talk)
    await talk.fast_forward(by=timedelta(days=2))
    for who in ("cleo", "root", "dan"):
        answer = await talk.command(who, "pulse PRJ-1", "identity")
        assert "median" not in answer
        assert "for the project's lead and the program manager" in answer


async def test_an_answer_that_comes_after_its_week_is_refused(talk: Talk) -> None:
    await a_team(talk)
    await tap(talk, "dan", 4)
    await talk.fast_forward(to=datetime(2026, 3, 16, 0, 30, tzinfo=UTC))
    assert "That week is over" in await tap(talk, "dan", 0)
    await after_the_week(talk)
    assert "That week is over" in await tap(talk, "dan", 0)


async def test_a_tap_for_what_one_was_not_asked_is_refused(talk: Talk) -> None:
    await a_team(talk)
    (prompt,) = [m for m in talk.visible("dan") if QUESTION in m.text]
    for block in prompt.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "pulse":
                element["value"] = "PRJ-9 2026-W11 4"
    assert "That was not asked of you" in await talk.click("dan", "pulse", on=prompt)


async def test_it_can_be_turned_off_for_a_project(talk: Talk) -> None:
    await a_team(talk, settings="checkin PRJ-1 pulse off")
    assert not questions(talk, "dan")
    assert "nobody is asked how sure they are" in await talk.command("ana", "checkin", "works")
    await talk.command("ana", "checkin PRJ-1 pulse on", "works")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2))
    assert len(questions(talk, "dan")) == 1


async def test_a_lead_who_answered_before_they_led_is_not_counted(talk: Talk) -> None:
    await a_team(talk)
    for who in WORKERS[:4]:
        await tap(talk, who, 2)
    await talk.command("ana", "admin role @dan lead PRJ-1", "works")
    await after_the_week(talk)
    await talk.fast_forward(by=timedelta(days=2))
    assert not told(talk, "dan")
    assert NOTHING in await talk.command("dan", "pulse PRJ-1", "works")
    assert NOTHING in await talk.command("ana", "pulse PRJ-1", "works")


async def seen_by_others(talk: Talk) -> str:
    """All that anybody but the answerers gets to see after the week, and all that is kept for others to read."""
    await after_the_week(talk)
    await talk.fast_forward(to=SEALED + timedelta(days=2))
    for who in ("ana", "bo", "cleo", "root"):
        for text in ("pulse", "pulse PRJ-1", "since 1w", "digest preview PRG-1", "audit PRJ-1", "export PRG-1"):
            await talk.command(who, text, "works")
    lines = [f"{who}: {m.text} {m.blocks}" for who in ("ana", "bo", "cleo", "root") for m in talk.visible(who)]
    audit = await talk.bot.deps.read(storage.audit.latest_entries, team=talk.bot.deps.team, limit=500)
    return "\n".join([*lines, json.dumps([[e.kind, e.subject, e.before, e.after] for e in audit], default=str)])


@pytest.mark.parametrize("people", [1, 3])
async def test_answers_of_fewer_than_four_change_nothing_that_anybody_else_sees(
    talk: Talk, people: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is answered, the same is seen; told apart from five answers, of which the spread is seen."""
    await a_team(talk, workers=people)
    talk.users["root"] = talk.sandbox.workspace.add_user("root", real_name="Root", is_admin=True)
    for who in WORKERS[:people]:
        await tap(talk, who, 4)
    everything = await seen_by_others(talk) + caplog.text
    assert NOTHING in everything
    assert "median" not in everything
    assert "2026-W11 4" not in everything
    assert "Your answer" not in everything
    rows = await talk.bot.deps.read(_answers)
    assert rows == [None] * people, "what is sealed is not kept"


def _answers(session: Session) -> list[int | None]:
    return list(session.scalars(select(PulseRow.answer)))
