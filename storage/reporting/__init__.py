"""The status of programs and projects by week, and the delivery confidence that people gave."""
