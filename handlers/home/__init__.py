"""The App Home, the card of one's own, and the newcomer's briefing."""
