"""The personal Monday digest of those who follow programs, projects and milestones."""
