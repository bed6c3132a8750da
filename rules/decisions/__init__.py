"""Decisions: the latest responsible moment, consent windows, the price of waiting."""
