"""Errors in templates; each quotes the template line, so that the author need not search for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A line of a template file; `line` counts from 1, and 0 means unknown."""

    template: str = ""
    line: int = 0
    quote: str = ""

    def __str__(self) -> str:
        location = f"{self.template}, line {self.line}" if self.line else self.template
        return f"{location}: {self.quote.strip()}" if self.quote else location


class RenderingError(Exception):
    """The common base class; catch it to handle all three errors alike."""

    def __init__(self, sentence: str, place: SourceLocation | None = None) -> None:
        self.sentence, self.place = sentence, place or SourceLocation()
        super().__init__(f"{sentence} [{self.place}]" if str(self.place) else sentence)


class MarkupError(RenderingError):
    """Raised for wrong markup: an unknown tag or attribute, a tag where Slack does not allow it, or broken syntax."""


class LimitError(RenderingError):
    """Raised if the result is larger than Slack accepts and cutting it would hide something."""


class FactError(RenderingError):
    """Raised if the facts do not fit the template: one is missing, or is not a Slack id, address, date or choice."""
