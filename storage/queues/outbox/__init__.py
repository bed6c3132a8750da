"""Every Slack write: decided in the transaction that caused it, sent once, at Slack's pace.

`queue` accepts posts and answers questions about them, `sending` hands them out, `outcome` records what Slack answered,
`pace` keeps the gates. Slack's client stays out: only the sender knows what an answer of Slack's means.
"""

from storage.queues.outbox.outcome import (
    doubt_interrupted,
    give_back,
    limit_and_retry,
    mark_found,
    mark_missing,
    mark_sent,
    mark_unknown,
    mark_unverifiable,
    park_post,
    pause_and_retry,
    retry_later,
    send_directly,
)
from storage.queues.outbox.pace import pause_team, resume_team
from storage.queues.outbox.queue import (
    NewPost,
    OutboxCounts,
    ParkedPost,
    counts,
    discard,
    enqueue,
    enqueue_all,
    parked_posts,
    purge,
    retry,
    sent_message,
)
from storage.queues.outbox.sending import ClaimedPost, claim_next, claim_unknown

__all__ = [
    "ClaimedPost",
    "NewPost",
    "OutboxCounts",
    "ParkedPost",
    "claim_next",
    "claim_unknown",
    "counts",
    "discard",
    "doubt_interrupted",
    "enqueue",
    "enqueue_all",
    "give_back",
    "limit_and_retry",
    "mark_found",
    "mark_missing",
    "mark_sent",
    "mark_unknown",
    "mark_unverifiable",
    "park_post",
    "parked_posts",
    "pause_and_retry",
    "pause_team",
    "purge",
    "resume_team",
    "retry",
    "retry_later",
    "send_directly",
    "sent_message",
]
