"""The Slack app manifest that fits the listeners and the settings."""

from typing import Any, Protocol

APP_NAME = "Baton"
SHORT_DESCRIPTION = "Runs programs: milestones, hand-overs, blockers, risks and the weekly digest."
LONG_DESCRIPTION = (
    "Baton keeps a program's plan where the work is talked about. Say in a project's channel that a milestone slips, "
    "and see at once what that moves in other projects. Owners are asked, blockers chased, risks told to those who can "
    "act, and on Monday morning the program's digest stands in the stakeholders' channel."
)
BACKGROUND_COLOUR = "#1d4e5f"


class AppSurface(Protocol):
    """The listeners' side of the app: bot events, scopes, and shortcuts as (callback id, name) pairs."""

    @property
    def events(self) -> tuple[str, ...]: ...
    @property
    def scopes(self) -> tuple[str, ...]: ...
    @property
    def optional_scopes(self) -> tuple[str, ...]: ...
    @property
    def message_shortcuts(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def global_shortcuts(self) -> tuple[tuple[str, str], ...]: ...


def build_manifest(surface: AppSurface, *, command: str, url: str = "") -> dict[str, Any]:
    """Build the manifest. With a `url` (https://host/slack/events) Slack calls us; without one it uses Socket Mode."""
    endpoint = {"url": url} if url else {}
    request = {"request_url": url} if url else {}
    slash_command = {"command": command, "description": "Plan, status, blockers, digest", "usage_hint": "help"}
    return {
        "display_information": {
            "name": APP_NAME,
            "description": SHORT_DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": BACKGROUND_COLOUR,
        },
        "features": {
            # Read-only messages would keep people from answering in the conversation with the bot.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": APP_NAME, "always_online": True},
            "shortcuts": _shortcut_entries(surface),
            # Escaped: people and channels arrive as ids, whatever they are called.
            "slash_commands": [slash_command | endpoint | {"should_escape": True}],
        },
        "oauth_config": {
            "scopes": {
                "bot": sorted((*surface.scopes, *surface.optional_scopes)),
                "bot_optional": sorted(surface.optional_scopes),
            }
        },
        "settings": {
            "event_subscriptions": request | {"bot_events": sorted(surface.events)},
            "interactivity": {"is_enabled": True} | request | ({"message_menu_options_url": url} if url else {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _shortcut_entries(surface: AppSurface) -> list[dict[str, str]]:
    kinds = (("message", surface.message_shortcuts), ("global", surface.global_shortcuts))
    return [
        {"name": name, "type": kind, "callback_id": callback, "description": f"{name} with {APP_NAME}"}
        for kind, pairs in kinds
        for callback, name in pairs
    ]
