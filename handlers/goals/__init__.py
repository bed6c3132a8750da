"""Goals, what serves them, the fit of a program, and duplicate work."""
