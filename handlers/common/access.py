"""Before a command: may this person use the verb, and know of what they name? After it: *Share to channel*."""

import re
from dataclasses import replace

from sqlmodel import Session

import storage.people
import storage.privacy
import templates
from handlers.common import parsing
from rules.people import Person, Role
from rules.refusal import NotAllowed, NotFound
from rules.register import KIND_BY_PREFIX
from rules.text import tokens
from templates import RenderedMessage

_MAX_MESSAGE_BLOCKS = 50
_RESTRICTABLE_ID = re.compile(r"\b[MBRAI]-\d+\b")
# word for word what the store says of what was never there
_NOT_FOUND_WORDING = {
    "M": ("milestone", "`/program status` lists the milestones of a project."),
    "B": ("blocker", "A milestone's card lists its blockers."),
    **dict.fromkeys(KIND_BY_PREFIX, ("entry", "`register` lists what is open.")),
}


def require_access(session: Session, *, person: Person, verb: str, roles: frozenset[Role], text: str) -> None:
    """This will pass; or refuse a verb that is not for this person, or a thing they may not know of."""
    if not roles & storage.people.roles_anywhere(session, person=person):
        raise NotAllowed(f"`{verb}` is not for you.", "Your roles here do not reach so far.", "`help` lists what does.")
    require_visible(session, person=person, text=text)


def require_visible(session: Session, *, person: Person, text: str) -> None:
    """What a person may not know of is answered as what does not exist."""
    ids = [id for token in tokens(text) if (id := parsing.parse_id(token.text))]
    hidden = storage.privacy.hidden_ids(session, person=person) if ids else frozenset()
    if id := next((id for id in ids if id in hidden), None):
        what, instead = _NOT_FOUND_WORDING[id[0]]
        raise NotFound(f"There is no {what} {id}.", "", instead)


def require_visible_ids(session: Session, *, person: Person, carried: str) -> None:
    """What a button or form carries is looked at anew: who left a channel since may not open what they saw there."""
    ids = frozenset(_RESTRICTABLE_ID.findall(carried))
    hidden = ids & storage.privacy.hidden_ids(session, person=person) if ids else ids
    if hidden:
        require_visible(session, person=person, text=" ".join(sorted(hidden)))


def add_share_button(message: RenderedMessage, *, command_text: str) -> RenderedMessage:
    """The answer with a button that shares it; an answer that brings its own keeps that."""
    if len(message.blocks) >= _MAX_MESSAGE_BLOCKS or "'action_id': 'share" in str(message.blocks):
        return message
    button = templates.render("common/share_button", said=command_text)
    return replace(message, blocks=[*message.blocks, *button.blocks])
