"""Check-ins: prompts, answers, reminders, summaries, settings and the confidence pulse."""
