"""The explicit forms: an id or a verb at the start of a line, near misses, and the hints about them."""
