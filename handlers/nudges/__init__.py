"""Reminders of dates, commitments and open questions."""
