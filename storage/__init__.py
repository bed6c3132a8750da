"""Everything the bot remembers, and every SQL statement.

It holds the database (`engine`), the tables (`tables`), the durable queues (`queues`: inbox, outbox, claims), and one
module of queries per topic. A flow is a plain function that takes the session first; `Store.transact` runs it in a
transaction. Kept out: Slack's client, templates and the clock (`now` is passed as an argument). No row leaves the
package.
"""
