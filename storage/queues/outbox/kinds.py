"""Kinds of posts: how urgent each is, and how to proceed when it is unknown whether one arrived."""

from enum import StrEnum


class LostReplyPolicy(StrEnum):
    """The handling of a post whose reply was lost."""

    # It can be found by its metadata before anything is repeated.
    LOOK_UP = "look"
    # Doing it twice is as good as once.
    REPEAT = "again"
    # It cannot be found and must not be sent twice.
    PARK = "never"


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
