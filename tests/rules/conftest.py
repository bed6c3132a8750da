"""Hypothesis profile without deadlines, which a busy machine would miss; `make chaos` tries twice the examples."""

from hypothesis import settings

from tests.forms import form

settings.register_profile("patient", deadline=None, max_examples=form(short=50, whole=100))
settings.load_profile("patient")
