"""Access checks before a command (verb and visibility), and the *Share to channel* button after it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

import storage.people
import storage.privacy
import templates
from handlers.common import parsing
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission
from rules.people import Person, Role, name_roles
from rules.refusal import NotAllowed, NotFound
from rules.register import KIND_BY_PREFIX
from rules.text import tokens
from templates import RenderedMessage

R = TypeVar("R", bound=Click | FormSubmission)
T = TypeVar("T")
ClickOrForm = Callable[[R, Deps], Awaitable[T]]
_INSIDER_ROLES = frozenset(Role) - {Role.GUEST}
_MAX_MESSAGE_BLOCKS = 50
_RESTRICTABLE_ID = re.compile(r"\b(?:[MBRAI]|BEN|DEC|CR|SC)-\d+\b")
# Word for word the store's refusals, so that a hidden record looks like one that never existed.
_NOT_FOUND_WORDING = {
    "M": ("milestone", "`/program status` lists the milestones of a project."),
    "B": ("blocker", "A milestone's card lists its blockers."),
    **dict.fromkeys(KIND_BY_PREFIX, ("entry", "`register` lists what is open.")),
    "BEN": ("benefit", "`benefits` lists them."),
    "DEC": ("decision", "`decisions` lists them."),
    "CR": ("change request", "`changes` lists them."),
    "SC": ("scenario", "`scenarios` lists them."),
}


def require_access(session: Session, *, person: Person, verb: str, roles: frozenset[Role], text: str) -> None:
    """Raise NotAllowed if the verb is not for this person's roles, NotFound if the text names something hidden."""
    if not roles & storage.people.roles_anywhere(session, person=person):
        raise NotAllowed(
            f"You don't have permission for `{verb}`.",
            f"Only {name_roles(roles)} can use it.",
            "`help` shows what you can do.",
        )
    require_visible(session, person=person, text=text)


def for_insiders(handlers: Mapping[str, ClickOrForm[R, T]]) -> dict[str, ClickOrForm[R, T]]:
    """Return handlers of buttons or forms that refuse guests and people of other companies.

    The commands of these topics refuse them as well; a button may have been shown to somebody else.
    """
    return {name: _without_outsiders(name, run) for name, run in handlers.items()}


def _without_outsiders(name: str, run: ClickOrForm[R, T]) -> ClickOrForm[R, T]:
    async def run_for_insider(request: R, deps: Deps) -> T:
        verb = name.replace("_", " ")
        await deps.read(require_access, person=request.person, verb=verb, roles=_INSIDER_ROLES, text="")
        return await run(request, deps)

    return run_for_insider


def require_visible(session: Session, *, person: Person, text: str) -> None:
    """Raise NotFound, as for a record that does not exist, if the text names one hidden from this person."""
    ids = [id for token in tokens(text) if (id := parsing.parse_id(token.text))]
    hidden = storage.privacy.hidden_ids(session, person=person) if ids else frozenset()
    if id := next((id for id in ids if id in hidden), None):
        noun, hint = _NOT_FOUND_WORDING[id.partition("-")[0]]
        raise NotFound(f"There is no {noun} {id}.", "", hint)


def require_visible_ids(session: Session, *, person: Person, carried: str) -> None:
    """Check the ids in a button or form again: the person may have left a channel since they saw it."""
    ids = frozenset(_RESTRICTABLE_ID.findall(carried))
    hidden = ids & storage.privacy.hidden_ids(session, person=person) if ids else ids
    if hidden:
        require_visible(session, person=person, text=" ".join(sorted(hidden)))


def add_share_button(message: RenderedMessage, *, command_text: str) -> RenderedMessage:
    """Add a share button to a message, unless it has its own or has no room for one."""
    if len(message.blocks) >= _MAX_MESSAGE_BLOCKS or message.has_action("share", "share_view"):
        return message
    button = templates.render("common/share_button", said=command_text)
    return replace(message, blocks=[*message.blocks, *button.blocks])
