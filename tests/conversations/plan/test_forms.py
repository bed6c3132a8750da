"""A form closed by mistake keeps its input for a day, for the same person and the same item."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

HINT = "I kept what you typed"


async def _fill_and_close(talk: Talk, values: dict[str, str]) -> None:
    from sandbox.forms import ModalForm

    form = talk.form("ana")
    ModalForm(talk.sandbox, form).fill(values)
    await talk.sandbox.person("ana").close_view(form)
    await talk.settle()


async def test_closed_form_keeps_its_input_until_it_is_submitted(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "new milestone", "identity")
    assert HINT not in str(talk.form("ana").body)
    await _fill_and_close(talk, {"name": "Token service", "date": "2026-04-01", "user": talk.users["bo"].id})
    await talk.command("ana", "new milestone", "payments")
    assert HINT in str(talk.form("ana").body)
    assert await talk.submit("ana", {}) is None
    assert "Token service" in await talk.command("ana", "M-3", "identity")
    assert "1 Apr" in await talk.command("ana", "M-3", "identity")
    await talk.command("ana", "new milestone", "identity")
    assert "Token service" not in str(talk.form("ana").body)


async def test_draft_belongs_to_one_milestone_and_lasts_a_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_more", value="card_date M-1")
    await _fill_and_close(talk, {"reason": "the vendor is late"})
    await talk.command("ana", "M-2", "identity")
    await talk.click("ana", "card_more", value="card_date M-2")
    assert "the vendor is late" not in str(talk.form("ana").body)
    await talk.sandbox.person("ana").close_view(talk.form("ana"))
    await talk.click("ana", "card_more", value="card_date M-1")
    assert "the vendor is late" in str(talk.form("ana").body)
    await _fill_and_close(talk, {})
    await talk.fast_forward(by=timedelta(hours=25))
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_more", value="card_date M-1")
    assert "the vendor is late" not in str(talk.form("ana").body)


async def test_form_closed_without_input_leaves_no_draft(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "new project", "identity")
    await _fill_and_close(talk, {})
    await talk.command("ana", "new project", "identity")
    assert HINT not in str(talk.form("ana").body)


async def test_overlong_draft_is_cut_to_the_fields_limit(talk: Talk) -> None:
    """A draft saved by an older version may be longer than today's limit; the form must still open."""
    await set_up_two_projects(talk)
    await talk.command("ana", "new milestone", "identity")
    for block in talk.form("ana").body["blocks"]:
        block.get("element", {}).pop("max_length", None)
    await _fill_and_close(talk, {"name": "Token service " * 30})
    await talk.command("ana", "new milestone", "identity")
    name = next(
        b["element"] for b in talk.form("ana").body["blocks"] if b.get("element", {}).get("action_id") == "name"
    )
    assert name["initial_value"] == ("Token service " * 30)[: name["max_length"]]
