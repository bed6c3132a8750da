"""The network of milestones and its computed dates."""
