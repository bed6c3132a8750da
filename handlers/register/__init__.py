"""Risks, issues and assumptions."""
