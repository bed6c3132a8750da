"""`forecast grades`: how often forecasts and people's own dates held."""
