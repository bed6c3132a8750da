"""The manifest fits what the handlers listen to and what Slack allows."""

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


def test_it_keeps_slacks_limits_and_lets_people_answer() -> None:
    made = build_manifest(routes.SURFACE, command="/program")
    shown, features = made["display_information"], made["features"]
    assert (len(shown["name"]) <= 35, len(shown["description"]) <= 140) == (True, True)
    assert 175 <= len(shown["long_description"]) <= 4000
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert all(slash["should_escape"] for slash in features["slash_commands"])
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert len(features["shortcuts"]) <= 10
    assert set(made["oauth_config"]["scopes"]["bot"]) == set(routes.SURFACE.scopes)
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(routes.SURFACE.events)


def test_the_command_prints_it_and_refuses_an_address_that_slack_would_not_call() -> None:
    printed = CliRunner().invoke(command, [])
    assert json.loads(printed.output)["settings"]["socket_mode_enabled"]
    assert CliRunner().invoke(command, ["--http", "http://x"]).exit_code == 2
