"""The hand-over between two people, and how sure it is."""
