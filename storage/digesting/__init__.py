"""Digests that people edit and answer: their edits, their answers, and what a posted edition shows of these."""
