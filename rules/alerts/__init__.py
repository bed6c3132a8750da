"""Alerts about a plan, its status colours and its health."""
