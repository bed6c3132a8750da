"""Helpers for several topics of `handlers/`: requests, access, parsing, posting, look-ups."""
