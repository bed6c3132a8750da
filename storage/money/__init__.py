"""Money of programs: their settings and budgets."""
