"""Budgets: sums by project and month, forecasts, thresholds."""
