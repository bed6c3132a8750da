"""The shapes of listeners: Slack's payload as a dictionary, and what answers clicks, forms and menus."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from handlers.common.deps import Deps
from handlers.common.requests import Click, Form
from rules.people import Person
from templates import Message

Body = dict[str, Any]
OnClick = Callable[[Click, Deps], Awaitable[Message | None]]
OnForm = Callable[[Form, Deps], Awaitable[Message | Body | None]]
OnType = Callable[[Person, str, Deps], Awaitable[Sequence[tuple[str, str]]]]
