"""Answers to the lines of a posted digest: the buttons, who hears of it, and what the message then shows."""
