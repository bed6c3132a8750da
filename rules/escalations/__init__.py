"""The states of an escalation, and the people it asks."""
