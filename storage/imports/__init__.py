"""Imports: matched, compared, written."""
