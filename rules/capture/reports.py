"""The report that an update makes of its project: the words that are shown of it, and the colour it reports."""

import re

from rules.capture import labels
from rules.truth.colours import Colour

# A status without a colour, such as "paused", changes no colour.
COLOUR_BY_STATUS = {
    "on_track": Colour.GREEN,
    "done": Colour.GREEN,
    "at_risk": Colour.AMBER,
    "off_track": Colour.RED,
}
MAX_HEADLINE_LENGTH = 1000
_LABEL = re.compile(r"^([^:\n]{2,60}?)\s*:\s*(.*)$")
_MARKS = re.compile(r"[*_~`]+|^\s*(?:[-•◦▪]|\d{1,2}[.)])\s+|^\s*#{1,6}\s+")


def headline(plain: str) -> str:
    """Return an update as running text, without its status line, which is shown as a colour; a summary is enough."""
    parts: list[str] = []
    for line in plain.splitlines():
        words = " ".join(_MARKS.sub("", line).split())
        label = _LABEL.match(words)
        kind = labels.kind_of(label[1]) if label else labels.kind_of(words)
        if kind == "summary" and label and label[2]:
            return label[2][:MAX_HEADLINE_LENGTH]
        if words and not (kind == "status" and label):
            parts.append(words)
    text = ""
    for part in parts:
        text += part if not text else f" {part}" if text[-1] in ".!?:;," else f" · {part}"
    return (text or " ".join(plain.split()))[:MAX_HEADLINE_LENGTH]
