"""Loading, recomputing and colouring the plan after a change."""
