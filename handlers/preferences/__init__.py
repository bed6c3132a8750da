"""Personal choices: leave, working hours, time zone, follow, mute, message budget."""
