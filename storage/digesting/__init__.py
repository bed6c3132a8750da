"""Digests that people answer: the answers, and what a posted edition shows of them."""
