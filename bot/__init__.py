"""The bot: settings, database, Slack connection, clock, sender, web endpoints, command line, and a clean stop.

Only this room knows APScheduler, pydantic-settings, Bolt's app object and click. Never enters: a rule, a sentence, SQL.
"""
