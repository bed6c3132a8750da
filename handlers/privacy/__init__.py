"""Words from private channels, and their publication."""
