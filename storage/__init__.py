"""What the bot remembers, and every SQL statement.

Behind this door: the database (`database`), the tables (`tables`), the durable queues (`inbox`, `outbox`, `claims`),
and a module of queries a topic. A flow is a plain function, session first; `Store.transact` runs it in a transaction.
Never enters: Slack's client, templates, the clock (`now` comes in as an argument), and no row leaves.
"""
