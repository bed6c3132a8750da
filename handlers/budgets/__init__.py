"""Budgets: lines of projects, their sums and forecasts for who may see them, and exchange rates."""
