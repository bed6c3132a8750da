"""Every Slack write: decided in the transaction that caused it, sent once, at Slack's pace.

`queue` takes posts in and answers questions, `sending` hands them out, `outcome` records what Slack said, `pace` keeps
the gates. Never enters: Slack's client; what an answer of Slack's means is the sender's knowledge.
"""

from storage.queues.outbox.outcome import (
    dead,
    give_back,
    landed,
    limited,
    not_landed,
    passing,
    sent,
    take_over,
    unknown,
    unsure,
)
from storage.queues.outbox.pace import pause_team, resume_team
from storage.queues.outbox.queue import (
    Counts,
    Draft,
    ParkedPost,
    counts,
    discard,
    enqueue,
    enqueue_all,
    parked,
    purge,
    retry,
    ts_of,
)
from storage.queues.outbox.sending import Post, claim_next, claim_unknown

__all__ = [
    "Counts",
    "Draft",
    "ParkedPost",
    "Post",
    "claim_next",
    "claim_unknown",
    "counts",
    "dead",
    "discard",
    "enqueue",
    "enqueue_all",
    "give_back",
    "landed",
    "limited",
    "not_landed",
    "parked",
    "passing",
    "pause_team",
    "purge",
    "resume_team",
    "retry",
    "sent",
    "take_over",
    "ts_of",
    "unknown",
    "unsure",
]
