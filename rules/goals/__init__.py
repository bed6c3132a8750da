"""Goals: scores, coverage, and evidence of duplicate work."""
