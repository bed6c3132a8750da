"""Kinds of posts: how urgent each is, and which are repeated when it is unknown whether one arrived."""

PRIORITY_BY_KIND = {
    "escalation": 0,
    "ephemeral": 1,
    "answer": 1,
    "view": 1,
    "reply": 2,
    "reaction": 3,
    "update": 3,
    "checkin": 4,
    "digest": 5,
}
# Doing them twice is as good as once; what only one person sees is even worse missed. Any other post is looked up by
# its metadata before it is repeated.
REPEATABLE_KINDS = ("ephemeral", "view", "reaction", "update")
