"""The words of the demo: in the terminal, and on the page itself."""

STARTING_TEXT = "Starting Slack and Baton, and replaying a sample week: about ten seconds …"
WELCOME_TEXT = """*Welcome to Baton's demo.* You are {name}. Three things to try:
1. Type `{schema} slips a week because the vendor is late` here, then look at <#{mobile}> and <#{loyalty}> as Maya \
(you switch people at the top left).
2. Type `/program {schema} slip to {day}` to see what it would move before anything is saved.
3. As Maya, press “Monday 09:00” at the clock and open <#{digest}>: you'll find this week's digest there.
Open *Baton* at the left, tab *Home*, to see what needs you."""
GREETING_TEXT = """
Baton is in a small Slack of its own:  {url}

Three things to try
  1. You are Kenji, in #backend-upgrade. Type:
       {schema} slips a week because the vendor is late
     and look at #mobile-app and #loyalty as Maya (people are switched at the top left).
  2. Type  /program {schema} slip to {day}  to see what it would move before anything is saved.
  3. As Maya, who is in Berlin like the program, press “Monday 09:00” at the clock
     and open #{digest}: you'll find this week's digest there.

Ctrl+C stops it; nothing is kept.
"""
