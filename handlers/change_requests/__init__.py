"""Change requests: routed by tolerance, approved or rejected, applied as a whole."""
