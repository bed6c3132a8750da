"""The sender: what reaches Slack, and what its errors mean."""
