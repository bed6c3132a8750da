"""People, teams and tools, what they are allocated to, and clashes."""
