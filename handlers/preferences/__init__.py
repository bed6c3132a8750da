"""What people choose for themselves: leave, working hours, time zone, follow, mute, message budget."""
