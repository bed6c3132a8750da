"""Work without Slack: replay, backfill, plan files, databases, reports."""
