"""Programs, projects and milestones: create, link, update, show."""
