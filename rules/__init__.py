"""The rules of program management: pure functions on frozen values.

They use the standard library, numpy and jellyfish only. No Slack, SQL, files or clock in here: the current time is
always an argument.
"""
