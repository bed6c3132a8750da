"""Refusals: bad input answered with what failed, why, and what to do instead."""


class Refusal(Exception):
    """An error whose text is shown to the person as is: what failed, why, and what to do instead."""

    def __init__(self, what: str, why: str = "", instead: str = "") -> None:
        self.what, self.why, self.instead = what, why, instead
        super().__init__(" ".join(part for part in (what, why, instead) if part))


class Failure(Refusal):
    """Raised when the input was right and the work failed: a full disk, a locked database, a server that is down."""


class NotAllowed(Refusal):
    """Raised when the person may not do what they asked for."""


class NotFound(Refusal):
    """Raised when an item does not exist, or the person may not see it."""


class AmbiguousInput(Refusal):
    """Raised when several items fit; `choices` are (id, label) pairs, best first.

    `again` is the original command with {} in place of the chosen id; each choice then becomes a button. Without it a
    command is repeated with the id in place of the words that fit several (`named`), or at its end.
    """

    named = ""

    def __init__(self, what: str, choices: tuple[tuple[str, str], ...], again: str = "", named: str = "") -> None:
        self.choices, self.again, self.named = choices, again, named
        super().__init__(what, "Several fit.", "Pick one.")


class GroupMemberNeeded(AmbiguousInput):
    """Raised for a user group where one person is meant; `choices` are its members who can be asked."""

    def __init__(self, *, group: str, handle: str, choices: tuple[tuple[str, str], ...], more: int = 0) -> None:
        self.group = group
        super().__init__(f"Which person in {handle}?", choices)
        names = ", ".join(name for _, name in choices)
        self.why = f"I can ask {names}{f' and {more} more' if more else ''}."
