"""Check-ins: when people are asked, which questions they get, and how the answers add up."""
