"""The manifest matches what the handlers listen to and what Slack allows."""

import json

from click.testing import CliRunner

from bot.cli.manifest_command import command
from bot.manifest import build_manifest
from handlers import routes


def test_socket_mode_has_no_addresses_and_http_has_them_everywhere() -> None:
    socket = build_manifest(routes.SURFACE, command="/program")
    assert socket["settings"]["socket_mode_enabled"]
    assert "https" not in json.dumps(socket)
    web = build_manifest(routes.SURFACE, command="/program", url="https://baton.example/slack/events")
    assert not web["settings"]["socket_mode_enabled"]
    assert json.dumps(web).count("https://baton.example/slack/events") == 4


def test_manifest_keeps_slacks_limits_and_lets_people_answer() -> None:
    manifest = build_manifest(routes.SURFACE, command="/program")
    display, features = manifest["display_information"], manifest["features"]
    assert (len(display["name"]) <= 35, len(display["description"]) <= 140) == (True, True)
    assert 175 <= len(display["long_description"]) <= 4000
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert all(slash["should_escape"] for slash in features["slash_commands"])
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert len(features["shortcuts"]) <= 10
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == {*routes.SURFACE.scopes, *routes.SURFACE.optional_scopes}
    assert scopes["bot_optional"] == ["users:read.email"]
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(routes.SURFACE.events)


def test_manifest_command_refuses_an_insecure_address() -> None:
    result = CliRunner().invoke(command, [])
    assert json.loads(result.output)["settings"]["socket_mode_enabled"]
    assert CliRunner().invoke(command, ["--http", "http://x"]).exit_code == 2
