"""The App Home, a person's own card, and the newcomer's briefing."""
