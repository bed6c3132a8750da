"""Every way the outside reaches the bot (message, command, click, form, reaction, the clock), and what then happens.

Only this room knows Slack's payloads and listener arguments. Never enters: SQL, block JSON, sentences, the clock.
"""
