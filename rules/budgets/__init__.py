"""Budgets: lines as people type them, their sums, and the forecast of what they come to."""
