"""Type aliases: Slack's payload as a dictionary, and the handlers of clicks, forms and menus."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission
from rules.people import Person
from templates import RenderedMessage

Body = dict[str, Any]
ClickHandler = Callable[[Click, Deps], Awaitable[RenderedMessage | None]]
FormHandler = Callable[[FormSubmission, Deps], Awaitable[RenderedMessage | Body | None]]
SuggestionHandler = Callable[[Person, str, Deps], Awaitable[Sequence[tuple[str, str]]]]
