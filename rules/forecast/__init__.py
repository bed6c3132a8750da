"""Forecasts of target dates: sampling, simulation, exposure and history."""
