"""Closed projects: scorecards, the sponsor's answer, and lessons."""
