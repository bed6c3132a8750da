"""Hand-overs between two people, and the confidence in them."""
