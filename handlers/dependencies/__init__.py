"""Dependencies and their hand-overs."""
