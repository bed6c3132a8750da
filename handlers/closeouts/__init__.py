"""Close-outs of projects, scorecards and lessons."""
