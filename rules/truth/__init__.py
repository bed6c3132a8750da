"""One truth: lateness, slack and colour of milestones, hand-overs, projects and programs, for every screen (B-50)."""
