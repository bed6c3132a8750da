"""Everything that knows a Slack payload: commands, clicks, forms and messages become requests here."""
