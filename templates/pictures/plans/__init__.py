"""Pictures of plans, forecasts, statuses and risks, placed on a canvas: each has a `lay_out` from facts to a sheet."""
