"""Reported against computed status week by week, and the delivery confidence of programs."""
