"""What the bot remembers, and every SQL statement.

Behind this door: the database (`database`), the tables (`tables`), the durable queues (`inbox`, `outbox`, `claims`), and a
module of queries a topic. A flow is an ordinary function with a session first; `Store.transact` runs it in one transaction.
Never enters: Slack's client, templates, the clock (`now` comes in as an argument), and no row leaves.
"""
