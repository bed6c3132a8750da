"""Entry points (messages, commands, clicks, forms, reactions, timed jobs) and the flows behind them.

Only this package knows Slack's payloads and listener arguments. It contains no SQL, no block JSON and no reading of the
system clock. Messages are worded in `templates/`; a refusal carries its own sentence.
"""
