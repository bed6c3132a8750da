"""Change requests: tolerance, routing, what is stale, what is applied."""
