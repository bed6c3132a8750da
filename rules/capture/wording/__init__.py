"""The words that capture knows: cues and their vocabulary, negations, statuses, and five other languages."""
