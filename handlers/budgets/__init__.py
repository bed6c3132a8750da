"""Money: budget lines, their sums and forecasts for who may see them, exchange rates, and earned value."""
