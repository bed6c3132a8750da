"""What was said in private channels, and publishing it."""
