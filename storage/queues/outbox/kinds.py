"""What kinds of post there are: how urgent each is, and what is done when nobody knows whether it arrived."""

from enum import StrEnum


class LostReplyPolicy(StrEnum):
    """What to do with a post whose answer was lost."""

    LOOK_UP = "look"  # it can be found by its metadata before anything is repeated
    REPEAT = "again"  # doing it twice is as good as once
    PARK = "never"  # it cannot be found and must not come twice


PRIORITY_BY_KIND = {
    "escalation": 0,
    "ephemeral": 1,
    "view": 1,
    "reply": 2,
    "reaction": 3,
    "update": 3,
    "checkin": 4,
    "digest": 5,
}
LOST_REPLY_POLICIES = {
    "ephemeral": LostReplyPolicy.PARK,
    "view": LostReplyPolicy.REPEAT,
    "reaction": LostReplyPolicy.REPEAT,
    "update": LostReplyPolicy.REPEAT,
}


def lost_reply_policy(kind: str) -> LostReplyPolicy:
    """Messages can be looked up; the rest is either harmless to repeat or not worth it."""
    return LOST_REPLY_POLICIES.get(kind, LostReplyPolicy.LOOK_UP)
