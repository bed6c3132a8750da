"""What-if scenarios: several changes applied to a plan, and compared."""
