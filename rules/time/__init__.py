"""Working days, working hours and days off."""
