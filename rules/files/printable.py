"""Text from files made fit for a terminal or a calendar: nothing that moves, colours or reverses it."""


def printable_line(text: str) -> str:
    """Return the text as one printable line."""
    return " ".join(printable_text(text).split())


def printable_text(text: str) -> str:
    """Return the lines of the text, without anything that a terminal would obey."""
    return "\n".join("".join(map(_printable_letter, row)) for row in text.split("\n"))


def _printable_letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else ""
