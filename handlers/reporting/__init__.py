"""Reported against computed colours, and the delivery confidence of programs."""
