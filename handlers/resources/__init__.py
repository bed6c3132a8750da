"""People, teams and tools: who is booked for what, how much, and what could be freed."""
