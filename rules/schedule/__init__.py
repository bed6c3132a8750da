"""The network of milestones and the dates it computes."""
