"""Budgets: all verbs, buttons and forms of the topic."""

from handlers.budgets import budget_forms, budget_listeners, rate_listeners

COMMANDS = (*budget_listeners.COMMANDS, *rate_listeners.COMMANDS)
CLICKS = {**budget_listeners.CLICKS, **budget_forms.CLICKS}
FORMS = budget_forms.FORMS
