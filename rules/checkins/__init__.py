"""When people are asked, what for, and how the answers add up."""
