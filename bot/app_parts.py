"""The parts of an application: listeners, tick steps, scopes, timeouts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.bolt_app import RegisterListeners
from bot.clock import TickStep
from bot.incoming.socket import ReconnectPolicy
from bot.outgoing.sender import SendTimeouts


@dataclass(frozen=True, slots=True)
class AppParts:
    """Parts that handlers provide and tests may set: listeners, tick steps, scopes, timeouts and reconnect policy."""

    register: RegisterListeners
    steps: Sequence[TickStep] = ()
    brisk: Sequence[TickStep] = ()
    scopes: Sequence[str] = ()
    terms: SendTimeouts = field(default_factory=SendTimeouts)
    patience: ReconnectPolicy = field(default_factory=ReconnectPolicy)


def load_handler_parts() -> AppParts:
    """Return the parts that the handlers provide, imported here so that the rest can be tested without them."""
    from handlers import routes

    return AppParts(
        register=routes.register_listeners, steps=routes.TICKS, brisk=routes.FAST_TICKS, scopes=routes.SURFACE.scopes
    )
