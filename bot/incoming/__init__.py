"""Deliveries from Slack: received, stored, dispatched, taken up again."""
