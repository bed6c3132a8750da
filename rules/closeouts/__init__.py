"""Close-outs: scorecards, and lateness by cause."""
