"""Names and words from files, as a terminal or a calendar may have them: nothing that moves, colours or reverses it."""


def printable_line(text: str) -> str:
    """One line of it."""
    return " ".join(printable_text(text).split())


def printable_text(text: str) -> str:
    """Its lines, without anything that a terminal would obey."""
    return "\n".join("".join(map(_printable_letter, row)) for row in text.split("\n"))


def _printable_letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else ""
