"""The durable queues: inbox, outbox and once-only claims."""
