"""Packs: the month, the quarter and the year of a program, against the time before (B-127)."""
