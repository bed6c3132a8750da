"""The settings form offers zones, times and countries to choose from, so that nothing has to be spelled."""

from tests.talk import Talk


async def offered(talk: Talk, menu: str, typed: str = "") -> list[tuple[str, str]]:
    options = await talk.sandbox.person("ana").load_options(talk.form("ana"), menu, typed)
    return [(option["value"], option["text"]["text"]) for option in options]


async def test_zone_and_country_are_found_while_typing(talk: Talk) -> None:
    await talk.command("ana", "settings", "news")
    await talk.click("ana", "settings_open")
    assert ("America/Sao_Paulo", "America/Sao Paulo") in await offered(talk, "find_zone", "sao paulo")
    assert (await offered(talk, "find_zone"))[0] == ("auto", "As in Slack")
    assert ("DE-BY", "Germany, BY (DE-BY)") in await offered(talk, "find_country", "germany")
    assert await offered(talk, "find_country", "de-by") == [
        ("auto", "As in your program"),
        ("DE-BY", "Germany, BY (DE-BY)"),
    ]
    assert len(await offered(talk, "find_country")) == 100


async def test_chosen_settings_are_shown_and_can_be_reset(talk: Talk) -> None:
    await talk.command("ana", "settings", "news")
    await talk.click("ana", "settings_open")
    chosen = {"find_zone": "America/Sao_Paulo", "start": "07:30", "end": "15:30", "find_country": "DE-BY"}
    assert await talk.submit("ana", chosen) is None
    settings = await talk.command("ana", "settings", "news")
    assert "America/Sao_Paulo" in settings
    assert "07:30–15:30" in settings
    assert "DE-BY" in settings
    await talk.click("ana", "settings_open")
    fields = [block["element"] for block in talk.form("ana").body["blocks"] if block["type"] == "input"]
    assert [f.get("initial_time") for f in fields if f["type"] == "timepicker"] == ["07:30", "15:30"]
    assert "plain_text_input" not in {field["type"] for field in fields}
    assert await talk.submit("ana", {"find_zone": "auto", "find_country": "auto", "start": "", "end": ""}) is None
    settings = await talk.command("ana", "settings", "news")
    assert "Europe/Berlin (from Slack)" in settings
    assert "09:00–18:00" in settings
    assert "DE-BY" not in settings
