"""The sender: posts on their way to Slack, and the meaning of its errors."""
