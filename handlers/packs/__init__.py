"""Monthly, quarterly and annual packs: gathered, posted with pictures and a PDF, and answered by sponsors."""
