"""Levelled plans and bought days, proposed beside the plan and tried as scenarios."""
