"""People, teams and tools: what they are booked for, clashes, ways out of them, and levelling."""
