"""Slack payloads: commands, clicks, forms and messages become requests here."""
