"""What kinds of post there are: how urgent each is, and what is done when nobody knows whether it arrived."""

from enum import StrEnum


class Doubt(StrEnum):
    """What to do with a post whose answer was lost."""

    LOOK = "look"  # it can be found by its metadata before anything is repeated
    AGAIN = "again"  # doing it twice is as good as once
    NEVER = "never"  # it cannot be found and must not come twice


PRIORITY = {
    "escalation": 0,
    "ephemeral": 1,
    "view": 1,
    "reply": 2,
    "reaction": 3,
    "update": 3,
    "checkin": 4,
    "digest": 5,
}
DOUBT = {"ephemeral": Doubt.NEVER, "view": Doubt.AGAIN, "reaction": Doubt.AGAIN, "update": Doubt.AGAIN}


def doubt(kind: str) -> Doubt:
    """Messages can be looked up; the rest is either harmless to repeat or not worth it."""
    return DOUBT.get(kind, Doubt.LOOK)
