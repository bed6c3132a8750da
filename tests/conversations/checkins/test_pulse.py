"""The pulse question: one click in the check-in, sealed at the end of the week, shown from four answers on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
from storage.tables.pulse import PulseRow
from tests.prepared import prepared
from tests.steps.checkins import direct_messages
from tests.talk import Talk

WORKERS = ("dan", "eve", "fay", "gus", "hal")
TUESDAY = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
SEALED = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
LEAD_AT_WORK = SEALED + timedelta(minutes=1)
QUESTION = "How sure are you that Payments keeps its dates?"
NOTHING = "not shown: fewer than four answers"


@prepared
async def set_up_team(talk: Talk, *, workers: int = 4, settings: str = "") -> None:
    """Let Ana manage the program, Bo lead Payments and each worker own a milestone; advance to Tuesday at nine."""
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


async def tap_answer(talk: Talk, who: str, answer: int, *, week: str = "2026-W11") -> str:
    value = f"PRJ-1 {week} {answer}"
    message = talk.newest_with(who, "pulse", value)
    buttons = [
        element for block in message.blocks for element in block.get("elements", ()) if element.get("value") == value
    ]
    return await talk.click(who, buttons[0]["action_id"], on=message)


async def advance_past_the_week(talk: Talk) -> None:
    await talk.fast_forward(to=SEALED)
    await talk.fast_forward(to=LEAD_AT_WORK)


def questions(talk: Talk, who: str) -> list[str]:
    return [line for line in direct_messages(talk, who) if QUESTION in line]


def results(talk: Talk, who: str) -> list[str]:
    return [line for line in direct_messages(talk, who) if "Team confidence in" in line]


async def test_pulse_question_comes_once_a_week_with_the_checkin(talk: Talk) -> None:
    await set_up_team(talk)
    assert all(len(questions(talk, who)) == 1 for who in WORKERS[:4])
    assert not questions(talk, "bo"), "the lead sees the results, so is not asked"
    assert not questions(talk, "ana")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2))
    assert len(questions(talk, "dan")) == 1
    await talk.fast_forward(to=TUESDAY + timedelta(days=7))
    assert len(questions(talk, "dan")) == 2


async def test_answer_is_shown_to_its_author_and_can_be_changed(talk: Talk) -> None:
    await set_up_team(talk)
    await tap_answer(talk, "dan", 4)
    (prompt,) = questions(talk, "dan")
    assert "Your answer: 4 (only you see this)" in prompt
    for _ in range(2):
        await talk.click("dan", "checkin_change")
        await tap_answer(talk, "dan", 1)
    assert "Your answer: 1 (only you see this)" in questions(talk, "dan")[0]
    assert "Payments (PRJ-1): 1" in await talk.command("dan", "pulse", "works")
    assert "no answer yet" in await talk.command("eve", "pulse", "works")
    assert "no answer yet" not in await talk.command("bo", "pulse", "works")


async def test_lead_sees_the_result_a_working_day_before_the_manager(talk: Talk) -> None:
    await set_up_team(talk)
    for who, answer in zip(WORKERS, (4, 1, 5, 3), strict=False):
        await tap_answer(talk, who, answer)
    await talk.fast_forward(to=SEALED - timedelta(minutes=1))
    assert not results(talk, "bo")
    assert "1–5" not in await talk.command("bo", "pulse PRJ-1", "works"), "the week is not over"
    await advance_past_the_week(talk)
    (message,) = results(talk, "bo")
    assert "1–5, median 3.5, 4 answers" in message
    assert "1–5, median 3.5, 4 answers" in await talk.command("bo", "pulse PRJ-1", "works")
    assert "1–5" not in await talk.command("ana", "pulse PRG-1", "works"), (
        "the lead sees it a working day before the manager"
    )
    await talk.fast_forward(to=SEALED + timedelta(days=1, minutes=10))
    assert "2026-W11 1–5, median 3.5, 4 answers" in await talk.command("ana", "pulse PRG-1", "works")
    assert len(results(talk, "bo")) == 1
    assert not results(talk, "ana")


async def test_only_lead_and_manager_see_the_result(talk: Talk) -> None:
    await set_up_team(talk)
    talk.users["root"] = talk.sandbox.workspace.add_user("root", real_name="Root", is_admin=True)
    for who in WORKERS[:4]:
        await tap_answer(talk, who, 3)
    await advance_past_the_week(talk)
    await talk.fast_forward(by=timedelta(days=2))
    for who in ("cleo", "root", "dan"):
        answer = await talk.command(who, "pulse PRJ-1", "identity")
        assert "median" not in answer
        assert "Only the project lead and the program manager see results" in answer


async def test_answer_after_the_week_is_refused(talk: Talk) -> None:
    await set_up_team(talk)
    await talk.fast_forward(to=datetime(2026, 3, 16, 0, 30, tzinfo=UTC))
    assert "That week is over" in await tap_answer(talk, "dan", 0)
    await advance_past_the_week(talk)
    assert "That week is over" in await tap_answer(talk, "dan", 0)


async def test_answer_for_a_project_not_asked_about_is_refused(talk: Talk) -> None:
    await set_up_team(talk)
    (prompt,) = [m for m in talk.visible("dan") if QUESTION in m.text]
    for block in prompt.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "pulse":
                element["value"] = "PRJ-9 2026-W11 4"
    assert "You weren't asked about that project" in await talk.click("dan", "pulse", on=prompt)


async def test_pulse_can_be_turned_off_for_a_project(talk: Talk) -> None:
    await set_up_team(talk, settings="checkin PRJ-1 pulse off")
    assert not questions(talk, "dan")
    assert "Confidence pulse off" in await talk.command("ana", "checkin", "works")
    await talk.command("ana", "checkin PRJ-1 pulse on", "works")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2))
    assert len(questions(talk, "dan")) == 1


async def test_answer_of_someone_who_became_lead_is_not_counted(talk: Talk) -> None:
    await set_up_team(talk)
    for who in WORKERS[:4]:
        await tap_answer(talk, who, 2)
    await talk.command("ana", "admin role @dan lead PRJ-1", "works")
    await advance_past_the_week(talk)
    await talk.fast_forward(by=timedelta(days=2))
    assert not results(talk, "dan")
    assert NOTHING in await talk.command("dan", "pulse PRJ-1", "works")
    assert NOTHING in await talk.command("ana", "pulse PRJ-1", "works")


async def text_seen_by_others(talk: Talk) -> str:
    """Return everything other people can see after the week, including the audit log."""
    await advance_past_the_week(talk)
    await talk.fast_forward(to=SEALED + timedelta(days=2))
    for who in ("ana", "bo", "cleo", "root"):
        for text in ("pulse", "pulse PRJ-1", "since 1w", "digest preview PRG-1", "audit PRJ-1", "export PRG-1"):
            await talk.command(who, text, "works")
    lines = [f"{who}: {m.text} {m.blocks}" for who in ("ana", "bo", "cleo", "root") for m in talk.visible(who)]
    audit = await talk.bot.deps.read(storage.audit.latest_entries, team=talk.bot.deps.team, limit=500)
    return "\n".join([*lines, json.dumps([[e.kind, e.subject, e.before, e.after] for e in audit], default=str)])


@pytest.mark.parametrize("people", [1, 3])
async def test_fewer_than_four_answers_are_shown_to_no_one_else(
    talk: Talk, people: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Other people see no result and no answer, and the sealed answers themselves are deleted."""
    await set_up_team(talk, workers=people)
    talk.users["root"] = talk.sandbox.workspace.add_user("root", real_name="Root", is_admin=True)
    for who in WORKERS[:people]:
        await tap_answer(talk, who, 4)
    visible_to_others = await text_seen_by_others(talk) + caplog.text
    assert NOTHING in visible_to_others
    assert "median" not in visible_to_others
    assert "2026-W11 4" not in visible_to_others
    assert "Your answer" not in visible_to_others
    rows = await talk.bot.deps.read(_answers)
    assert rows == [None] * people, "sealed answers are not kept"


def _answers(session: Session) -> list[int | None]:
    return list(session.scalars(select(PulseRow.answer)))
