"""The states of an escalation, and whom it asks next."""
