"""Files from and to Slack."""
