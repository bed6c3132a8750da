"""What can be wrong with a template. Each error quotes the template's line, so the author need not search."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A line of a template file; `line` counts from 1, 0 = unknown."""

    template: str = ""
    line: int = 0
    quote: str = ""

    def __str__(self) -> str:
        where = f"{self.template}, line {self.line}" if self.line else self.template
        return f"{where}: {self.quote.strip()}" if self.quote else where


class RenderingError(Exception):
    """The common base; catch this to treat all three alike."""

    def __init__(self, sentence: str, place: SourceLocation | None = None) -> None:
        self.sentence, self.place = sentence, place or SourceLocation()
        super().__init__(f"{sentence} [{self.place}]" if str(self.place) else sentence)


class MarkupError(RenderingError):
    """The markup is wrong: unknown tag or attribute, a tag in a place where Slack has no such thing, broken syntax."""


class LimitError(RenderingError):
    """The result is larger than Slack takes and cutting it would hide something."""


class FactError(RenderingError):
    """The facts do not fit the template: one is missing, or is no Slack id, address, date or choice."""
