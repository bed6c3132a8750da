"""The demo: a sandbox with a sample program, and the bot connected to it as to the real Slack."""
