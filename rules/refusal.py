"""A refusal: bad input answered with what could not be done, why, and what to do now."""


class Refusal(Exception):
    """This will be shown to the person word for word: what I could not do, why, what you can do now."""

    def __init__(self, what: str, why: str = "", instead: str = "") -> None:
        self.what, self.why, self.instead = what, why, instead
        super().__init__(" ".join(part for part in (what, why, instead) if part))


class NotAllowed(Refusal):
    """This will be shown when the person may not do what they asked for."""


class NotFound(Refusal):
    """This will be shown when there is no such thing, or the person may not see it."""


class AmbiguousInput(Refusal):
    """This will be shown when several things fit; `choices` are (id, label) pairs, best first.

    `again` is the command that was meant, with {} where the id of the choice goes: each choice is a button then.
    """

    def __init__(self, what: str, choices: tuple[tuple[str, str], ...], again: str = "") -> None:
        self.choices, self.again = choices, again
        super().__init__(what, "Several fit.", "Pick one.")
