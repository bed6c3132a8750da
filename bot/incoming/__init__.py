"""Deliveries from Slack: received, stored, dispatched, retried."""
