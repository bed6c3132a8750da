"""Risk views: alerts, critical path, health, forecast, what-if, timeline."""
