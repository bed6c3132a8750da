"""Turns the key: settings, database, Slack connection, clock, sender, web endpoints, command line; stops cleanly.

Only this room knows APScheduler, pydantic-settings, Bolt's app object and click. Never enters: a rule, a sentence, SQL.
"""
