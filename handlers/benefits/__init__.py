"""Benefits: profiles, readings for years after delivery, forecasts."""
