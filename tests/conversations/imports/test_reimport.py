"""A file imported again: renames, what is gone, what was changed here, and days that are asked about."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from handlers.imports import progress
from rules.files import imports
from rules.files.imports import ImportedPlan, Remark, UnreadRow
from tests.steps.files import direct_messages, direct_posts, given
from tests.talk import Talk

JIRA = """Issue key,Summary,Assignee,Due date
APP-1,Design,Bo,2026-04-01
APP-2,Build,Ana,2026-05-04
APP-3,Test,Cleo,2026-05-18
APP-4,Launch,Ana,2026-06-01
"""


def replace_reading(monkeypatch: pytest.MonkeyPatch, **facts: Any) -> None:
    """Let every file say these facts too, and read days in doubt with the day first."""
    real = imports.read

    pause = facts.pop("pause", 0.0)

    def read(content: bytes, *, name: str, day_first: bool | None = None) -> ImportedPlan:
        time.sleep(pause / 2)
        found = real(content, name=name, day_first=day_first is not False)
        time.sleep(pause / 2)
        return replace(found, **facts)

    monkeypatch.setattr(imports, "read", read)


async def test_newcomer_corrects_reimports_and_cancels_the_missing(talk: Talk) -> None:
    await given(talk, "ana", "jira.csv", JIRA.encode())
    await talk.click("ana", "import_go")
    assert "can't be undone" in await talk.command("ana", "undo", "identity")
    await talk.command("ana", "M-2 owner @bo", "identity")
    changed = JIRA.replace("Design", "Design and review").replace("2026-05-04", "2026-05-11")
    changed = changed.replace("APP-3,Test,Cleo,2026-05-18\n", "")
    preview = (await given(talk, "ana", "jira.csv", changed.encode()))[-1]
    assert "Design → Design and review (M-1)" in preview
    assert "Build (M-2): forecast Mon 4 May → Mon 11 May" in preview
    assert "Build (M-2) keeps its owner Bo" in preview
    assert "1 is gone from the file and stays unless you cancel it: Test (M-3)" in preview
    await talk.click("ana", "import_missing")
    receipt = direct_messages(talk, "ana")[-1]
    assert "Cancelled 1 milestone that is gone from the file: Test (M-3)" in receipt
    assert "cancelled" in (await talk.command("ana", "M-3", "identity")).casefold()
    card = await talk.command("ana", "M-2", "identity")
    assert talk.users["bo"].id in card
    assert "Mon 11 May" in card
    back = (await given(talk, "ana", "jira.csv", JIRA.encode()))[-1]
    assert "Back in the file, so reopened: Test (M-3)" in back


async def test_plain_import_cancels_nothing(talk: Talk) -> None:
    await given(talk, "ana", "jira.csv", JIRA.encode())
    await talk.click("ana", "import_go")
    await given(
        talk, "ana", "jira.csv", JIRA.replace("APP-3,Test,Cleo,2026-05-18\n", "").replace("05-04", "05-05").encode()
    )
    await talk.click("ana", "import_go")
    assert "cancelled" not in (await talk.command("ana", "M-3", "identity")).casefold()


async def test_days_that_nothing_tells_are_asked_about(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_reading(monkeypatch, ambiguous_days=True)
    table = b"what,who,date\nBeta,,03/04/2026\nLaunch,,05/04/2026\n"
    question = (await given(talk, "ana", "app.csv", table))[-1]
    assert "Is \u201cBeta\u201d due on Fri 3 Apr or on Wed 4 Mar?" in question
    buttons = json.dumps(direct_posts(talk, "ana")[-1].blocks)
    assert "Day first (3 April)" in buttons
    assert "Month first (March 4)" in buttons
    assert "import_go" not in buttons
    value = next(
        element["value"]
        for block in direct_posts(talk, "ana")[-1].blocks
        for element in block.get("elements", ())
        if str(element.get("value", "")).endswith("month")
    )
    await talk.click("ana", "import_days", value=value)
    assert "Beta (M-1), Wed 4 Mar" in direct_messages(talk, "ana")[-1]
    await talk.click("ana", "import_go")
    assert direct_messages(talk, "ana")[-1].startswith("Imported into app (PRG-1)")
    assert "Wed 4 Mar" in await talk.command("ana", "M-1", "identity")


async def test_five_hundred_of_everything_fits_a_message(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renames, changes, what is gone, remarks, rows left out: the preview keeps Slack's limits."""
    long = " of the unified mobile platform for partners and their customers and everyone who works for them"
    rows = [f"APP-{n},Part {n}{long},Person {n}{long},2026-05-{n % 28 + 1:02}" for n in range(1, 1501)]
    head = "Issue key,Summary,Assignee,Due date\n"
    await given(talk, "ana", "jira.csv", (head + "\n".join(rows)).encode())
    await talk.click("ana", "import_go")
    remarks = tuple(Remark(f"Remark {n}{long}.", (f"Part {n}{long}",) * 500) for n in range(500))
    unread = tuple(UnreadRow(n, f"“date” must be a date{long}.") for n in range(500))
    replace_reading(monkeypatch, remarks=remarks, unread=unread)
    changed = [row.replace("Part", "Piece") for row in rows[:500]] + [
        row.replace("2026-05", "2026-06") for row in rows[500:1000]
    ]
    changed += [f"NEW-{n},New {n}{long},Person {n},2026-07-01" for n in range(500)]
    await given(talk, "ana", "jira.csv", (head + "\n".join(changed)).encode())
    preview = json.dumps(direct_posts(talk, "ana")[-1].blocks)
    for part in ("500 renames", "500 new milestones", "500 are gone", "500 rows left out"):
        assert part in preview, part
    assert "Import and cancel the missing 500" in preview


async def test_long_reading_says_how_far_it_is(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message: how far the file is, edited into the preview and then into the receipt."""
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.02)
    replace_reading(monkeypatch, pause=0.3)
    await given(talk, "ana", "jira.csv", JIRA.encode())
    posts = direct_posts(talk, "ana")
    assert len(posts) == 1
    texts = [json.dumps(call.args) for call in talk.sandbox.calls if call.method in ("chat.postMessage", "chat.update")]
    assert any("Reading your file: 4 of 4 rows" in text for text in texts)
    await talk.click("ana", "import_go")
    assert direct_messages(talk, "ana")[-1].startswith("Imported into jira (PRG-1)")
    assert [post.ts for post in direct_posts(talk, "ana")] == [posts[0].ts]


async def test_what_is_wrong_is_said_after_the_progress(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.02)
    replace_reading(monkeypatch, pause=0.2)
    messages = await given(talk, "ana", "jira.csv", b"what,date\n")
    assert "Reading" not in "".join(messages)
    assert len(messages) == 2
