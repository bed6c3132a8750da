"""Form errors appear beside their field, and nothing is saved."""

import pytest

from tests.scenarios import set_up_sent_check_ins, set_up_two_projects, set_up_weekend_escalation
from tests.steps.capture import open_log_form
from tests.talk import Talk

OVER = "That day is in the past."
CARD = [
    ("card_date", {"date": "2026-03-13"}, {"date": "It is expected on that day already."}),
    ("card_block", {"text": "   "}, {"text": "Say what is in the way."}),
    ("card_block", {"text": "no data", "date": "2026-02-01"}, {"date": OVER}),
    ("card_depend", {"find_milestone": "M-1"}, {"find_milestone": "A milestone can't depend on itself."}),
    ("card_depend", {"find_milestone": "M-2", "date": "2026-02-01"}, {"date": OVER}),
]
PROMPT = [
    ("checkin_blocked", {"what": "  "}, {"what": "Say what's blocking it."}),
    ("checkin_blocked", {"what": "no data", "date": "2026-03-09"}, {"date": OVER}),
]
LOGGED = [
    ("log_update", {"text": " "}, {"text": "Say what it is."}),
    ("log_update", {"day": "2026-02-27"}, {"day": "That day is past."}),
    ("log_blocker", {"text": " "}, {"text": "Say what it is."}),
    ("log_dependency", {"milestone": "M-1", "provider": "M-1"}, {"provider": "A milestone can't depend on itself."}),
]
SETTINGS = [
    ({"find_zone": "Middle/Earth"}, "find_zone", "There is no time zone"),
    ({"start": "18:00", "end": "09:00"}, "end", "is not after"),
    ({"start": "08:00"}, "end", "begins and when it ends"),
    ({"find_country": "Narnia"}, "find_country", "country"),
]
UNCHANGED = {"find_zone": "auto", "start": "", "end": "", "find_country": "auto"}


async def submit_and_close(talk: Talk, who: str, values: dict[str, str]) -> dict[str, str] | None:
    """Submit the form on top, close it, and return the errors by field."""
    form = talk.form(who)
    errors = await talk.submit(who, values)
    await talk.sandbox.person(who).close_view(form)
    return errors


async def test_card_forms_show_errors_and_save_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = await talk.command("ana", "M-1", "identity")
    card = talk.newest_with("ana", "card_more", "card_date M-1")
    for action, values, errors in CARD:
        await talk.click("ana", "card_more", value=f"{action} M-1", on=card)
        assert await submit_and_close(talk, "ana", values) == errors, (action, values)
    assert await talk.command("ana", "M-1", "identity") == before


async def test_check_in_forms_show_errors_and_save_nothing(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    for action, values, errors in PROMPT:
        await talk.click("ana", action)
        assert await submit_and_close(talk, "ana", values) == errors, (action, values)
    assert "blocked" not in await talk.command("ana", "M-1", "identity")


@pytest.mark.parametrize(("what", "values", "errors"), LOGGED)
async def test_log_forms_show_errors(talk: Talk, what: str, values: dict[str, str], errors: dict[str, str]) -> None:
    await set_up_two_projects(talk)
    await open_log_form(talk, "ana", what, "the vendor needs two more weeks")
    assert await submit_and_close(talk, "ana", values) == errors


async def test_message_logged_by_two_people_is_saved_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ts = await open_log_form(talk, "ana", "log_decision", "we go with the second vendor")
    await talk.sandbox.person("bo").message_shortcut("log_decision", "identity", ts)
    await talk.settle()
    assert await talk.submit("bo", {}) is None
    assert await talk.submit("ana", {}) == {"text": "Bo has logged this message already."}


async def test_settings_form_shows_errors_and_saves_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = await talk.command("bo", "settings")
    for values, field, words in SETTINGS:
        await talk.click("bo", "settings_open")
        errors = await submit_and_close(talk, "bo", UNCHANGED | values) or {}
        assert set(errors) == {field}
        assert words in errors[field]
    assert await talk.command("bo", "settings") == before


async def test_escalation_reply_needs_text(talk: Talk) -> None:
    await set_up_weekend_escalation(talk)
    await talk.click("bo", "escalation_reply")
    assert set(await submit_and_close(talk, "bo", {"reply": "  "}) or {}) == {"reply"}


@pytest.mark.parametrize("form", ["new program", "new project", "new milestone"])
async def test_new_items_need_a_name(talk: Talk, form: str) -> None:
    await set_up_two_projects(talk)
    await talk.command("cleo", form, "identity")
    assert await submit_and_close(talk, "cleo", {"name": "   "}) == {"name": "Give it a name."}
