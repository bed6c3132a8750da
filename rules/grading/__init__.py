"""Forecasts that grade themselves: how often dates held, by how long before they were given (M-4)."""
