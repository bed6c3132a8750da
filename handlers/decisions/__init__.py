"""Decisions: asked for in time, made once, superseded but never edited."""
