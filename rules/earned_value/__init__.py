"""Earned value and earned schedule: how much of the plan the finished work is worth, in money and in time."""
