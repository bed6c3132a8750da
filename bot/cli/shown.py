"""Names and words from files, as a terminal or a calendar may have them: nothing that moves, colours or reverses it."""


def line(text: str) -> str:
    """One line of it."""
    return " ".join(page(text).split())


def page(text: str) -> str:
    """Its lines, without anything that a terminal would obey."""
    return "\n".join("".join(map(_letter, row)) for row in text.split("\n"))


def _letter(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else ""
