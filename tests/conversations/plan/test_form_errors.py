"""Whatever is wrong in a form stands beside its field, and nothing of it is saved."""

import pytest

from tests.scenarios import check_ins_asked, escalation_over_a_weekend, program_with_two_projects
from tests.steps.capture import log
from tests.talk import Talk

OVER = "That day is over."
CARD = [
    ("card_date", {"date": "2026-03-13"}, {"date": "It is expected on that day already."}),
    ("card_block", {"text": "   "}, {"text": "Say what is in the way."}),
    ("card_block", {"text": "no data", "date": "2026-02-01"}, {"date": OVER}),
    ("card_depend", {"find_milestone": "M-1"}, {"find_milestone": "A milestone can't wait for itself."}),
    ("card_depend", {"find_milestone": "M-2", "date": "2026-02-01"}, {"date": OVER}),
]
PROMPT = [
    ("checkin_blocked", {"what": "  "}, {"what": "Say what holds it."}),
    ("checkin_blocked", {"what": "no data", "date": "2026-03-09"}, {"date": OVER}),
]
LOGGED = [
    ("log_update", {"text": " "}, {"text": "Say what it is."}),
    ("log_update", {"day": "2026-02-27"}, {"day": "That day is past."}),
    ("log_blocker", {"text": " "}, {"text": "Say what it is."}),
    ("log_dependency", {"milestone": "M-1", "provider": "M-1"}, {"provider": "A milestone cannot wait for itself."}),
]
SETTINGS = [
    ("zone", "Middle/Earth", "There is no time zone"),
    ("hours", "18-9", "is not after"),
    ("days", "someday", "I don't know the day"),
    ("country", "Narnia", "country"),
]


async def sent(talk: Talk, who: str, values: dict[str, str]) -> dict[str, str] | None:
    """The form on top, sent and taken away again."""
    form = talk.form(who)
    errors = await talk.submit(who, values)
    await talk.sandbox.person(who).close_view(form)
    return errors


async def test_on_the_card_of_a_milestone(talk: Talk) -> None:
    await program_with_two_projects(talk)
    before = await talk.command("ana", "M-1", "identity")
    card = talk.newest_with("ana", "card_date", "M-1")
    for action, values, errors in CARD:
        await talk.click("ana", action, on=card)
        assert await sent(talk, "ana", values) == errors, (action, values)
    assert await talk.command("ana", "M-1", "identity") == before


async def test_in_the_forms_of_a_check_in(talk: Talk) -> None:
    await check_ins_asked(talk)
    for action, values, errors in PROMPT:
        await talk.click("ana", action)
        assert await sent(talk, "ana", values) == errors, (action, values)
    assert "blocked" not in await talk.command("ana", "M-1", "identity")


@pytest.mark.parametrize(("what", "values", "errors"), LOGGED)
async def test_where_a_message_is_logged(talk: Talk, what: str, values: dict[str, str], errors: dict[str, str]) -> None:
    await program_with_two_projects(talk)
    await log(talk, "ana", what, "the vendor needs two more weeks")
    assert await sent(talk, "ana", values) == errors


async def test_what_two_people_log_at_once_is_logged_once(talk: Talk) -> None:
    await program_with_two_projects(talk)
    ts = await log(talk, "ana", "log_decision", "we go with the second vendor")
    await talk.sandbox.person("bo").message_shortcut("log_decision", "identity", ts)
    await talk.settle()
    assert await talk.submit("bo", {}) is None
    assert await talk.submit("ana", {}) == {"text": "Bo has logged this message already."}


async def test_in_the_settings(talk: Talk) -> None:
    await program_with_two_projects(talk)
    before = await talk.command("bo", "settings")
    for field, value, words in SETTINGS:
        await talk.click("bo", "settings_open")
        errors = await sent(talk, "bo", dict.fromkeys(("zone", "hours", "days", "country"), "") | {field: value}) or {}
        assert set(errors) == {field}
        assert words in errors[field]
    assert await talk.command("bo", "settings") == before


async def test_of_a_reply_to_an_escalation(talk: Talk) -> None:
    await escalation_over_a_weekend(talk)
    await talk.click("bo", "escalation_reply")
    assert set(await sent(talk, "bo", {"reply": "  "}) or {}) == {"reply"}


@pytest.mark.parametrize("form", ["new program", "new project", "new milestone"])
async def test_what_is_new_needs_a_name(talk: Talk, form: str) -> None:
    await program_with_two_projects(talk)
    await talk.command("cleo", form, "identity")
    assert await sent(talk, "cleo", {"name": "   "}) == {"name": "Give it a name."}
