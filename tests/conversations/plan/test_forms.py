"""A form that was closed by mistake opens again as it was left: for its person, about its thing, for a day."""

from datetime import timedelta

from tests.scenarios import program_with_two_projects
from tests.talk import Talk

HINT = "what you typed is here again"


async def _close(talk: Talk, values: dict[str, str]) -> None:
    from sandbox.forms import ModalForm

    form = talk.form("ana")
    ModalForm(talk.sandbox, form).fill(values)
    await talk.sandbox.person("ana").close_view(form)
    await talk.settle()


async def test_what_was_typed_stands_in_the_form_when_it_opens_again_until_it_is_sent(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "new milestone", "identity")
    assert HINT not in str(talk.form("ana").body)
    await _close(talk, {"name": "Token service", "date": "2026-04-01", "user": talk.users["bo"].id})
    await talk.command("ana", "new milestone", "payments")
    assert HINT in str(talk.form("ana").body)
    assert await talk.submit("ana", {}) is None
    assert "Token service" in await talk.command("ana", "M-3", "identity")
    assert "1 Apr" in await talk.command("ana", "M-3", "identity")
    await talk.command("ana", "new milestone", "identity")
    assert "Token service" not in str(talk.form("ana").body)


async def test_a_draft_is_for_its_person_and_its_thing_and_a_day_old_one_is_gone(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_date", value="M-1")
    await _close(talk, {"reason": "the vendor is late"})
    await talk.command("ana", "M-2", "identity")
    await talk.click("ana", "card_date", value="M-2")
    assert "the vendor is late" not in str(talk.form("ana").body)
    await talk.sandbox.person("ana").close_view(talk.form("ana"))
    await talk.click("ana", "card_date", value="M-1")
    assert "the vendor is late" in str(talk.form("ana").body)
    await _close(talk, {})
    await talk.fast_forward(by=timedelta(hours=25))
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_date", value="M-1")
    assert "the vendor is late" not in str(talk.form("ana").body)


async def test_a_form_closed_as_it_opened_leaves_nothing_behind(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "new project", "identity")
    await _close(talk, {})
    await talk.command("ana", "new project", "identity")
    assert HINT not in str(talk.form("ana").body)


async def test_words_of_an_older_version_that_are_too_long_by_now_are_cut_and_the_form_opens(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "new milestone", "identity")
    for block in talk.form("ana").body["blocks"]:
        block.get("element", {}).pop("max_length", None)
    await _close(talk, {"name": "Token service " * 30})
    await talk.command("ana", "new milestone", "identity")
    name = next(
        b["element"] for b in talk.form("ana").body["blocks"] if b.get("element", {}).get("action_id") == "name"
    )
    assert name["initial_value"] == ("Token service " * 30)[: name["max_length"]]
