"""The configuration that the Slack app needs, from which its manifest is generated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackSurface:
    """The configuration that the Slack app needs.

    The manifest is generated from it, and a test checks it against the listeners.
    """

    command: str
    events: tuple[str, ...]
    scopes: tuple[str, ...]
    message_shortcuts: tuple[tuple[str, str], ...] = ()
    global_shortcuts: tuple[tuple[str, str], ...] = ()
    # an administrator may leave them out
    optional_scopes: tuple[str, ...] = ()
