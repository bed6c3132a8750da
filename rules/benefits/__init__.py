"""Benefits: complete profiles, realisation, planned curves, forecasts, the cost of a delay."""
