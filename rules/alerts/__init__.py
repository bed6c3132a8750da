"""What does not fit in a plan, its colours and its health."""
