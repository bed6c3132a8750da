"""What-if scenarios in a thread, compared, and adopted as a change request."""
