"""Escalations: open, acknowledge, snooze, reassign, resolve."""
