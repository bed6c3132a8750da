"""The parts an application is made of: listeners, tick steps, scopes, timeouts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.bolt_app import RegisterListeners
from bot.clock import TickStep
from bot.incoming.socket import ReconnectPolicy
from bot.outgoing.sender import SendTimeouts


@dataclass(frozen=True, slots=True)
class AppParts:
    """What handlers bring, and what tests may set: listeners, steps of the clock, scopes, and how patient we are."""

    register: RegisterListeners
    steps: Sequence[TickStep] = ()
    brisk: Sequence[TickStep] = ()
    scopes: Sequence[str] = ()
    terms: SendTimeouts = field(default_factory=SendTimeouts)
    patience: ReconnectPolicy = field(default_factory=ReconnectPolicy)


def load_handler_parts() -> AppParts:
    """What the handlers' room brings; imported here, so that everything else can be tested without it."""
    from handlers import routes

    return AppParts(
        register=routes.register_listeners, steps=routes.TICKS, brisk=routes.FAST_TICKS, scopes=routes.SURFACE.scopes
    )
