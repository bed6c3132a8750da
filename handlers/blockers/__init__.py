"""Blockers: raise, resolve, list."""
